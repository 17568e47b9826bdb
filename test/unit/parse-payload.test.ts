import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';
import type { JsonObject } from '../../nodes/shared/values/json';

const origin = {
  channelId: 'VID0',
  receivedAt: '2026-11-22T15:00:00.000Z',
  includeRaw: false,
  provider: '1msg',
};

const fixture = (name: string): JsonObject =>
  JSON.parse(
    readFileSync(join(__dirname, '../fixtures/one-msg-webhook', `${name}.json`), 'utf8'),
  ) as JsonObject;

const parse = (body: JsonObject, options: Partial<typeof origin> = {}) =>
  parsePayload(body, { ...origin, ...options });

const common = {
  receivedAt: origin.receivedAt,
  channelId: 'VID0',
  provider: '1msg',
  eventId: expect.stringMatching(/^[\w-]{22}$/) as string,
};

describe('delivery statuses', () => {
  test('ack[] gives an event without a time, its error as a title without a code', () => {
    expect(parse(fixture('ack'))).toEqual({
      notUnderstood: 0,
      events: [
        {
          ...common,
          event: 'status',
          status: 'failed',
          id: 'wamid.HBgMNTczMDAxMTEyMjMzFQIAERgSQUNLRkFJTEVE',
          phone: '573001112233',
          chatId: '573001112233@c.us',
          timestamp: null,
          category: 'utility',
          error: {
            ...{ code: null, title: 'Media upload error', details: null },
            ...{ reason: 'FILE_NOT_FETCHED', advice: expect.stringContaining('link') as string },
          },
        },
      ],
    });
  });

  test('hooks[] gives an event with time, pricing and conversation, its chat ID made of the number', () => {
    expect(parse(fixture('hooks')).events).toEqual([
      {
        ...common,
        event: 'status',
        status: 'delivered',
        id: 'wamid.HBgMNTczMDAxMTEyMjMzFQIAERgSSE9PS0RFTElW',
        phone: '573001112233',
        chatId: '573001112233@c.us',
        timestamp: '2022-06-10T12:28:14.000Z',
        pricing: { billable: true, pricing_model: 'PMP', category: 'utility' },
        conversation: expect.objectContaining({ id: 'conversation-1' }) as object,
      },
    ]);
  });

  test("Meta's errors[] give code, title and details", () => {
    expect(parse(fixture('hooks-failed')).events[0]).toMatchObject({
      status: 'failed',
      error: {
        code: 131047,
        title: 'Re-engagement message',
        details: expect.stringContaining('more than 24 hours') as string,
      },
    });
  });

  test('a number in a text is not taken for a code', () => {
    const ack = [{ id: 'wamid.1', status: 'failed', error: 'Error 131047: Re-engagement message' }];
    expect(parse({ ack }).events[0]).toMatchObject({
      error: { code: null, title: 'Error 131047: Re-engagement message' },
    });
  });

  test.each([[''], [' '], [null], ['none']])('%j is no code', (code) => {
    const hooks = [{ id: 'wamid.1', status: 'failed', errors: [{ code, title: 'Failed' }] }];
    expect(parse({ hooks }).events[0]).toMatchObject({ error: { code: null, title: 'Failed' } });
  });

  test.each([
    ['viewed', 'read'],
    ['played', 'read'],
    ['undelivered', 'failed'],
    ['DELIVERED', 'delivered'],
  ])('"%s" means %s', (word, status) => {
    expect(parse({ ack: [{ id: 'wamid.1', status: word }] }).events[0]).toMatchObject({ status });
  });

  test('where one request tells the same in two forms, the first has what only the other knows', () => {
    const ack = {
      id: 'wamid.1',
      status: 'failed',
      category: 'utility',
      error: 'Media upload error',
    };
    const hook = { id: 'wamid.1', type: 'message', status: 'failed', timestamp: '1654864094' };
    const { events } = parsePayload({ ack: [ack], hooks: [hook] }, origin);
    expect(events).toMatchObject([
      {
        timestamp: '2022-06-10T12:28:14.000Z',
        category: 'utility',
        error: { code: null, title: 'Media upload error' },
      },
      { timestamp: null },
    ]);
  });

  test('what is written as a number is kept, and self says who wrote where fromMe does not', () => {
    const message = {
      id: '1',
      type: 'chat',
      body: 2048,
      quotedMsgId: 777,
      senderName: 12,
      self: 1,
    };
    expect(parsePayload({ messages: [message] }, origin).events).toMatchObject([
      { text: '2048', quotedMessageId: '777', senderName: '12', direction: 'outgoing' },
    ]);
  });

  test('an unknown status is passed on with what 1MSG sent', () => {
    const element = { id: 'wamid.1', status: 'pondering', mood: 'good' };
    expect(parse({ hooks: [element] }).events).toEqual([
      expect.objectContaining({ status: 'unknown', raw: element }),
    ]);
  });
});

