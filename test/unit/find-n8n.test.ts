import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { n8nAt } from '../../lab/n8n/find-n8n';
import { temporaryFolder } from '../../lab/servers/start-process';

// It fetches a Node.js where this one is of another line.
jest.mock('../../lab/n8n/install-n8n', () => ({ ensureNode: () => Promise.resolve('node 24') }));

/** An n8n as npm puts it into a folder. @returns that folder */
function install(version: string, under = ['node_modules']): string {
  const folder = temporaryFolder('1msg-n8n-at-');
  const own = join(folder, ...under, 'n8n');
  mkdirSync(join(own, 'bin'), { recursive: true });
  const manifest = { name: 'n8n', version, engines: { node: '>=20.19 <= 24.x' } };
  writeFileSync(join(own, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(own, 'bin', 'n8n'), '');
  return folder;
}

const found = async (path: string) => (await n8nAt(path, () => undefined)).bin;

test('an n8n is found by its program, a link to it, its folder, and the folder it was installed in', async () => {
  const folder = install('2.40.7');
  const own = join(folder, 'node_modules', 'n8n');
  const bin = join(own, 'bin', 'n8n');
  const link = join(folder, 'n8n');
  symlinkSync(bin, link);
  for (const path of [folder, own, bin, link]) expect(await found(path)).toBe(bin);

  const global = install('1.123.81', ['lib', 'node_modules']);
  expect(await n8nAt(global, () => undefined)).toMatchObject({
    version: '1.123.81',
    bin: join(global, 'lib', 'node_modules', 'n8n', 'bin', 'n8n'),
  });
});

test('it runs on this Node.js where that is one for it, and else on 24', async () => {
  const { node } = process.versions;
  const on = async (version: string) => {
    Object.defineProperty(process.versions, 'node', { value: version, configurable: true });
    return (await n8nAt(install('1.123.81'), () => undefined)).node;
  };
  try {
    expect(await on('20.20.2')).toBe('node 24');
    expect(await on('22.3.0')).toBe(process.execPath);
    expect(await on('24.1.0')).toBe(process.execPath);
    expect(await on('25.0.0')).toBe('node 24');
  } finally {
    Object.defineProperty(process.versions, 'node', { value: node, configurable: true });
  }
});

test('a path without an n8n, and an n8n that is too old, are refused', async () => {
  await expect(found('/no/such/folder')).rejects.toThrow('There is no n8n at /no/such/folder');
  await expect(found(temporaryFolder('1msg-empty-'))).rejects.toThrow('There is no n8n at');
  await expect(found(__filename)).rejects.toThrow('There is no n8n at');
  await expect(found(install('1.122.9'))).rejects.toThrow('n8n 1.122.9; 1.123 or newer');
  await expect(found(install('0.236.0'))).rejects.toThrow('n8n 0.236.0');
});
