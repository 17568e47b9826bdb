// Jest's transform for nodes/shared/libraries/: the same bundle as the published one, so that tests run
// what users run, and libraries that are ES modules load.
const { buildSync } = require('esbuild');
const { libraryBundle } = require('../gulpfile');

module.exports = {
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
