/** How many checks held and how many did not. */
export interface Counts {
  passed: number;
  failed: number;
}

/** Counts checks over several steps and ends the program with the sum. */
export class Tally implements Counts {
  passed = 0;
  failed = 0;

  /** Adds a step's counts. */
  add(counts: Counts): void {
    this.passed += counts.passed;
    this.failed += counts.failed;
  }

  /** Runs a step that counts as one; a returned or thrown text says why it failed. */
  async step(
    title: string,
    run: () => string | undefined | Promise<string | undefined>,
  ): Promise<void> {
    console.log(`\n── ${title}`);
    const problem = await Promise.resolve()
      .then(run)
      .catch((error: unknown) => explain(error));
    if (problem) console.error(problem);
    console.log(problem ? `✗ ${title}` : `✓ ${title}`);
    this.add({ passed: problem ? 0 : 1, failed: problem ? 1 : 0 });
  }

  /** Prints the sum as the last line and sets the exit code. */
  finish(): void {
    console.log(`\n${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed > 0 || this.passed === 0 ? 1 : 0;
  }
}

/** An error's message with the messages of its causes, without stack traces. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${explain(error.cause)}`;
}
