import type { JsonObject } from '../../nodes/shared/json';
import { deriveSecret } from '../../nodes/shared/webhook/secret';
import type { Request, TriggerNode } from './trigger-contexts';
import { newTrigger, receive } from './trigger-contexts';

const secret = deriveSecret({ id: 'VID0', token: 'token-2048', baseUrl: '' });
const query = { secret };

const ack = (status: string, id = 'wamid.1', phone = '12020721369') => ({
  id,
  status,
  chatId: `${phone}@c.us`,
  phone,
});
const acks = (...statuses: string[]): JsonObject => ({
  instanceId: 'VID0',
  ack: statuses.map((status) => ack(status)),
});

/** Posts with the right secret, and lets n8n answer at once. */
const post = async (
  node: TriggerNode,
  body: unknown,
  answer = 200,
  rest: Partial<Request> = {},
) => {
  const received = await receive(node, { query, body, ...rest });
  if (!received.response.closed) received.response.end(answer);
  await new Promise((resolve) => setImmediate(resolve));
  return received;
};
const statusesOf = ({ events }: { events: object[] }) =>
  events.map((event) => (event as { status: string }).status);

describe('who is let in', () => {
  test.each([
    ['no secret', {}],
    ['a wrong secret', { secret: 'guessed' }],
    ['two secrets', { secret: [secret, secret] }],
  ])('a request with %s gets 401 and starts nothing', async (_what, wrong) => {
    const { response, events, noWebhookResponse } = await post(newTrigger(), acks('sent'), 200, {
      query: wrong,
    });
    expect(response.statusCode).toBe(401);
    expect(events).toEqual([]);
    expect(noWebhookResponse).toBe(true);
    expect(JSON.stringify(response.sent)).toContain('secret');
    expect(JSON.stringify(response.sent)).not.toContain(secret);
  });

  test("another channel's event gets 403", async () => {
    const { response, events } = await post(newTrigger(), { ...acks('sent'), instanceId: 'VID1' });
    expect(response.statusCode).toBe(403);
    expect(events).toEqual([]);
  });

  test.each(['VID0', 'instanceVID0', 'vid0'])(
    'the channel may be written %s',
    async (instanceId) => {
      const { events } = await post(newTrigger(), { ...acks('sent'), instanceId });
      expect(events).toHaveLength(1);
    },
  );

  test('hooks[] name no channel and are let in', async () => {
    const { events } = await post(newTrigger(), { hooks: [ack('sent')] });
    expect(events).toHaveLength(1);
  });

  test('a secret of one’s own counts only where the URL was pasted by hand', async () => {
    const options = { webhookSecret: ' my own ', register: false };
    const own = { query: { secret: 'my own' } };
    const byHand = newTrigger({ parameters: { events: ['sent'], options } });
    expect((await post(byHand, acks('sent'), 200, own)).events).toHaveLength(1);
    expect((await post(byHand, acks('sent'))).response.statusCode).toBe(401);
    const registered = newTrigger({
      parameters: { events: ['sent'], options: { ...options, register: true } },
    });
    expect((await post(registered, acks('sent'), 200, own)).response.statusCode).toBe(401);
  });

  test('where the URL was pasted by hand and no secret is set, nobody is let in', async () => {
    const node = newTrigger({ parameters: { events: ['sent'], options: { register: false } } });
    for (const given of [{}, { secret: '' }, query])
      expect((await post(node, acks('sent'), 200, { query: given })).response.statusCode).toBe(401);
  });
});

describe('the credential', () => {
  test('is read once for many requests, as n8n pays dearly for it', async () => {
    const node = newTrigger();
    for (let request = 0; request < 3; request++)
      expect((await post(node, acks('sent'))).response.statusCode).toBe(200);
    expect(node.credentialReads).toBe(1);
  });

  test('counts from the first request on when it was changed', async () => {
    const node = newTrigger();
    await post(node, acks('sent'));
    node.credential = { ...node.credential, token: 'token-2049' };
    const changed = deriveSecret({ id: 'VID0', token: 'token-2049', baseUrl: '' });
    const { events } = await post(node, acks('read'), 200, { query: { secret: changed } });
    expect(events).toHaveLength(1);
    expect((await post(node, acks('failed'))).response.statusCode).toBe(401);
  });
});

describe('bodies', () => {
  const bytes = (text: string, contentType: string) => ({
    body: undefined,
    contentType,
    rawBody: Buffer.from(text),
  });

  test.each<[string, Partial<Request>]>([
    ['nothing', { body: undefined }],
    ['an empty object', { body: {} }],
    ['an array', { body: [acks('sent')] }],
    ['a text', { body: 'sent' }],
    ['null', { body: null }],
    ['a text that is no JSON', bytes('hello', 'text/plain')],
    ['a form', { ...bytes('ack=1', 'application/x-www-form-urlencoded'), body: { ack: '1' } }],
    ['parts', { body: { ack: [ack('sent')] }, contentType: 'multipart/form-data' }],
    [
      'bytes that cannot be read',
      { contentType: 'image/png', readRawBody: () => Promise.reject(new Error('cut off')) },
    ],
  ])('%s gets 400 with a reason', async (_what, request) => {
    const { response, events } = await post(newTrigger(), undefined, 200, request);
    expect(response.statusCode).toBe(400);
    expect(response.sent).toEqual({ error: expect.any(String) as string });
    expect(events).toEqual([]);
  });

  test.each(['text/plain', 'application/octet-stream', undefined])(
    'JSON sent as %s is read all the same',
    async (contentType) => {
      const request: Partial<Request> = { contentType: contentType ?? '' };
      request.readRawBody = async function (this: Partial<Request>) {
        this.rawBody = await Promise.resolve(Buffer.from(JSON.stringify(acks('sent'))));
      };
      expect((await post(newTrigger(), undefined, 200, request)).events).toHaveLength(1);
    },
  );

  test('JSON of another kind is acknowledged and starts nothing', async () => {
    const { webhookResponse, workflowData } = await post(newTrigger(), {
      channelStatus: 'connected',
    });
    expect(webhookResponse).toMatchObject({ started: 0, notUnderstood: 1 });
    expect(workflowData).toBeUndefined();
  });
});

