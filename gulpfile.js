const { mkdir, readdir, readFile, rm, writeFile } = require('node:fs/promises');
const { basename, dirname, join } = require('node:path');

const { build: bundle, transform } = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { n8n } = require('./package.json');

const clean = () => rm('dist', { recursive: true, force: true });

/** The editor's icons, codex files and output schemas, beside the compiled nodes and credentials whose they are. */
const copyAssets = () =>
  src(['nodes/**/*.{svg,node.json}', 'nodes/*/__schema__/**/*.json', 'credentials/**/*.svg'], {
    base: '.',
    encoding: false,
  }).pipe(dest('dist'));

const common = { bundle: true, platform: 'node', target: 'node20.19', logLevel: 'warning' };

/**
 * n8n's rules forbid runtime dependencies, so each library in nodes/shared/libraries/ is bundled.
 * A file of its own each, so that it is read from disk only when something asks for it.
 */
exports.libraryBundle = {
  ...common,
  format: 'cjs',
  minify: true,
  keepNames: true,
  legalComments: 'inline',
};

const bundleLibraries = async () => {
  const { metafile } = await bundle({
    ...exports.libraryBundle,
    entryPoints: ['nodes/shared/libraries/*.ts'],
    outdir: 'dist/nodes/shared/libraries',
    metafile: true,
  });
  const bundled = Object.keys(metafile.inputs).map(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0],
  );
  const licences = [...new Set(bundled.filter(Boolean))].sort().map(licenceOf);
  await writeFile('dist/THIRD-PARTY-LICENSES.txt', (await Promise.all(licences)).join('\n'));
};

/** Their licences ask for their text to come along. */
const licenceOf = async (folder) => {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name}, which is bundled, has no licence file`);
  const text = await readFile(join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n\n${'-'.repeat(80)}\n`;
};

/**
 * The nodes and credentials that package.json names, and what they import. What several of them need, and what they
 * import() when they are first used, is put into files that they share: n8n's start takes a while for every file.
 * esbuild can do that for ES modules only, which then become the CommonJS that n8n loads.
 */
const bundleParts = async () => {
  const { outputFiles } = await bundle({
    ...common,
    format: 'esm',
    splitting: true,
    entryPoints: [...n8n.nodes, ...n8n.credentials].map((file) =>
      file.replace(/^dist\/(.+)\.js$/, '$1.ts'),
    ),
    outbase: '.',
    outdir: 'dist',
    chunkNames: 'nodes/shared/[name]-[hash]',
    external: ['n8n-workflow'],
    plugins: [librariesStayApart],
    write: false,
  });
  await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const isBeside = dirname(path).endsWith(join('dist', 'nodes', 'shared'));
      if (!isBeside && text.includes('"./libraries/'))
        throw new Error(`${path} would look for a library in the wrong folder`);
      const { code } = await transform(text, {
        format: 'cjs',
        platform: 'node',
        target: common.target,
        // Node's own import() starts its loader of ES modules, which takes longer than what is loaded here.
        supported: { 'dynamic-import': false },
      });
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, code);
    }),
  );
};

/** All that imports them comes to lie in nodes/shared/. */
const librariesStayApart = {
  name: 'libraries stay apart',
  setup: (build) =>
    build.onResolve({ filter: /\/libraries\// }, ({ path }) => ({
      path: `./libraries/${basename(path)}.js`,
      external: true,
    })),
};

exports.build = series(clean, parallel(copyAssets, bundleLibraries, bundleParts));
