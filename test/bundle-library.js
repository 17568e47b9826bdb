// Jest's transform for nodes/shared/libraries/: the same bundle as the published one, so that tests run
// what users run, and libraries that are ES modules load.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { buildSync } = require('esbuild');
const { libraryBundle } = require('../gulpfile');

const lockfile = readFileSync(require.resolve('../package-lock.json'));

module.exports = {
  // Else jest goes on with the bundle that it has made of another version of the library.
  getCacheKey: (source, filename) =>
    createHash('sha256').update(lockfile).update(filename).update(source).digest('hex'),
  process: (_source, filename) => {
    const { outputFiles } = buildSync({
      ...libraryBundle,
      entryPoints: [filename],
      minify: false,
      write: false,
    });
    return { code: outputFiles[0].text };
  },
};
