import type { HttpExchange } from '../../shared/http/exchange';
import { readNamed, withoutMore } from '../../shared/whatsapp/chat-id';
import { asTextOrNull, isoTime } from '../../shared/events/payload-values';
import { saysError } from '../../shared/http/failure-text';
import type { JsonObject } from '../../shared/values/json';
import { flagOf, isJsonObject, parseJson } from '../../shared/values/json';
import type { OneMsgClient } from '../api/one-msg-client';
import { historyChatId } from '../api/recipient-fields';

const ROWS = 100;
/** How far the two clocks may be apart where 1MSG's answer does not tell. */
const TOLERANCE_MS = 2_000;
const ZONE = /(?:Z|[+-]\d\d:?\d\d)$/i;

/** What `GET /messages` says of one chat. */
export interface ChatHistory {
  /** False when the channel keeps no history, or it could not be read: the rows then say nothing. */
  available: boolean;
  messages: HistoryMessage[];
  /** What to add to a time of ours to get 1MSG's, milliseconds; rather too little than too much. */
  clockAhead: number;
}

/** A row of the history, as far as it is of use here. */
export interface HistoryMessage {
  id: string;
  /** Whether the business wrote it; undefined when the row does not tell. */
  fromMe: boolean | undefined;
  /** 1MSG's name of it; empty where the row has none. */
  type: string;
  /** Milliseconds since the epoch by 1MSG's clock; NaN when it gives no readable time. */
  time: number;
  caption: string;
  /** Of a file mostly a link of 1MSG's own. */
  body: string;
  /** Of the file, where the row tells it. */
  filename: string;
}

/** Asks for the newest messages of a recipient's chat; {@link historyIn} reads the answer. */
export async function askHistory(client: OneMsgClient, chatId: string): Promise<HttpExchange> {
  return await client.get('messages', {
    chatId: historyChatId(chatId),
    last: true,
    limit: ROWS,
  });
}

/**
 * @param now the time of the answer, milliseconds since the epoch
 * @returns undefined when 1MSG did not answer the question
 */
export function historyIn(
  exchange: HttpExchange,
  chatId: string,
  now: number,
): ChatHistory | undefined {
  if (exchange.kind === 'failure' || exchange.status >= 300) return undefined;
  const body = readAnswer(exchange.text);
  if (!body) return undefined;
  const rows = Array.isArray(body.messages) ? body.messages.filter(isJsonObject) : undefined;
  // History that is switched off: a notice, and no rows (1msg-api.md#messages). An answer without any says no more.
  if (!rows?.length && (body.notice || (!rows && !saysError(body))))
    return { ...NO_HISTORY, clockAhead: clockAheadIn(exchange, now) };
  if (!rows) return undefined;
  return {
    available: true,
    messages: rows.filter((row) => isOfChat(row, chatId)).map(readMessage),
    clockAhead: clockAheadIn(exchange, now),
  };
}

/** @param now the time of the answer @returns as {@link ChatHistory.clockAhead} */
export function clockAheadIn(exchange: HttpExchange, now: number): number {
  const date = exchange.kind === 'answer' ? exchange.headers.date : undefined;
  const serverTime = Date.parse(date ?? '');
  return Number.isNaN(serverTime) ? -TOLERANCE_MS : serverTime - now;
}

/** @returns an answer's object; a list alone is its rows */
function readAnswer(text: string): JsonObject | undefined {
  const value = parseJson(text);
  if (Array.isArray(value)) return value.length > 0 ? { messages: value } : {};
  return isJsonObject(value) ? value : undefined;
}

/** That of a channel that keeps none. */
export const NO_HISTORY: ChatHistory = { available: false, messages: [], clockAhead: 0 };

/** Query parameters that 1MSG does not understand are passed over, and other chats' rows would come. */
function isOfChat(row: Record<string, unknown>, chatId: string): boolean {
  if (typeof row.chatId !== 'string') return true;
  return withoutMore(readNamed(row.chatId)?.chatId ?? '') === withoutMore(chatId);
}

function readMessage(row: Record<string, unknown>): HistoryMessage {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    id: asTextOrNull(row.id) ?? '',
    fromMe: flagOf(row.fromMe),
    type: text(row.type),
    time: readTime(row.time),
    caption: text(row.caption),
    body: text(row.body),
    filename: text(row.filename) || text(row.fileName),
  };
}

/** Seconds as documented, or milliseconds, or ISO 8601, of which one without a zone may be any time of a day. */
function readTime(value: unknown): number {
  const text = typeof value === 'string' ? value.trim() : '';
  return /[-:]/.test(text) && !ZONE.test(text) ? NaN : Date.parse(isoTime(value) ?? '');
}
