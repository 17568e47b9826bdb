// Loads one community package as n8n does at its start, in a process that has n8n-workflow loaded as n8n
// has, and prints what that took. Run with --expose-gc: node load-package.cjs FOLDER
const { readFileSync } = require('node:fs');
const { basename, join } = require('node:path');

const folder = process.argv[2];
require(require.resolve('n8n-workflow', { paths: [folder] })); // n8n's, which the package will find
const { n8n } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const files = [...(n8n.credentials ?? []), ...(n8n.nodes ?? [])];

global.gc();
const before = process.memoryUsage();
const modulesBefore = Object.keys(require.cache).length;
const started = performance.now();
const made = files.map((file) => {
  const name = basename(file).split('.')[0];
  return new (require(join(folder, file))[name])();
});
const ms = performance.now() - started;
const rss = process.memoryUsage().rss - before.rss;
global.gc();
const after = process.memoryUsage();

process.stdout.write(
  JSON.stringify({
    ms,
    rssMb: rss / 1024 / 1024,
    heapMb: (after.heapUsed + after.external - before.heapUsed - before.external) / 1024 / 1024,
    modules: Object.keys(require.cache).length - modulesBefore,
    parts: made.length,
    loadsHttpLibrary: Object.keys(require.cache).some((path) => /undici|axios/.test(path)),
  }),
);
