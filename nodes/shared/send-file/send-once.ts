import { onAbort } from '../async/on-abort';
import { asError, messageOf } from '../values/thrown';
import type { Due } from '../provider/file-sender';
import type { SendOutcome } from '../provider/send-outcome';
import type { IExecuteFunctions } from 'n8n-workflow';
import { withoutEnding, tellText } from '../values/text';
import type { Recipient } from '../whatsapp/recipient';
import type { Explanation, ItemMessage } from '../provider/explain-outcome';
import type { ItemRun } from '../n8n/item-run';
import type { KeyMemory } from './once-key-memory';
import { nameOfKey, nodeOf, onceKeyMemory, Unchanged } from './once-key-memory';
import type { OnceKeyStore } from '../channel/channel-store';
import { RedisTrouble } from '../channel/redis-link';
import type { FileLabels } from './sent-item';
import { skippedJson } from './sent-item';

/** What became of a send that has a key. */
type OnceResult<Sent> =
  /** `doubtful`: nothing was sent, and yet the key may count as used from now on. */
  | { kind: 'attempted'; sent: Sent; doubtful?: true }
  /** The key's file was sent before, or perhaps was. */
  | { kind: 'skipped' }
  /** The run was stopped while another item with the key was waited for. */
  | { kind: 'stopped' }
  /** It is not known that the key was free and is remembered now, so nothing was sent. `doubtful`: as above. */
  | { kind: 'unprotected'; reason: string; doubtful: boolean; isRedis?: true };

/**
 * What this process knows of a key. `claimed`: by an item that may send now. `used`: something was sent with it, or
 * perhaps was. `doubtful`: nothing was, but whether the memory holds it nobody knows.
 */
type KeyState = 'free' | 'claimed' | 'used' | 'doubtful';

/** The keys that are being sent with in this process, by all executions, and what then is known of each. */
const underWay = new Map<string, Promise<KeyState>>();

let claims = 0;

