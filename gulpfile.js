const { execFile } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { promisify } = require('node:util');
const { build: bundle } = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const run = promisify(execFile);

const clean = () => rm('dist', { recursive: true, force: true });

const compile = async () => {
  try {
    await run(process.execPath, [
      require.resolve('typescript/bin/tsc'),
      '-p',
      'tsconfig.build.json',
    ]);
  } catch (error) {
    throw new Error(`TypeScript found errors:\n${error.stdout}`, { cause: error });
  }
};

/** The editor's icons and codex files, beside the compiled nodes and credentials that name them. */
const copyAssets = () =>
  src(['nodes/**/*.{svg,json}', 'credentials/**/*.svg'], { base: '.', encoding: false }).pipe(
    dest('dist'),
  );

/**
 * n8n's rules forbid runtime dependencies, so each library in nodes/shared/libraries/ is bundled
 * over the file that tsc wrote for it. A file of its own each, so that it is read from disk only
 * when something asks for it, and all nodes share one instance.
 */
exports.libraryBundle = {
  bundle: true,
  minify: true,
  keepNames: true,
  legalComments: 'inline',
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  logLevel: 'warning',
};

const bundleLibraries = () =>
  bundle({
    ...exports.libraryBundle,
    entryPoints: ['nodes/shared/libraries/*.ts'],
    outdir: 'dist/nodes/shared/libraries',
  });

exports.build = series(clean, compile, parallel(copyAssets, bundleLibraries));
