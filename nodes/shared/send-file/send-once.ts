import { onAbort } from '../async/on-abort';
import { asError, messageOf } from '../values/thrown';
import type { Due } from '../provider/file-sender';
import type { SendOutcome } from '../provider/send-outcome';

/**
 * Remembers send-once keys beyond the run. Either method rejects when it could not do so for certain: what it
 * was to change may be changed all the same, unless it was {@link Unchanged}.
 */
export interface KeyMemory {
  /** @returns whether the key was new; from then on it is not */
  claim(key: string): Promise<boolean>;
  /** Forgets the key. */
  release(key: string): Promise<void>;
}

/** Why a memory certainly has not changed anything. */
export class Unchanged extends Error {}

/** What became of a send that has a key. */
export type OnceResult<Sent> =
  /** `doubtful`: nothing was sent, and yet the key may count as used from now on. */
  | { kind: 'attempted'; sent: Sent; doubtful?: true }
  /** The key's file was sent before, or perhaps was. */
  | { kind: 'skipped' }
  /** The run was stopped while another item with the key was waited for. */
  | { kind: 'stopped' }
  /** It is not known that the key was free and is remembered now, so nothing was sent. `doubtful`: as above. */
  | { kind: 'unprotected'; reason: string; doubtful: boolean };

/**
 * What this process knows of a key. `claimed`: by an item that may send now. `used`: something was sent with it, or
 * perhaps was. `doubtful`: nothing was, but whether the memory holds it nobody knows.
 */
type KeyState = 'free' | 'claimed' | 'used' | 'doubtful';

/** The keys that are being sent with in this process, by all executions, and what then is known of each. */
const underWay = new Map<string, Promise<KeyState>>();

/**
 * Sees to it that of all items with the same key one is sent. The key is claimed when the message is due: if n8n dies
 * right then, a file may stay unsent, but none is sent twice.
 */
export class OnceKeys {
  /** @param node whose keys they are: the same key of another node is another key */
  constructor(
    private readonly node: string,
    private readonly memory: KeyMemory,
  ) {}

  /**
   * Sends, unless something with this key was sent or perhaps was. While another item of the node sends with the
   * same key, in this execution or another, that one is waited for. Whoever is waited for waits for no key itself,
   * since an item has only one, and has its recipient's turn already: there is no deadlock, whatever the recipients.
   * @param signal once aborted, the item waits no longer and is not sent
   * @param send claims the key through `due`, which is true when a message may leave
   */
  async send<Sent extends { outcome: SendOutcome }>(
    key: string,
    signal: AbortSignal,
    send: (due: Due) => Promise<Sent>,
  ): Promise<OnceResult<Sent>> {
    const name = JSON.stringify([this.node, key]);
    let before: KeyState = 'free';
    for (;;) {
      const other = underWay.get(name);
      if (!other || signal.aborted) break;
      before = await earlier(other, signal, before);
      if (before === 'used') return { kind: 'skipped' };
    }
    if (signal.aborted) return { kind: 'stopped' };

    let finish: (state: KeyState) => void;
    underWay.set(name, new Promise((resolve) => (finish = resolve)));
    const claim = new Claim(key, this.memory, before);
    try {
      return await claim.use(signal, send);
    } finally {
      underWay.delete(name);
      finish!(claim.state);
    }
  }
}

/** One item's claim to its key. */
class Claim {
  /** Why the memory could not be relied on. */
  private problem: string | undefined;
  private wasDue = false;

  constructor(
    private readonly key: string,
    private readonly memory: KeyMemory,
    public state: KeyState,
  ) {}

  async use<Sent extends { outcome: SendOutcome }>(
    signal: AbortSignal,
    send: (due: Due) => Promise<Sent>,
  ): Promise<OnceResult<Sent>> {
    let sent: Sent;
    try {
      sent = await send(async () => {
        this.wasDue = true;
        await this.make();
        return this.state === 'claimed' && !signal.aborted;
      });
    } catch (error) {
      if (this.state === 'claimed') this.state = 'used'; // nobody knows what went out before it
      throw asError(error);
    }
    const { kind } = sent.outcome;
    if (kind === 'accepted' || kind === 'queued' || kind === 'unknown') {
      this.state = 'used';
      return { kind: 'attempted', sent };
    }
    // An item that was sent before is skipped, though its file is gone by now.
    if (!this.wasDue && kind !== 'stopped') await this.make();
    if (this.state === 'used') return { kind: 'skipped' };
    if (this.state === 'claimed') await this.giveUp();
    const doubtful = this.state === 'doubtful';
    if (this.wasDue && this.problem !== undefined)
      return { kind: 'unprotected', reason: this.problem, doubtful };
    return { kind: 'attempted', sent, ...(doubtful && { doubtful }) };
  }

  /** Makes the claim; the state then says whether it was one. */
  private async make(): Promise<void> {
    if (this.state === 'claimed') return;
    try {
      const isNew = await this.memory.claim(this.key);
      if (isNew) this.state = 'claimed';
      // Else it may be the doubtful claim of before, or a file that was sent: nobody can tell.
      else if (this.state === 'doubtful') this.problem = 'an earlier change of it failed';
      else this.state = 'used';
    } catch (error) {
      this.problem = messageOf(error);
      // It is not released to be sure: it may have been used long before.
      if (!(error instanceof Unchanged)) this.state = 'doubtful';
    }
  }

  private async giveUp(): Promise<void> {
    try {
      await this.memory.release(this.key);
      this.state = 'free';
    } catch {
      this.state = 'doubtful';
    }
  }
}

/** @returns what the other one left; as before when the signal aborts first */
async function earlier(
  other: Promise<KeyState>,
  signal: AbortSignal,
  before: KeyState,
): Promise<KeyState> {
  return await new Promise((resolve) => {
    const stopListening = onAbort(signal, () => resolve(before));
    void other.then((state) => {
      stopListening();
      resolve(state);
    });
  });
}
