import type { SendOutcome } from './send-outcome';
import { tellText } from '../tell-value';
import { messageOf } from '../thrown';

/** Remembers send-once keys beyond the run. Either method rejects when it could not. */
export interface KeyMemory {
  /** @returns whether the key was new; from then on it is not */
  claim(key: string): Promise<boolean>;
  /** Forgets the key. */
  release(key: string): Promise<void>;
}

/** What became of a send that has a key. */
export type OnceResult<Sent> =
  | { kind: 'attempted'; sent: Sent }
  /** The key's file was sent before, or perhaps was. */
  | { kind: 'skipped' }
  /** The run was stopped while another item with the key was waited for. */
  | { kind: 'stopped' }
  /** The key could not be remembered, so nothing was sent. */
  | { kind: 'unprotected'; reason: string };

/**
 * Sees to it that of all items with the same key one is sent. The key is claimed before anything goes
 * out: if n8n dies in between, a file may stay unsent, but none is sent twice.
 */
export class OnceKeys {
  /** The keys that this run is sending, and whether it then perhaps was sent. */
  private readonly underWay = new Map<string, Promise<boolean>>();

  constructor(private readonly memory: KeyMemory) {}

  /**
   * Sends, unless something with this key was sent or perhaps was. While another item of the run sends
   * with the same key, that one is waited for. Whoever is waited for waits for no key itself, since an
   * item has only one: there is no deadlock, whatever the recipients.
   * @param signal once aborted, no item is sent that had to wait
   */
  async send<Sent extends { outcome: SendOutcome }>(
    key: string,
    signal: AbortSignal,
    send: () => Promise<Sent>,
  ): Promise<OnceResult<Sent>> {
    for (;;) {
      const other = this.underWay.get(key);
      if (!other) break;
      if (await other) return { kind: 'skipped' };
    }
    if (signal.aborted) return { kind: 'stopped' };

    let finish: (perhapsSent: boolean) => void;
    this.underWay.set(key, new Promise((resolve) => (finish = resolve)));
    let perhapsSent = true; // an exception says nothing of what went out before it
    try {
      const result = await this.sendIfNew(key, send);
      perhapsSent =
        result.kind === 'skipped' ||
        (result.kind === 'attempted' && mayHaveBeenSent(result.sent.outcome));
      return result;
    } finally {
      this.underWay.delete(key);
      finish!(perhapsSent);
    }
  }

  private async sendIfNew<Sent extends { outcome: SendOutcome }>(
    key: string,
    send: () => Promise<Sent>,
  ): Promise<OnceResult<Sent>> {
    try {
      if (!(await this.memory.claim(key))) return { kind: 'skipped' };
    } catch (error) {
      return { kind: 'unprotected', reason: messageOf(error) };
    }
    const sent = await send();
    const { outcome } = sent;
    if (mayHaveBeenSent(outcome)) return { kind: 'attempted', sent };
    try {
      await this.memory.release(key);
      return { kind: 'attempted', sent };
    } catch {
      const text = `${outcome.text} (n8n could not release the send-once key "${tellText(key)}": the next item with it will be skipped)`;
      // Not the plain end of a stopped run: somebody has to hear of the key.
      const told: SendOutcome =
        outcome.kind === 'stopped'
          ? { kind: 'notSent', code: 'REJECTED', text }
          : { ...outcome, text };
      return { kind: 'attempted', sent: { ...sent, outcome: told } };
    }
  }
}

type PerhapsSent = Extract<SendOutcome, { kind: 'accepted' | 'queued' | 'unknown' }>;

function mayHaveBeenSent(outcome: SendOutcome): outcome is PerhapsSent {
  return outcome.kind === 'accepted' || outcome.kind === 'queued' || outcome.kind === 'unknown';
}
