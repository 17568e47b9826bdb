import { accountKey } from '../../shared/provider/account';
import type { Channel } from '../../shared/channel/channel';
import type { Clock } from '../../shared/async/clock';
import { isNoMethod } from '../../shared/http/repeat-exchange';
import type { SendRequest, Settlement } from '../../shared/provider/file-sender';
import type { SendOutcome } from '../../shared/provider/send-outcome';
import type { ChatHistory, HistoryMessage } from './message-history';
import { askHistory, historyIn, NO_HISTORY } from './message-history';
import type { Likeness, MessageTrace } from './message-trace';
import { likeness } from './message-trace';
import type { OneMsgClient } from '../api/one-msg-client';
import type { KnownSend } from './sent-messages';
import { SentMessages } from './sent-messages';

/** A queued message comes through at a time that nobody knows: other executions cannot reckon with it. */
const SENT_ELSEWHEN = -Infinity;

const sentByThisProcess = new SentMessages();

/** What the messages of one run are looked for with. */
export interface HistorySearchOptions {
  client: OneMsgClient;
  clock: Clock;
  /** The execution that the run belongs to. */
  execution: object | string;
  /** What is known to be sent, by this run and others of this process. */
  sent?: SentMessages;
  /** What is known of the channel's other processes. */
  channel?: Pick<Channel, 'others' | 'own'>;
}

/** Finds messages whose sending ended in doubt. A message settles one send only, and none where it can be another's that this process knows of. */
export class HistorySearch {
  private readonly sent: SentMessages;
  private readonly sends = new WeakMap<SendRequest, KnownSend>();

  constructor(private readonly options: HistorySearchOptions) {
    this.sent = options.sent ?? sentByThisProcess;
  }

  /** An attempt begins to send what leaves that trace, for the request. */
  begin(request: SendRequest, trace: MessageTrace): void {
    const { client, clock, execution } = this.options;
    const chat = `${accountKey(client.channel)}/${request.recipient.chatId}`;
    const send = { chat, execution, trace, attemptedAt: clock.now() };
    this.forget(request);
    this.sends.set(request, send);
    this.sent.begin(send);
  }

  /** What became of the attempt. */
  end(request: SendRequest, outcome: SendOutcome): void {
    const send = this.sends.get(request);
    if (!send) return;
    const now = this.options.clock.now();
    if (outcome.kind === 'accepted') this.sent.end(send, now, outcome.id ?? undefined);
    else if (outcome.kind === 'queued') this.sent.end(send, SENT_ELSEWHEN, outcome.id);
    else if (outcome.kind === 'unknown') this.sent.end(send, now);
    else this.forget(request);
  }

  /** Looks for the message of a request whose attempt ended in doubt. */
  async find(request: SendRequest): Promise<Settlement> {
    const { client, clock, channel } = this.options;
    const { chatId } = request.recipient;
    const send = this.sends.get(request);
    const exchange = await askHistory(client, chatId);
    const history = isNoMethod(exchange) ? NO_HISTORY : historyIn(exchange, chatId, clock.now());
    if (!history?.available) return { found: false, records: history ? 'none' : 'unread' };
    const ids = history.messages.flatMap(({ fromMe, id }) => (fromMe && id ? [id] : []));
    const { claimed = [], open } = (await channel?.others(chatId, ids)) ?? {};
    const messages = history.messages.filter(({ id }) => !claimed.includes(id));
    // Where another process perhaps sent one, too, nobody can tell whose it is.
    const id = send && !open ? this.idIn({ ...history, messages }, send) : undefined;
    if (!id || (channel && !(await channel.own(id)))) return { found: false, records: 'read' };
    this.sent.claim(id);
    this.forget(request);
    return { found: true, id };
  }

  /**
   * What looks like several sends' is counted as that of the others first.
   * @returns the ID of the one message that can be nobody else's; undefined also where two can
   */
  private idIn({ messages, clockAhead }: ChatHistory, send: KnownSend): string | undefined {
    let free = messages
      .filter(({ id, fromMe }) => fromMe && id && !this.sent.isClaimed(id))
      .sort((a, b) => a.time - b.time);
    const likeIt = (of: KnownSend, wanted: Likeness, until = Infinity): HistoryMessage[] => {
      // Times in the history are whole seconds, rounded down.
      const since = Math.floor((of.attemptedAt + clockAhead) / 1000) * 1000;
      return free.filter(
        (row) =>
          row.time >= since && row.time <= until + clockAhead && likeness(row, of.trace) === wanted,
      );
    };
    for (const { rival, until } of this.sent.rivalsOf(send)) {
      if (rival.id && messages.some(({ id }) => isLikeId(id, rival.id!))) continue; // it has the answers' IDs
      const taken = likeIt(rival, 'yes', until)[0] ?? likeIt(rival, 'perhaps', until)[0];
      free = free.filter((row) => row !== taken);
    }
    const [found, another] = likeIt(send, 'yes');
    return another ? undefined : found?.id;
  }

  private forget(request: SendRequest): void {
    const send = this.sends.get(request);
    if (send) this.sent.forget(send);
    this.sends.delete(request);
  }
}

/** Whether two IDs are written in one way: the history may have others than the answers. */
function isLikeId(one: string, other: string): boolean {
  const prefix = (id: string) => /^\w+[._]/.exec(id)?.[0];
  return one.length === other.length && prefix(one) === prefix(other);
}
