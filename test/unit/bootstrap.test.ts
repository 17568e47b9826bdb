import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '../../lab/servers/start-process';

const root = join(__dirname, '..', '..');

/** What runs TypeScript, as far as it is asked for here. */
function fakeTsx(modules: string): void {
  const file = (name: string) => join(modules, 'tsx', name);
  mkdirSync(join(modules, 'tsx'), { recursive: true });
  writeFileSync(file('package.json'), '{"exports":{"./cjs":"./cjs.js","./esm/api":"./api.mjs"}}');
  writeFileSync(file('cjs.js'), '');
  writeFileSync(file('api.mjs'), 'export const register = () => {};');
}

/** A clone whose programs do nothing, and an npm that notes what it is asked to install. */
function newClone() {
  const folder = temporaryFolder('1msg-clone-');
  const clone = join(folder, 'clone');
  const file = (name: string) => join(clone, name);
  for (const name of ['scripts/bootstrap.mjs', 'package-lock.json', '.npmrc'])
    cpSync(join(root, name), file(name));
  for (const name of ['start', 'test']) writeFileSync(file(`scripts/${name}.ts`), '');
  fakeTsx(folder);
  mkdirSync(join(folder, 'bin'));
  const npm = `#!/bin/sh
mkdir -p node_modules && cp -r '${folder}/tsx' node_modules && cp package.json node_modules/of.json`;
  writeFileSync(join(folder, 'bin', 'npm'), npm, { mode: 0o755 });
  writeFileSync(file('package.json'), '{"of":"the clone"}');
  const PATH = `${join(folder, 'bin')}${delimiter}${process.env.PATH}`;
  return {
    file,
    run: (program: string) => {
      const args = [file('scripts/bootstrap.mjs'), `scripts/${program}.ts`];
      return spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, PATH } });
    },
    /** The package.json that npm last installed from; undefined: none since node_modules was made. */
    installed: () =>
      existsSync(file('node_modules/of.json'))
        ? (JSON.parse(readFileSync(file('node_modules/of.json'), 'utf8')) as {
            of?: string;
            devDependencies?: Record<string, string>;
          })
        : undefined,
  };
}

test('npm start in a new clone installs what it needs, and npm test afterwards the rest', () => {
  const clone = newClone();
  expect(clone.run('start').status).toBe(0);
  const needed = Object.keys(clone.installed()?.devDependencies ?? {});
  expect(needed).toEqual(expect.arrayContaining(['tsx', 'fastify', 'n8n-core', 'gulp', 'esbuild']));
  expect(needed).not.toEqual(expect.arrayContaining(['jest']));
  expect(needed).not.toEqual(expect.arrayContaining(['typescript']));

  writeFileSync(clone.file('node_modules/of.json'), '{"of":"before"}');
  expect(clone.run('start').status).toBe(0);
  expect(clone.installed()).toEqual({ of: 'before' });

  expect(clone.run('test').status).toBe(0);
  expect(clone.installed()).toEqual({ of: 'the clone' });
});

test('npm start leaves alone what npm test has installed', () => {
  const clone = newClone();
  expect(clone.run('test').status).toBe(0);
  expect(clone.run('start').status).toBe(0);
  expect(clone.installed()).toEqual({ of: 'the clone' });
});

test('what somebody has installed by npm ci is taken, and what differs from package-lock.json is not', () => {
  const clone = newClone();
  const { packages } = JSON.parse(readFileSync(clone.file('package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  fakeTsx(clone.file('node_modules'));
  const list = clone.file('node_modules/.package-lock.json');
  writeFileSync(list, JSON.stringify({ packages }));
  expect(clone.run('test').status).toBe(0);
  expect(clone.installed()).toBeUndefined();

  const other = { ...packages, 'node_modules/fastify': { version: '0.0.1' } };
  writeFileSync(list, JSON.stringify({ packages: other }));
  writeFileSync(clone.file('node_modules/.installed-from'), 'another');
  expect(clone.run('test').status).toBe(0);
  expect(clone.installed()).toEqual({ of: 'the clone' });
});

test.each(['start', 'test'])(
  'a node_modules that is a link is never emptied: npm %s',
  (program) => {
    const clone = newClone();
    const elsewhere = temporaryFolder('1msg-modules-');
    writeFileSync(join(elsewhere, 'of.json'), '{"of":"somebody else"}');
    symlinkSync(elsewhere, clone.file('node_modules'));

    const { status, stderr } = clone.run(program);
    expect(status).toBe(1);
    expect(stderr).toMatch(/node_modules is a link.+npm ci would empty.+Remove the link/);
    expect(clone.installed()).toEqual({ of: 'somebody else' });

    // One that leads to the very libraries is as good as a folder.
    const lock = readFileSync(clone.file('package-lock.json'));
    const digest = createHash('sha256').update(lock).digest('hex');
    writeFileSync(join(elsewhere, '.installed-from'), digest);
    fakeTsx(elsewhere);
    expect(clone.run(program).status).toBe(0);
  },
);