describe('which events start the workflow', () => {
  const messages = [
    { id: 'wamid.in', type: 'chat', body: 'Hello', fromMe: false, chatId: '12020721369@c.us' },
    { id: 'wamid.out', type: 'chat', body: 'Hello', fromMe: true, chatId: '12020721369@c.us' },
  ];
  const all = { ...acks('sent', 'delivered', 'read', 'failed', 'pondering'), messages };

  test.each([
    [['sent'], ['sent', 'unknown']],
    [
      ['failed', 'read'],
      ['read', 'failed', 'unknown'],
    ],
    [['messageReceived'], ['wamid.in']],
    [['messageSent'], ['wamid.out']],
  ])('%j', async (events, expected) => {
    const node = newTrigger({ parameters: { events, options: {} } });
    const received = await post(node, all);
    expect(received.events.map((event) => event.status ?? event.id)).toEqual(expected);
    expect(received.webhookResponse).toMatchObject({
      started: expected.length,
      notChosen: 7 - expected.length,
    });
  });

  test('when none is chosen, 1MSG gets its 200 and no execution starts', async () => {
    const node = newTrigger({ parameters: { events: ['read'], options: {} } });
    const { workflowData, webhookResponse } = await post(node, acks('sent', 'delivered'));
    expect(workflowData).toBeUndefined();
    expect(webhookResponse).toEqual({
      started: 0,
      duplicate: 0,
      outdated: 0,
      notChosen: 2,
      notUnderstood: 0,
    });
  });

  test('only those of certain people, in any spelling', async () => {
    const phoneNumbers = '+1 (202) 072-1369; 00972 50-123-4567, 120363025246125888@g.us';
    const node = newTrigger({ parameters: { events: ['sent'], options: { phoneNumbers } } });
    const people = ['12020721369', '972501234567', '573001112233'];
    const body = {
      ack: [
        ...people.map((phone, index) => ack('sent', `wamid.${index}`, phone)),
        { id: 'wamid.group', status: 'sent', chatId: '120363025246125888@g.us' },
        { id: 'wamid.nobody', status: 'sent' },
      ],
    };
    const { events, webhookResponse } = await post(node, body);
    expect(events.map(({ id }) => id)).toEqual(['wamid.0', 'wamid.1', 'wamid.group']);
    expect(webhookResponse).toMatchObject({ started: 3, notChosen: 2 });
  });

  test('what 1MSG sent is in raw where it is asked for', async () => {
    const node = newTrigger({ parameters: { events: ['sent'], options: { includeRaw: true } } });
    expect((await post(node, acks('sent'))).events[0]).toMatchObject({ raw: ack('sent') });
  });
});

describe('repetitions', () => {
  test('are left out, and 1MSG is told', async () => {
    const node = newTrigger();
    expect(statusesOf(await post(node, acks('sent', 'delivered', 'sent')))).toEqual([
      'sent',
      'delivered',
    ]);
    const again = await post(node, acks('delivered', 'sent', 'read', 'delivered'));
    expect(statusesOf(again)).toEqual(['read']);
    expect(again.webhookResponse).toEqual({
      started: 1,
      duplicate: 3,
      outdated: 0,
      notChosen: 0,
      notUnderstood: 0,
    });
  });

  test('outdated statuses are left out, and 1MSG is told', async () => {
    const { events, webhookResponse } = await post(newTrigger(), acks('read', 'sent'));
    expect(statusesOf({ events })).toEqual(['read']);
    expect(webhookResponse).toMatchObject({ started: 1, outdated: 1 });
  });

  test('come through after n8n could not take the events over', async () => {
    const node = newTrigger();
    await post(node, acks('sent'), 500);
    expect(statusesOf(await post(node, acks('sent')))).toEqual(['sent']);
    expect(statusesOf(await post(node, acks('sent')))).toEqual([]);
  });

  test('come through where they are not to be ignored', async () => {
    const options = { ignoreDuplicates: false, ignoreOutdated: false };
    const node = newTrigger({ parameters: { events: ['sent', 'read'], options } });
    await post(node, acks('read'));
    expect(statusesOf(await post(node, acks('read', 'sent')))).toEqual(['read', 'sent']);
  });

  test('come through when the answer waits for the workflow', async () => {
    const node = newTrigger();
    const finished = { finished: true };
    await post(node, acks('read'), 200, finished);
    expect(statusesOf(await post(node, acks('read', 'sent'), 200, finished))).toEqual([
      'read',
      'sent',
    ]);
  });

  test('a trigger remembers nothing of another, nor of the test listener', async () => {
    const node = newTrigger();
    await post({ ...node, test: true }, acks('sent'));
    expect(statusesOf(await post(node, acks('sent')))).toEqual(['sent']);
    expect(statusesOf(await post({ ...node, test: true }, acks('sent')))).toEqual(['sent']);
    expect(statusesOf(await post(newTrigger(), acks('sent')))).toEqual(['sent']);
  });
});

test('nothing that strangers send is logged', async () => {
  const node = newTrigger();
  await post(node, acks('sent'), 200, { query: { secret: 'a guess' } });
  expect(node.logged).toHaveLength(1);
  expect(node.logged[0]).not.toContain('a guess');
});
