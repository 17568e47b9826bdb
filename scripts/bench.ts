// `npm run bench -- trigger`: how fast, in requests a second, beside what n8n could do at best.
// Nothing fails because something is slow; further arguments go to the benchmark (`--quick`).
import { run as trigger } from '../test/bench/trigger/run';
import { explain } from './checks/tally';

const benches: Record<string, (args: string[]) => Promise<void>> = {
  trigger,
};

async function main([name = '', ...args]: string[]): Promise<void> {
  const run = benches[name];
  if (!run) throw new Error(`npm run bench -- ${Object.keys(benches).join(' | ')}`);
  await run(args);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