describe('messages', () => {
  const [chat, image, echo, group, hidden] = parse(fixture('messages')).events;

  test('a text that a customer writes opens the window for 24 hours', () => {
    expect(chat).toEqual({
      ...common,
      event: 'message',
      direction: 'incoming',
      id: 'wamid.HBgMNTczMDAxMTEyMjMzFQIAEhgUVEVYVA',
      phone: '573001112233',
      chatId: '573001112233@c.us',
      type: 'chat',
      text: 'Is my invoice ready?',
      mediaUrl: null,
      caption: null,
      senderName: 'Ana',
      quotedMessageId: null,
      timestamp: '2022-06-10T12:28:14.000Z',
      windowClosesAt: '2022-06-11T12:28:14.000Z',
    });
  });

  test('a file comes with its link and caption, and no text', () => {
    expect(image).toMatchObject({
      direction: 'incoming',
      type: 'image',
      text: null,
      mediaUrl: 'https://files.example.com/tmp/9c1.jpg',
      caption: 'My receipt',
      quotedMessageId: 'wamid.quoted',
    });
  });

  test('what the business writes is outgoing and opens no window', () => {
    expect(echo).toMatchObject({ direction: 'outgoing', type: 'document' });
    expect(echo).not.toHaveProperty('windowClosesAt');
  });

  test('groups and hidden numbers keep their chat ID and have no phone', () => {
    expect(group).toMatchObject({ phone: null, chatId: '120363025246125888@g.us' });
    expect(hidden).toMatchObject({ phone: null, chatId: '84510297311245@lid' });
  });
});

test("Meta's own form gives statuses, messages and echoes in the same words", () => {
  const { events, notUnderstood } = parse(fixture('entry'));
  expect(notUnderstood).toBe(0);
  expect(events).toEqual([
    expect.objectContaining({ status: 'read', phone: '972501234567' }),
    expect.objectContaining({
      direction: 'incoming',
      type: 'chat',
      text: 'Got the invoice, thanks',
      senderName: 'Dana Levi',
      chatId: '972501234567@c.us',
      quotedMessageId: 'wamid.quoted',
      windowClosesAt: '2022-06-11T12:30:00.000Z',
    }),
    expect.objectContaining({
      type: 'document',
      caption: 'The receipt',
      mediaUrl: 'https://media.example.com/receipt.pdf',
      text: null,
    }),
    expect.objectContaining({ type: 'interactive', text: 'Yes' }),
    expect.objectContaining({ type: 'reaction', text: '👍', quotedMessageId: 'wamid.reacted' }),
    expect.objectContaining({
      direction: 'outgoing',
      text: 'You are welcome',
      chatId: '972501234567@c.us',
      senderName: null,
    }),
  ]);
});

test('of a file that comes in both forms at once the one with the link is first, and the other a repetition', () => {
  const id = 'wamid.1';
  const link = 'https://files.example.com/tmp/9c1.jpg';
  const own = { id, type: 'image', body: link, chatId: '573001112233@c.us' };
  const metas = { id, type: 'image', from: '573001112233', image: { id: '9' } };
  const body = { messages: [own], entry: [{ changes: [{ value: { messages: [metas] } }] }] };
  const { events } = parse(body);
  expect(events).toMatchObject([{ mediaUrl: link }, { mediaUrl: null }]);
  expect(events[1]?.eventId).toBe(events[0]?.eventId);
});

test('broken elements are counted and do not cost the good ones, in any mixture of forms', () => {
  const { events, notUnderstood } = parse(fixture('mixed-and-broken'));
  expect(events.map(({ id }) => id).sort()).toEqual([
    'wamid.MIXED1',
    'wamid.MIXED2',
    'wamid.MIXED3',
    'wamid.MIXED4',
  ]);
  expect(events.find(({ id }) => id === 'wamid.MIXED3')).toMatchObject({
    status: 'failed',
    timestamp: null,
    phone: '573001112233',
  });
  expect(notUnderstood).toBe(8);
});

