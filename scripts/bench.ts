// `npm run bench`: all parts; `npm run bench -- sending --quick`: one of them, small. Nothing fails because
// something is slow.
import { bench as channel } from '../test/bench/channel/run';
import { bench as files } from '../test/bench/files/run';
import { bench as patterns } from '../test/bench/patterns/run';
import { bench as sending } from '../test/bench/sending/run';
import type { BenchOptions } from '../test/bench/setup/results';
import { bench as single } from '../test/bench/single/run';
import { bench as soak } from '../test/bench/soak/run';
import { bench as start } from '../test/bench/start/run';
import { bench as templates } from '../test/bench/templates/run';
import { bench as trigger } from '../test/bench/trigger/run';
import { readArguments } from './cli/read-arguments';
import { runScript } from './cli/run-script';

const PARTS = new Map<string, (options: BenchOptions) => Promise<unknown>>([
  ['sending', sending],
  ['single', single],
  ['channel', channel],
  ['templates', templates],
  ['files', files],
  ['start', start],
  ['trigger', trigger],
  ['patterns', patterns],
  ['soak', soak],
]);

const HELP = `Measures the nodes beside what people would use instead, in a real n8n: npm run bench -- [part] [options]

  part                ${[...PARTS.keys()].join(', ')}; default: all, in two hours
  --short             what is to be known first of all, in minutes
  --quick             small sizes: shows that it runs, not how fast
  --folder <folder>   where results are written, default test/bench/results
  --help              this text`;

async function main(): Promise<void> {
  const { values, positionals } = readArguments(
    HELP,
    {
      quick: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      folder: { type: 'string' },
    },
    true,
  );
  const wrong = positionals.find((name) => !PARTS.has(name));
  if (wrong !== undefined)
    throw new Error(`There is no part "${wrong}"; --help tells what there is`);
  for (const [name, bench] of PARTS)
    if (positionals.length === 0 || positionals.includes(name)) await bench(values);
  process.exit(0); // connections that are kept open would hold it
}

runScript(main);
