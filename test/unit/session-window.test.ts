import type { HttpExchange } from '../../nodes/shared/http/exchange';
import { historyIn } from '../../nodes/OneMsg/history/message-history';
import { sessionWindow } from '../../nodes/OneMsg/history/session-windows';

const CHAT = '12020721369@c.us';
const NOW = Date.parse('2026-11-22T15:00:00Z');
const HOUR = 3600;
const ago = (seconds: number) => NOW / 1000 - seconds;
const answer = (body: unknown): HttpExchange => ({
  kind: 'answer',
  status: 200,
  headers: {},
  text: JSON.stringify(body),
});
const windowOf = (rows: unknown[], now = NOW) =>
  sessionWindow(historyIn(answer({ messages: rows }), CHAT, now)!, now);

test('the window closes 86,400 seconds after the newest incoming message, to the second', () => {
  const rows = [
    { fromMe: false, time: ago(90 * HOUR) },
    { fromMe: false, time: ago(0) },
    { fromMe: true, time: ago(-HOUR) },
    { fromMe: false, time: ago(HOUR) },
  ];
  const closesAt = new Date(NOW + 86_400_000).toISOString();
  const lastCustomerMessageAt = new Date(NOW).toISOString();
  const known = { lastCustomerMessageAt, closesAt };
  expect(windowOf(rows)).toEqual({ window: 'open', minutesLeft: 1440, ...known });
  expect(windowOf(rows, NOW + 86_399_999)).toMatchObject({ window: 'open', minutesLeft: 0 });
  expect(windowOf(rows, NOW + 86_400_000)).toEqual({
    window: 'closed',
    minutesLeft: null,
    ...known,
  });
});

test('rows of the same chat under another spelling count, rows of other chats do not', () => {
  const windowIn = (chatId: string, rowChatId: string) =>
    historyIn(
      answer({ messages: [{ chatId: rowChatId, fromMe: false, time: ago(0) }] }),
      chatId,
      NOW,
    )?.messages.length;
  expect(windowIn('5215512345678@c.us', '525512345678@s.whatsapp.net')).toBe(1);
  expect(windowIn('CO.1726691741709890', 'co.1726691741709890@lid')).toBe(1);
  expect(windowIn('CO.1726691741709890', '1726691741709890@c.us')).toBe(0);
  expect(windowIn(CHAT, '12020721360@c.us')).toBe(0);
});

test('rows without an object around them are read', () => {
  const rows = [{ fromMe: false, time: ago(HOUR) }];
  expect(historyIn(answer(rows), CHAT, NOW)?.messages).toHaveLength(1);
});

test.each([false, 0, '0', 'false'])('%p in fromMe is the customer', (fromMe) => {
  expect(windowOf([{ fromMe, time: String(ago(HOUR)) }])).toMatchObject({ minutesLeft: 23 * 60 });
});

test.each([true, 1, '1', 'true'])('%p in fromMe is the business', (fromMe) => {
  expect(windowOf([{ fromMe, time: ago(HOUR) }])).toMatchObject({ window: 'unknown' });
});

test.each(['system', 'e2e_notification', 'edit', 'revoked'])(
  'a row of type %s is nothing that the customer wrote',
  (type) => {
    const note = { fromMe: false, type, time: ago(HOUR) };
    expect(windowOf([note])).toMatchObject({ window: 'unknown' });
    const written = { fromMe: false, type: 'chat', time: ago(30 * HOUR) };
    expect(windowOf([note, written])).toMatchObject({ window: 'closed' });
  },
);

test('a clock behind that of 1MSG does not make a window longer than a day', () => {
  expect(windowOf([{ fromMe: 0, time: ago(-90) }])).toMatchObject({ minutesLeft: 1440 });
});

test('a message of a time that cannot have come yet opens nothing, and hides none', () => {
  const wrong = [ago(-5 * HOUR), Date.UTC(2099, 0) / 1000].map((time) => ({ fromMe: false, time }));
  expect(windowOf(wrong)).toMatchObject({ window: 'unknown', minutesLeft: null });
  const written = { fromMe: false, time: ago(HOUR) };
  expect(windowOf([...wrong, written])).toMatchObject({ window: 'open', minutesLeft: 23 * 60 });
});

describe('what is not certain is not called closed', () => {
  const old = { fromMe: false, time: ago(30 * HOUR) };
  test.each<[string, unknown]>([
    ['a message without a time', { fromMe: false }],
    ['an empty time', { fromMe: false, time: '' }],
    ['a time in words', { fromMe: false, time: 'yesterday' }],
    ['a time without a zone', { fromMe: false, time: '2026-11-22 15:00:00' }],
    ['a message that does not say who wrote it', { time: ago(HOUR) }],
    ['a fromMe of another kind', { fromMe: null, time: ago(HOUR) }],
  ])('%s', (_case, row) => {
    expect(windowOf([old, row])).toMatchObject({ window: 'unknown', closesAt: null });
    expect(windowOf([row, { fromMe: false, time: ago(HOUR) }])).toMatchObject({ window: 'open' });
  });
});

test.each([
  NOW - HOUR * 1000,
  String(NOW - HOUR * 1000),
  '2026-11-22T14:00:00Z',
  '2026-11-22T16:00:00+02:00',
])('a time in milliseconds or ISO 8601 is read: %s', (time) => {
  expect(windowOf([{ fromMe: false, time }])).toMatchObject({ minutesLeft: 23 * 60 });
});

test("other chats' messages say nothing", () => {
  const rows = [{ fromMe: false, time: ago(HOUR), chatId: '12025550111@c.us' }];
  expect(windowOf(rows)).toMatchObject({ window: 'unknown' });
});

test('a notice without rows is no history; an answer that is none is undefined', () => {
  expect(historyIn(answer({ notice: 'off' }), CHAT, 0)).toMatchObject({ available: false });
  expect(historyIn(answer({ notice: 'off', messages: [] }), CHAT, 0)).toMatchObject({
    available: false,
  });
  for (const body of [{}, { messages: null }, { messages: {} }])
    expect(historyIn(answer(body), CHAT, 0)).toMatchObject({ available: false });
  expect(historyIn(answer([]), CHAT, 0)).toMatchObject({ available: false });
  expect(historyIn(answer({ error: 'no' }), CHAT, 0)).toBeUndefined();
  expect(historyIn({ kind: 'failure', left: 'no', reason: '' }, CHAT, 0)).toBeUndefined();
});
