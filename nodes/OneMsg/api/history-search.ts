import { accountKey } from '../../shared/account';
import type { Clock } from '../../shared/clock';
import type { SendRequest, Settlement } from '../../shared/sending/file-sender';
import type { SendOutcome } from '../../shared/sending/send-outcome';
import type { ChatHistory } from './message-history';
import { askHistory, historyIn, NO_HISTORY } from './message-history';
import type { MessageTrace } from './message-trace';
import { isTraceOf } from './message-trace';
import type { OneMsgClient } from './one-msg-client';
import type { OpenSend } from './sent-messages';
import { SentMessages } from './sent-messages';

/** How long after a look the next one may come, milliseconds. */
const NEXT_LOOK_MS = 5_000;

const sentByThisProcess = new SentMessages();

/** What the messages of one run are looked for with. */
export interface HistorySearchOptions {
  client: OneMsgClient;
  clock: Clock;
  /** The execution that the run belongs to. */
  execution: object | string;
  /** What is known to be sent, by this run and others. */
  sent?: SentMessages;
}

/** Finds messages whose sending ended in doubt. A message settles one send only, and none where it can be another's that this process knows of. */
export class HistorySearch {
  private readonly sent: SentMessages;
  private readonly sends = new WeakMap<SendRequest, OpenSend>();

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
    if (outcome.kind === 'unknown') this.nextLookIsComing(send);
    else if (outcome.kind === 'queued' || (outcome.kind === 'accepted' && !outcome.id))
      send.soughtUntil = -Infinity; // its ID will not be known
    else this.forget(request);
    if (outcome.kind === 'accepted' && outcome.id) this.sent.claim(outcome.id);
  }

  /** Looks for the message of a request whose attempt ended in doubt. */
  async find(request: SendRequest): Promise<Settlement> {
    const { client, clock } = this.options;
    const { chatId } = request.recipient;
    const send = this.sends.get(request);
    if (send) send.soughtUntil = undefined;
    const exchange = await askHistory(client, chatId);
    const isNotThere = exchange.kind === 'answer' && exchange.status === 404;
    const history = isNotThere ? NO_HISTORY : historyIn(exchange, chatId, clock.now());
    if (send) this.nextLookIsComing(send);
    if (!history?.available) return { found: false, records: history ? 'none' : 'unread' };
    const id = send && this.idIn(history, send);
    if (!id) return { found: false, records: 'read' };
    this.sent.claim(id);
    this.forget(request);
    return { found: true, id };
  }

  /** What looks like several sends' is counted as that of the others first. */
  private idIn({ messages, clockAhead }: ChatHistory, send: OpenSend): string | undefined {
    const free = messages
      .filter(({ id, fromMe }) => fromMe && id && !this.sent.isClaimed(id))
      .sort((a, b) => a.time - b.time);
    const placeOf = ({ trace, attemptedAt }: OpenSend) => {
      // Times in the history are whole seconds, rounded down.
      const since = Math.floor((attemptedAt + clockAhead) / 1000) * 1000;
      return free.findIndex((message) => message.time >= since && isTraceOf(message, trace));
    };
    for (const rival of this.sent.rivalsOf(send, this.options.clock.now())) {
      const place = placeOf(rival);
      if (place >= 0) free.splice(place, 1);
    }
    return free[placeOf(send)]?.id;
  }

  private nextLookIsComing(send: OpenSend): void {
    send.soughtUntil = this.options.clock.now() + NEXT_LOOK_MS;
  }

  private forget(request: SendRequest): void {
    const send = this.sends.get(request);
    if (send) this.sent.end(send);
    this.sends.delete(request);
  }
}