/** @returns what names a claim among all of this process */
const newClaim = (): string => String(++claims);

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
   * @param claimName which no other claim of this process has
   */
  async send<Sent extends { outcome: SendOutcome }>(
    key: string,
    signal: AbortSignal,
    send: (due: Due) => Promise<Sent>,
    claimName = newClaim(),
  ): Promise<OnceResult<Sent>> {
    const name = nameOfKey(this.node, key);
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
    const claim = new Claim(key, claimName, this.memory, before);
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
  private isRedis = false;
  private wasDue = false;

  constructor(
    private readonly key: string,
    private readonly name: string,
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
      return {
        ...{ kind: 'unprotected', reason: this.problem, doubtful },
        ...(this.isRedis && { isRedis: true }),
      };
    return { kind: 'attempted', sent, ...(doubtful && { doubtful }) };
  }

  /** Makes the claim; the state then says whether it was one. */
  private async make(): Promise<void> {
    if (this.state === 'claimed') return;
    try {
      const isNew = await this.memory.claim(this.key, this.name);
      if (isNew) this.state = 'claimed';
      // Else it may be the doubtful claim of before, or a file that was sent: nobody can tell.
      else if (this.state === 'doubtful') this.problem = 'an earlier change of it failed';
      else this.state = 'used';
    } catch (error) {
      this.problem = messageOf(error);
      this.isRedis = error instanceof RedisTrouble;
      // It is not released to be sure: it may have been used long before.
      const isUnchanged =
        error instanceof Unchanged || (error instanceof RedisTrouble && error.certain);
      if (!isUnchanged) this.state = 'doubtful';
    }
  }

  private async giveUp(): Promise<void> {
    try {
      await this.memory.release(this.key, this.name);
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

/** How the send-once keys of a run's items are read. */
export interface OnceKeyReaders {
  /** What the items are for. Default: a file. */
  message?: ItemMessage;
  /** Reads an item's send-once key: undefined for an item without, empty where its expression gave nothing. */
  readOnceKey(item: number): string | undefined;
  /** Reads what an item whose key was used before shows of its file. */
  readLabels(item: number): FileLabels;
}

/** The key that a message was sent with. */
export interface UsedKey {
  /** What names it among all nodes' keys. */
  name: string;
  /** By which claim it is the message's own. */
  readonly claim: string;
  /** Frees it, as the message is known not to have arrived. Never fails. */
  release(): Promise<void>;
  /** Claims it for another message in that one's place. Never fails. @returns whether it may be sent */
  claimAnew(): Promise<boolean>;
}

/** Sends the items of one run, those with a send-once key only if nothing was sent with it before. */
export class OnceKeysOfItems {
  private readonly node: string;
  private readonly memory: KeyMemory;
  private readonly keys: OnceKeys;
  private readonly message: ItemMessage;

  constructor(
    context: IExecuteFunctions,
    private readonly run: ItemRun,
    private readonly readers: OnceKeyReaders,
    redis: OnceKeyStore | undefined,
  ) {
    this.node = nodeOf(context);
    this.memory = onceKeyMemory(context, redis);
    this.message = readers.message ?? 'file';
    this.keys = new OnceKeys(this.node, this.memory);
  }

  /**
   * @param send makes the attempt; a message of an item with a key has to be `due`
   * @returns what was attempted, and with which key; undefined when nothing was: the item has its output then, unless
   * the run was stopped
   */
  async send<Sent extends { outcome: SendOutcome }>(
    item: number,
    recipient: Recipient,
    send: (due?: Due) => Promise<Sent>,
  ): Promise<(Sent & { key?: UsedKey }) | undefined> {
    let key: string | undefined;
    try {
      key = this.readers.readOnceKey(item);
    } catch (error) {
      this.run.failed(item, noKey(`could not be read (${messageOf(error)})`, this.message));
      return undefined;
    }
    if (key === undefined) return await send();
    if (key === '') {
      this.run.failed(item, noKey('is empty or no text', this.message));
      return undefined;
    }
    const claim = newClaim();
    const result = await this.keys.send(key, this.run.signal, send, claim);
    if (result.kind === 'attempted') {
      const { sent } = result;
      return {
        ...sent,
        ...(result.doubtful && { outcome: doubtful(sent, key, this.message) }),
        key: this.usedKey(key, claim),
      };
    }
    if (result.kind === 'unprotected')
      this.run.failed(item, unprotected(result, key, this.message));
    if (result.kind === 'skipped')
      this.run.succeeded(item, skippedJson(recipient, this.labelsOf(item), key));
    return undefined;
  }

  private usedKey(key: string, claim: string): UsedKey {
    const { memory } = this;
    /** Another run may have claimed it since: that one's is not freed. */
    let isOurs = true;
    const used = {
      name: nameOfKey(this.node, key),
      claim,
      release: async () => {
        if (isOurs) await memory.release(key, used.claim).catch(() => undefined);
      },
      claimAnew: async () => {
        try {
          await memory.release(key, used.claim);
          used.claim = newClaim();
          return (isOurs = await memory.claim(key, used.claim));
        } catch {
          return false;
        }
      },
    };
    return used;
  }

  private labelsOf(item: number): FileLabels {
    try {
      return this.readers.readLabels(item);
    } catch {
      return { filename: '', caption: '' }; // an expression that fails does no harm where nothing is sent
    }
  }
}

/** @param wrong such as `is empty` */
function noKey(wrong: string, message: ItemMessage): Explanation {
  return {
    errorCode: 'REJECTED',
    message: `The send-once key of this item ${wrong}, so the ${message} was not sent`,
    description:
      'Check the expression of the option Send-Once Key, or remove the option to send without this protection.',
  };
}

/** Somebody has to hear of the key, also where the item is only one of those that a stopped run did not come to. */
function doubtful(
  { outcome }: { outcome: SendOutcome },
  key: string,
  message: ItemMessage,
): SendOutcome {
  if (!('text' in outcome)) return outcome;
  const text = `${outcome.text} (${ifSkipped(key, message)})`;
  return outcome.kind === 'stopped'
    ? { kind: 'notSent', code: 'REJECTED', text }
    : { ...outcome, text };
}

function unprotected(
  { reason, doubtful, isRedis }: Extract<OnceResult<never>, { kind: 'unprotected' }>,
  key: string,
  message: ItemMessage,
): Explanation {
  const why = withoutEnding(reason);
  if (isRedis)
    return {
      errorCode: 'UNREACHABLE',
      message: `Not sent: the Redis that keeps the send-once keys cannot be used (${why})${doubtful ? ` (${ifSkipped(key, message)})` : ''}`,
      description: `Send it again when Redis is back; its address is the Redis URL in the credential. Without the option Send-Once Key the ${message} is sent without this protection.`,
    };
  return {
    errorCode: 'REJECTED',
    message: doubtful
      ? `n8n did not say whether it remembers the send-once key, so the ${message} was not sent: ${why} (${ifSkipped(key, message)})`
      : `n8n could not remember the send-once key, so the ${message} was not sent: ${why}`,
    description: `The key is kept in n8n's database with the workflow: save the workflow, and try again. Without the option Send-Once Key the ${message} is sent without this protection.`,
  };
}

/** Nothing was sent, and yet the key may count as used. */
function ifSkipped(key: string, message: ItemMessage): string {
  return `if the next run skips this item and the customer has not got the ${message}, give it another send-once key than "${tellText(key)}"`;
}
