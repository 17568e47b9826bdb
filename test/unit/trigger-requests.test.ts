import type { JsonObject } from '../../nodes/shared/values/json';
import { post, secretOf } from './post-hooks';
import type { Request, TriggerNode } from './trigger-contexts';
import { newTrigger, runHook } from './trigger-contexts';
import { KINDS, NINETY_NINE_DIGITAL, ONE_MSG, PHONE } from './trigger-kinds';

describe.each(KINDS)('$name', (kind) => {
  const sent = kind.hooks(['sent'])[0]!;
  const secret = secretOf(kind);

  describe('who is let in', () => {
    test.each([
      ['no secret', {}],
      ['a wrong secret', { secret: 'guessed' }],
      ['two secrets', { secret: [secret, secret] }],
    ])('a request with %s gets 401 and starts nothing', async (_what, query) => {
      const received = await post(newTrigger(kind), sent, 200, { query });
      const { response, events, noWebhookResponse } = received;
      expect(response.statusCode).toBe(401);
      expect(events).toEqual([]);
      expect(noWebhookResponse).toBe(true);
      expect(JSON.stringify(response.sent)).toContain('secret');
      expect(JSON.stringify(response.sent)).not.toContain(secret);
    });

    test.each([
      ['a status', sent],
      ['a message', kind.message('incoming', '1')],
      ['a message of its own', kind.message('outgoing', '1')],
    ])('%s of another account gets 403', async (_what, body) => {
      const node = newTrigger(kind, {
        parameters: { events: ['sent', 'messageReceived', 'messageSent'], options: {} },
      });
      const { response, events } = await post(node, kind.ofAnother(body));
      expect(response.statusCode).toBe(403);
      expect(events).toEqual([]);
      expect((await post(node, body)).events).toHaveLength(1);
    });

    test('a secret of one’s own counts only where the URL was pasted by hand', async () => {
      const options = { webhookSecret: ' my own ', register: false };
      const own = { query: { secret: 'my own' } };
      const byHand = newTrigger(kind, { parameters: { events: ['sent'], options } });
      expect((await post(byHand, sent, 200, own)).events).toHaveLength(1);
      expect((await post(byHand, sent)).response.statusCode).toBe(401);
      const registered = newTrigger(kind, {
        parameters: { events: ['sent'], options: { ...options, register: true } },
      });
      expect((await post(registered, sent, 200, own)).response.statusCode).toBe(401);
    });

    test('where the URL was pasted by hand, that of the other Acknowledge is turned away: its answer would say that the workflow has ended well', async () => {
      const options = { register: false, webhookSecret: 'my own', acknowledge: 'finished' };
      const node = newTrigger(kind, { parameters: { events: ['sent'], options } });
      const own = { query: { secret: 'my own' } };
      const { response, events } = await post(node, sent, 200, own);
      expect(response.statusCode).toBe(404);
      expect(response.sent).toEqual({
        error: expect.stringContaining('Paste the URL that it shows now') as string,
      });
      expect(events).toEqual([]);
      expect((await post(node, sent, 200, { ...own, finished: true })).events).toHaveLength(1);
      node.parameters.options = { ...options, register: true };
      expect((await post(node, sent)).events).toHaveLength(1);
    });

    test('where the URL was pasted by hand and no secret is set, nobody is let in', async () => {
      const parameters = { events: ['sent'], options: { register: false } };
      const node = newTrigger(kind, { parameters });
      for (const query of [{}, { secret: '' }, { secret }])
        expect((await post(node, sent, 200, { query })).response.statusCode).toBe(401);
    });

    test.each([null, undefined, ' ', {}, [], ['my own'], NaN])(
      'a secret that an expression leaves as %j lets nobody in',
      async (webhookSecret) => {
        const options = { register: false, webhookSecret };
        const node = newTrigger(kind, { parameters: { events: ['sent'], options } });
        for (const shown of ['null', 'undefined', 'NaN', '[object Object]', 'my own', '', secret]) {
          const { response } = await post(node, sent, 200, { query: { secret: shown } });
          expect(response.statusCode).toBe(401);
        }
      },
    );

    test('what an expression gives for an option may be a number, or nothing', async () => {
      const options = { register: false, webhookSecret: 2048, phoneNumbers: null };
      const node = newTrigger(kind, { parameters: { events: ['sent'], options } });
      expect(await runHook(node, 'create')).toBe(true);
      const own = { query: { secret: '2048' } };
      expect((await post(node, sent, 200, own)).events).toHaveLength(1);
      node.parameters.options = { ...options, phoneNumbers: Number(PHONE) };
      expect((await post(node, kind.hooks(['read'])[0], 200, own)).response.statusCode).toBe(200);
    });

    test('what an expression gives for the options that are on or off may be a text', async () => {
      const options = { register: 'false', webhookSecret: 'my own', includeRaw: 'FALSE' };
      const node = newTrigger(kind, { parameters: { events: ['sent'], options } });
      const own = { query: { secret: 'my own' } };
      expect((await post(node, sent, 200, own)).events[0]).not.toHaveProperty('raw');
      node.parameters.options = { ...options, ignoreDuplicates: 'false' };
      expect((await post(node, sent, 200, own)).events).toHaveLength(1);
    });

    test('the events may be a text with commas', async () => {
      const node = newTrigger(kind, { parameters: { events: 'read, sent' as never, options: {} } });
      expect((await post(node, sent)).events).toHaveLength(1);
      expect((await post(node, kind.hooks(['failed'])[0])).events).toEqual([]);
    });

    test('an event that the trigger does not offer costs the others nothing', async () => {
      const node = newTrigger(kind, { parameters: { events: ['arrived', 'sent'], options: {} } });
      expect((await post(node, sent)).events).toHaveLength(1);
    });

    test('where an expression gives what cannot be used, n8n hears of it and nothing is acknowledged', async () => {
      const options = { ignoreOutdated: 'perhaps' };
      const node = newTrigger(kind, { parameters: { events: ['sent'], options } });
      await expect(post(node, sent)).rejects.toThrow(/Ignore Outdated Statuses .*"perhaps"/);
      node.parameters.options = {};
      expect((await post(node, sent)).events).toHaveLength(1);
    });

    test('nothing that strangers send is logged', async () => {
      const node = newTrigger(kind);
      await post(node, sent, 200, { query: { secret: 'a guess' } });
      expect(node.logged).toHaveLength(1);
      expect(node.logged[0]).toContain(`${kind.name} Send File Trigger`);
      expect(node.logged[0]).not.toContain('a guess');
    });
  });

  describe('a flood', () => {
    const guess = 'f'.repeat(64); // of the form that a secret has
    const flood = async (node: TriggerNode, query: object, body: unknown = sent) => {
      const statuses = new Set<number>();
      for (let request = 0; request < 1_000; request++)
        statuses.add((await post(node, body, 200, { query: { ...query } })).response.statusCode);
      return [...statuses];
    };

    test.each<[string, object, number]>([
      ['no secret', {}, 0],
      ['an empty secret', { secret: '' }, 0],
      ['a secret that is no text', { secret: ['a', 'b'] }, 0],
      ['a secret of another form', { secret: 'guessed' }, 0],
      ['a guess', { secret: guess }, 4],
    ])(
      'of requests with %s costs next to no credential reads and log lines',
      async (_what, query, reads) => {
        const node = newTrigger(kind);
        expect(await flood(node, query)).toEqual([401]);
        expect(node.credentialReads).toBe(reads);
        expect(node.logged).toHaveLength(6); // the first three times, at 10, at 100, and at 1,000
        expect(node.logged[5]).toContain('(1000 times since ');
        expect((await post(node, sent)).events).toHaveLength(1);
      },
    );

    test('that comes at once reads the credential no more often', async () => {
      const node = newTrigger(kind);
      const query = { secret: guess };
      await Promise.all(Array.from({ length: 1_000 }, () => post(node, sent, 200, { query })));
      expect(node.credentialReads).toBe(4);
    });

    test('reads nothing where the secret was set by hand', async () => {
      const options = { register: false, webhookSecret: 'my own' };
      const node = newTrigger(kind, { parameters: { events: ['sent'], options } });
      expect(await flood(node, { secret: guess })).toEqual([401]);
      expect(node.credentialReads).toBe(0);
      expect(await flood(node, { secret: 'my own' }, kind.ofAnother(sent))).toEqual([403]);
      expect(node.credentialReads).toBe(4);
      expect(node.logged).toHaveLength(12); // six for each reason
    });

    test('does not keep out for long who has the secret of a changed credential', async () => {
      jest.useFakeTimers({ doNotFake: ['setImmediate'] });
      try {
        const node = newTrigger(kind);
        await flood(node, { secret: guess });
        node.credential = kind.credential('token-2049');
        const query = { secret: secretOf(kind, 'token-2049') };
        expect((await post(node, sent, 200, { query })).response.statusCode).toBe(401);
        jest.advanceTimersByTime(30_000);
        expect((await post(node, sent, 200, { query })).events).toHaveLength(1);
        expect((await post(node, sent)).response.statusCode).toBe(401);
      } finally {
        jest.useRealTimers();
      }
    });

    test('of what cannot be read, or is of another account, is not logged one by one', async () => {
      const node = newTrigger(kind);
      const query = { secret: secretOf(kind) };
      expect(await flood(node, query, [])).toEqual([400]);
      expect(await flood(node, query, kind.ofAnother(sent))).toEqual([403]);
      expect(await flood(node, query, { channelStatus: 'connected' })).toEqual([200]);
      expect(node.credentialReads).toBe(1);
      expect(node.logged).toHaveLength(18);
    });

    test('is told of anew when it comes again, with how much there was before', async () => {
      jest.useFakeTimers({ doNotFake: ['setImmediate'] });
      try {
        const node = newTrigger(kind);
        await flood(node, {});
        jest.advanceTimersByTime(3_600_000);
        await post(node, sent, 200, { query: {} });
        await post(node, sent, 200, { query: {} });
        const [first, second] = node.logged.slice(6);
        expect(first).toMatch(/\(1000 times since .* before\)$/);
        expect(second).not.toContain('times');
      } finally {
        jest.useRealTimers();
      }
    });
  });

  describe('the credential', () => {
    test('is asked for once more soon after it could not be read, and not by each request', async () => {
      jest.useFakeTimers({ doNotFake: ['setImmediate'] });
      try {
        const node = newTrigger(kind);
        const { credential } = node;
        node.credential = {};
        for (let request = 0; request < 10; request++)
          await expect(post(node, sent)).rejects.toThrow(/is empty/);
        expect(node.credentialReads).toBe(1);
        node.credential = credential;
        jest.advanceTimersByTime(5_000);
        expect((await post(node, sent)).events).toHaveLength(1);
      } finally {
        jest.useRealTimers();
      }
    });

    test('is read once for many requests, as n8n pays dearly for it', async () => {
      const node = newTrigger(kind);
      for (let request = 0; request < 3; request++)
        expect((await post(node, sent)).response.statusCode).toBe(200);
      expect(node.credentialReads).toBe(1);
    });

    test('counts from the first request on when it was changed', async () => {
      const node = newTrigger(kind);
      await post(node, sent);
      node.credential = kind.credential('token-2049');
      const query = { secret: secretOf(kind, 'token-2049') };
      expect((await post(node, kind.hooks(['read'])[0], 200, { query })).events).toHaveLength(1);
      expect((await post(node, kind.hooks(['failed'])[0])).response.statusCode).toBe(401);
    });
  });

  test('an account that the credential was changed to is let in at once, also where the secret was set by hand', async () => {
    const options = { register: false, webhookSecret: 'my own' };
    const node = newTrigger(kind, { parameters: { events: ['sent'], options } });
    const own = { query: { secret: 'my own' } };
    await post(node, sent, 200, own);
    node.credential = { ...kind.credential(), channelId: 'VID1', from: '972770000000' };
    expect((await post(node, kind.ofAnother(sent), 200, own)).response.statusCode).toBe(200);
    expect((await post(node, sent, 200, own)).response.statusCode).toBe(403);
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
      ['an array', { body: [sent] }],
      ['a text', { body: 'sent' }],
      ['null', { body: null }],
      ['a text that is no JSON', bytes('hello', 'text/plain')],
      ['a form', { ...bytes('ack=1', 'application/x-www-form-urlencoded'), body: { ack: '1' } }],
      ['parts', { body: sent, contentType: 'multipart/form-data' }],
      [
        'bytes that cannot be read',
        { contentType: 'image/png', readRawBody: () => Promise.reject(new Error('cut off')) },
      ],
    ])('%s gets 400 with a reason', async (_what, request) => {
      const { response, events } = await post(newTrigger(kind), undefined, 200, request);
      expect(response.statusCode).toBe(400);
      expect(response.sent).toEqual({ error: expect.any(String) as string });
      expect(events).toEqual([]);
    });

    test.each(['text/plain', 'application/octet-stream', undefined])(
      'JSON sent as %s is read all the same',
      async (contentType) => {
        const request: Partial<Request> = { contentType: contentType ?? '' };
        request.readRawBody = async function (this: Partial<Request>) {
          this.rawBody = await Promise.resolve(Buffer.from(JSON.stringify(sent)));
        };
        expect((await post(newTrigger(kind), undefined, 200, request)).events).toHaveLength(1);
      },
    );

    const nested = (levels: number, inner: string) =>
      JSON.parse(
        `${inner.repeat(levels)}1${inner === '[' ? ']'.repeat(levels) : '}'.repeat(levels)}`,
      ) as unknown;

    test.each([
      ['objects', '{"a":'],
      ['lists', '['],
    ])('%s in each other have a limit, at any place', async (_what, inner) => {
      const parameters = { events: ['sent', 'messageReceived'], options: { includeRaw: true } };
      const message = kind.message('incoming', '1');
      const deep = [
        ...[98, 99, 101, 5_000, 100_000].map((levels) => ({
          ...sent,
          more: nested(levels, inner),
        })),
        { ...message, messages: nested(5_000, inner), entry: nested(5_000, inner) },
        { ...message, type: nested(5_000, inner), ack: nested(5_000, inner) },
      ];
      const statuses: number[] = [];
      for (const body of deep) {
        const { response } = await post(newTrigger(kind, { parameters }), body);
        statuses.push(response.statusCode);
      }
      expect(statuses).toEqual([200, 200, 400, 400, 400, 400, 400]);
      const rawBody = Buffer.from(`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`);
      const request = { contentType: 'text/plain', rawBody };
      const { response } = await post(newTrigger(kind), undefined, 200, request);
      expect(response.statusCode).toBe(400);
      expect(JSON.stringify(response.sent)).toContain('more than 100 levels');
    });

    test('a list of a million elements and a text of a million characters are read', async () => {
      const many = Array.from({ length: 1_000_000 }, () => 0);
      const long = '1'.repeat(1_000_000);
      for (const body of [
        { ...sent, messages: many, entry: many },
        { ...sent, id: long, chatId: long, phone: long, timestamp: long, unique: long, type: long },
      ])
        expect((await post(newTrigger(kind), body)).response.statusCode).toBe(200);
    });

    test('JSON of another kind is acknowledged and starts nothing', async () => {
      const body = { channelStatus: 'connected' };
      const { webhookResponse, workflowData } = await post(newTrigger(kind), body);
      expect(webhookResponse).toMatchObject({ started: 0, notUnderstood: 1 });
      expect(workflowData).toBeUndefined();
    });
  });
});