test.each([3, true, { code: 3 }])(
  'a status of another kind, %j, is unknown and comes with all',
  (status) => {
    const element = { id: 'wamid.1', status, chatId: '573001112233@c.us' };
    expect(parse({ ack: [element] }).events).toMatchObject([{ status: 'unknown', raw: element }]);
  },
);

test.each([undefined, null, ''])('what has no status (%j) is none', (status) => {
  const element = { id: 'wamid.1', status, from: '573001112233' };
  expect(parse({ hooks: [element] })).toEqual({ events: [], notUnderstood: 1 });
});

test('raw holds the element with the fields that the event leaves out', () => {
  const body = fixture('ack');
  const element = (body.ack as unknown[])[0];
  expect(parse(body, { includeRaw: true }).events[0]?.raw).toEqual(element);
  expect(parse(body).events[0]).not.toHaveProperty('raw');
});

test('a body of another kind holds no event, and says so', () => {
  expect(parse({ instanceId: 'VID0', channelStatus: 'connected' })).toEqual({
    events: [],
    notUnderstood: 1,
  });
  expect(parse({ ack: [] })).toEqual({ events: [], notUnderstood: 0 });
});

describe('eventId', () => {
  const idOf = (body: JsonObject, channelId = 'VID0') =>
    parse(body, { channelId }).events[0]?.eventId;
  const status = { id: 'wamid.1', status: 'read', recipient_id: '573001112233' };

  test('is the same for the same status, in whatever form and whenever it comes', () => {
    const ack = idOf({ ack: [{ id: 'wamid.1', status: 'viewed', chatId: '573001112233@c.us' }] });
    expect(idOf({ hooks: [{ ...status, timestamp: '1654864094' }] })).toBe(ack);
    expect(idOf({ entry: [{ changes: [{ value: { statuses: [status] } }] }] })).toBe(ack);
  });

  test('differs by status, message, channel and kind', () => {
    const ids = [
      idOf({ hooks: [status] }),
      idOf({ hooks: [{ ...status, status: 'delivered' }] }),
      idOf({ hooks: [{ ...status, status: 'pondering' }] }),
      idOf({ hooks: [{ ...status, status: 'wondering' }] }),
      idOf({ hooks: [{ ...status, id: 'wamid.2' }] }),
      idOf({ hooks: [status] }, 'VID1'),
      idOf({ messages: [{ id: 'wamid.1', type: 'chat', body: 'x' }] }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test.each<[string, object]>([
  ['as a text', { error: 'No file at https://u:PASS@a.example/i.pdf?sig=SECRET' }],
  ['as title', { errors: [{ title: 'https://a.example/i.pdf?sig=SECRET', message: 'm' }] }],
  ['as details', { errors: [{ code: 1, error_data: { details: 'https://a.example?SECRET' } }] }],
])("a failure that repeats the file's link %s does not show what opens it", (_where, fields) => {
  const { events } = parse({ hooks: [{ id: 'wamid.1', status: 'failed', ...fields }] });
  expect(JSON.stringify(events)).toContain('a.example');
  expect(JSON.stringify(events)).not.toMatch(/SECRET|PASS/);
});

const CLOSED = { code: 131047, title: 'Re-engagement message' };
test.each<[string, object]>([
  ['a JSON text', { errors: JSON.stringify([CLOSED]) }],
  ['a JSON text in `error`', { error: JSON.stringify(CLOSED) }],
  ["an answer of Meta's", { error: { error: CLOSED } }],
  ['a list with gaps', { errors: [null, CLOSED] }],
])('what went wrong is read from %s', (_form, fields) => {
  const { events } = parse({ hooks: [{ id: 'wamid.1', status: 'failed', ...fields }] });
  expect(events[0]).toMatchObject({ error: { ...CLOSED, details: null } });
});

test('a code alone is one', () => {
  const { events } = parse({ ack: [{ id: 'wamid.1', status: 'failed', error: 131047 }] });
  expect(events[0]).toMatchObject({ error: { code: 131047, title: null } });
});

test.each(['DOCUMENT', ' Image '])('the body of a %j is a link to a file', (type) => {
  const message = { id: '1', type, chatId: '573001112233@c.us', body: 'https://a.example/1' };
  expect(parse({ messages: [message] }).events[0]).toMatchObject({
    mediaUrl: message.body,
    text: null,
  });
});
