import type { IExecuteFunctions } from 'n8n-workflow';

/** A run of thousands of items has not thousands of hints. */
const MOST = 10;

/** What the editor shows above a node's output: things worth knowing that are no errors. Each is said once a run. */
export class ExecutionHints {
  private readonly said = new Set<string>();

  constructor(private readonly context: IExecuteFunctions) {}

  /** @param message a sentence or two. Older versions of n8n do not show hints. */
  say(message: string): void {
    if (this.said.has(message) || this.said.size >= MOST) return;
    this.said.add(message);
    this.context.addExecutionHints?.({ message, type: 'warning', location: 'outputPane' });
  }
}
