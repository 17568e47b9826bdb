import { explain } from './tally';

/** Runs a script; what it throws is told without a stack trace, and ends it with exit code 1. */
export function runScript(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    console.error(`\n${explain(error)}`);
    process.exit(1); // what a server or a connection would hold open is of no use any more
  });
}
