import type { IExecuteFunctions } from 'n8n-workflow';
import type { Channel } from '../channel/channel';
import { env } from '../libraries/node';
import type { Provider } from '../provider/provider';

/** A run of thousands of items has not thousands of hints. */
const MOST = 10;

/** What the editor shows above a node's output: things worth knowing that are no errors. Each is said once a run. */
export class ExecutionHints {
  private readonly said = new Set<string>();

  constructor(private readonly context: IExecuteFunctions) {}

  /** @param message a sentence or two. Older versions of n8n do not show hints. */
  say(message: string, type: 'warning' | 'info' = 'warning'): void {
    if (this.said.has(message) || this.said.size >= MOST) return;
    this.said.add(message);
    this.context.addExecutionHints?.({ message, type, location: 'outputPane' });
  }
}

/** Without a Redis each process of queue mode knows only of its own messages. */
const queueModeHint = (name: string) =>
  `n8n runs in queue mode, where executions are spread over several processes: pace, the order of one person's messages and send-once keys hold within each of them only. Set Redis URL in the ${name} credential, so that they hold for all.`;

/**
 * Says what keeps the promises of a channel from holding over processes.
 * @returns to be called when the run ends: says whether Redis failed meanwhile
 */
export function sayHowFarItHolds(
  channel: Channel,
  { name }: Provider,
  context: IExecuteFunctions,
  hint: (text: string) => void,
): () => void {
  const before = channel.redisFailures;
  if (!channel.link && env.EXECUTIONS_MODE === 'queue') hint(queueModeHint(name));
  return () => {
    if (channel.redisFailures === before) return;
    const why = channel.link?.trouble ?? 'it did not answer in time';
    const text = `Redis cannot be used (${why}), so pace and order held within this n8n process only, and nothing was sent with a send-once key.`;
    hint(`${text} It is used again as soon as it answers.`);
    if (channel.link?.newTrouble() !== undefined) context.logger.warn(`${name}: ${text}`);
  };
}
