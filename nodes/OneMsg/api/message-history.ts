import type { SendRequest, Settlement } from '../../shared/sending/file-sender';
import { isJsonObject, parseJsonObject } from '../../shared/json';
import type { OneMsgClient } from './one-msg-client';

const ROWS = 100;
/** How far the two clocks may be apart where 1MSG's answer does not tell. */
const TOLERANCE_MS = 2_000;

/** What `GET /messages` says of one chat. */
export interface ChatHistory {
  /** False when the channel keeps no history, or it could not be read: the rows then say nothing. */
  available: boolean;
  messages: HistoryMessage[];
  /** What to add to a time of ours to get 1MSG's, milliseconds; rather too little than too much. */
  clockAhead: number;
}

interface HistoryMessage {
  id: string;
  fromMe: boolean;
  /** Milliseconds since the epoch by 1MSG's clock; NaN when it gives no readable time. */
  time: number;
  caption: string;
  body: string;
}

/** Reads the newest messages of a chat. @param chatId `12020721369@c.us`, `…@g.us` or `…@lid` */
export async function readHistory(client: OneMsgClient, chatId: string): Promise<ChatHistory> {
  const none: ChatHistory = { available: false, messages: [], clockAhead: 0 };
  const exchange = await client.get('messages', { chatId, last: true, limit: ROWS });
  if (exchange.kind === 'failure' || exchange.status >= 300) return none;
  const body = parseJsonObject(exchange.text);
  if (!Array.isArray(body?.messages) || (body.notice && body.messages.length === 0)) return none;
  const serverTime = Date.parse(exchange.headers.date ?? '');
  return {
    available: true,
    messages: body.messages.filter(isJsonObject).map(readMessage),
    clockAhead: Number.isNaN(serverTime) ? -TOLERANCE_MS : serverTime - Date.now(),
  };
}

/**
 * Finds messages whose sending ended in doubt. One history message settles one item only: those that
 * are known to belong to a send are claimed.
 */
export class HistorySearch {
  private readonly claimed = new Set<string>();

  constructor(private readonly client: OneMsgClient) {}

  /** This message is known to be that of another item. */
  claim(id: string): void {
    this.claimed.add(id);
  }

  /**
   * Looks for an outgoing message to that chat, since the attempt, with that caption or file name.
   * @param attemptedAt milliseconds since the epoch
   */
  async find(request: SendRequest, attemptedAt: number): Promise<Settlement> {
    const history = await readHistory(this.client, request.recipient.chatId);
    // Times in the history are whole seconds, rounded down.
    const since = Math.floor((attemptedAt + history.clockAhead) / 1000) * 1000;
    const found = history.messages.find(
      (message) =>
        message.fromMe &&
        message.time >= since &&
        !this.claimed.has(message.id) &&
        isSameFile(message, request),
    );
    if (!found) return { found: false, records: history.available };
    this.claim(found.id);
    return { found: true, id: found.id };
  }
}

function isSameFile(message: HistoryMessage, { caption, filename }: SendRequest): boolean {
  if (caption) return message.caption.trim() === caption.trim();
  if (!filename) return false;
  return (
    message.caption === filename ||
    message.body === filename ||
    message.body.endsWith(`/${encodeURIComponent(filename)}`)
  );
}

function readMessage(row: Record<string, unknown>): HistoryMessage {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    id: text(row.id),
    fromMe: row.fromMe === true || row.fromMe === 1 || row.fromMe === '1',
    time: Number(row.time ?? NaN) * 1000,
    caption: text(row.caption),
    body: text(row.body),
  };
}