describe('how the account may be written', () => {
  test.each<[string, JsonObject]>([
    ['1MSG: VID0', { instanceId: 'VID0' }],
    ['1MSG: instanceVID0', { instanceId: 'instanceVID0' }],
    ['1MSG: vid0', { instanceId: 'vid0' }],
    ['1MSG: not at all, as in hooks[]', { instanceId: undefined }],
    ['1MSG: as an empty text', { instanceId: '' }],
  ])('%s', async (_spelling, change) => {
    const { events } = await post(newTrigger(ONE_MSG), {
      ...ONE_MSG.hooks(['sent'])[0],
      ...change,
    });
    expect(events).toHaveLength(1);
  });

  test('99digital: not at all, where only the recipient is named', async () => {
    const [hook] = NINETY_NINE_DIGITAL.hooks(['sent']);
    const body = { ...hook, to: undefined };
    for (const to of [undefined, null, ''])
      expect((await post(newTrigger(NINETY_NINE_DIGITAL), { ...hook, to })).events).toHaveLength(1);
    const other = { ...body, from: undefined, to: '972779999999' };
    const { response } = await post(newTrigger(NINETY_NINE_DIGITAL), other);
    expect(response.statusCode).toBe(403);
  });

  test.each(['972771234567', '+972771234567', '972771234567@c.us', 972771234567])(
    '99digital: %s',
    async (to) => {
      const [body] = NINETY_NINE_DIGITAL.hooks(['sent']);
      expect((await post(newTrigger(NINETY_NINE_DIGITAL), { ...body, to })).events).toHaveLength(1);
    },
  );
});
