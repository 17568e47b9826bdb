import type { IDataObject } from 'n8n-workflow';
import type { WaitFor } from './run-options';
import { DeliveryWait } from './delivery-wait';
import type { FileSender, SendRun } from '../provider/file-sender';
import type { ItemRun } from '../n8n/item-run';
import { n8nClock } from '../n8n/n8n-clock';
import { waitedJson } from './sent-item';

/** Follows the messages of one run until they came as far as the node waits for; without `waitFor` it does nothing. */
export class DeliveryOfItems {
  private readonly hint: SendRun['hint'];
  private readonly wait: DeliveryWait | undefined;
  private readonly followed: Array<Promise<void>> = [];

  constructor(
    private readonly run: ItemRun,
    { sender, waitFor, hint }: { sender: FileSender; waitFor?: WaitFor } & Pick<SendRun, 'hint'>,
  ) {
    this.hint = hint;
    if (!waitFor || !sender.delivery) return;
    this.wait = new DeliveryWait({
      ask: async (id) => await sender.delivery!(id),
      awaited: waitFor.status,
      timeout: waitFor.timeout,
      clock: n8nClock,
      signal: run.signal,
    });
  }

  /**
   * Waits for the message in the background, and then adds to the item's output what became of it.
   * @param json the item's output so far
   */
  follow(item: number, id: string, json: IDataObject): void {
    const { wait, run } = this;
    if (!wait) return;
    const follow = async () =>
      run.succeeded(item, { ...json, ...waitedJson(await wait.until(id)) });
    this.followed.push(follow());
  }

  /** @returns when nothing is waited for any more */
  async known(): Promise<void> {
    await Promise.all(this.followed);
    const reason = this.wait?.unavailable;
    if (reason) this.hint(`The node did not wait. ${reason}`);
  }

  /** Ends all waits at once. */
  end(): void {
    this.wait?.end();
  }
}
