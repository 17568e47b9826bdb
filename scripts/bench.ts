// `npm run bench`: all parts; `npm run bench -- sending --quick`: one of them, small. Nothing fails because
// something is slow.
import { run as files } from '../test/bench/files/run';
import { run as sending } from '../test/bench/sending/run';
import { run as start } from '../test/bench/start/run';
import { run as trigger } from '../test/bench/trigger/run';
import { runScript } from './checks/run-script';

const benches: Record<string, (args: string[]) => Promise<void>> = {
  sending,
  files,
  start,
  trigger,
};

async function main(args: string[]): Promise<void> {
  const [first = ''] = args;
  const named = first !== '' && !first.startsWith('-');
  if (named && !benches[first])
    throw new Error(`npm run bench -- ${Object.keys(benches).join(' | ')}`);
  for (const [name, run] of Object.entries(benches))
    if (!named || name === first) await run(named ? args.slice(1) : args);
  process.exit(0); // connections that are kept open would hold it
}

runScript(async () => await main(process.argv.slice(2)));
