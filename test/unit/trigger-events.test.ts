import { post, postAll } from './post-hooks';
import { newTrigger } from './trigger-contexts';
import { KINDS, NINETY_NINE_DIGITAL, ONE_MSG, PHONE } from './trigger-kinds';

const statusesOf = ({ events }: { events: object[] }) =>
  events.map((event) => (event as { status: string }).status);

describe.each(KINDS)('$name', (kind) => {
  const hooks = (...statuses: string[]) => kind.hooks(statuses);

  describe('which events start the workflow', () => {
    const all = [
      ...hooks('sent', 'failed', 'delivered', 'read', 'pondering'),
      kind.message('incoming', 'in'),
      kind.message('outgoing', 'out'),
    ];

    test.each([
      [['sent'], ['sent', 'unknown']],
      [
        ['failed', 'read'],
        ['failed', 'read', 'unknown'],
      ],
      [['messageReceived'], ['in']],
      [['messageSent'], ['out']],
    ])('%j', async (events, expected) => {
      const node = newTrigger(kind, { parameters: { events, options: {} } });
      const received = await postAll(node, all);
      expect(received.events.map((event) => event.status ?? event.id)).toEqual(expected);
      const notChosen = 7 - expected.length;
      expect(received.counts).toMatchObject({ started: expected.length, notChosen });
    });

    test('when none is chosen, the provider gets its 200 and no execution starts', async () => {
      const node = newTrigger(kind, { parameters: { events: ['read'], options: {} } });
      const { workflowData, webhookResponse } = await post(node, hooks('sent')[0]);
      expect(workflowData).toBeUndefined();
      expect(webhookResponse).toEqual({
        started: 0,
        duplicate: 0,
        outdated: 0,
        notChosen: 1,
        notUnderstood: 0,
      });
    });

    test('only those of certain people, in any spelling', async () => {
      const written = kind.numberless.map((each) => each.written).join(', ');
      const phoneNumbers = `+1 (202) 072-1369; 00972 50-123-4567, ${written}`;
      const node = newTrigger(kind, {
        parameters: { events: ['sent'], options: { phoneNumbers } },
      });
      const wanted = [
        ...[`${PHONE}@c.us`, '972501234567@c.us'],
        ...kind.numberless.map(({ chatId }) => chatId),
      ];
      const people = [...wanted, '573001112233@c.us', null];
      const { events, counts } = await postAll(
        node,
        people.flatMap((who, index) => kind.hooks(['sent'], { id: `id-${index}`, chatId: who })),
      );
      expect(events.map((event) => event.chatId)).toEqual(wanted);
      expect(counts).toMatchObject({ started: wanted.length, notChosen: 2 });
    });

    test('people whose mobile number WhatsApp writes with a digit more, or less, than they do', async () => {
      const phoneNumbers =
        '+52 55 1234 5678, 5491122334455, +55 11 98765-4321, tel:00 52.1.55.8765.4321';
      const node = newTrigger(kind, {
        parameters: { events: ['sent'], options: { phoneNumbers } },
      });
      const people = [
        '5215512345678',
        '541122334455',
        '551187654321',
        '525587654321',
        '551133334444',
      ];
      const { events } = await postAll(
        node,
        people.flatMap((who, index) =>
          kind.hooks(['sent'], { id: `id-${index}`, chatId: `${who}@c.us` }),
        ),
      );
      expect(events.map((event) => event.phone)).toEqual(people.slice(0, 4));
    });

    test('what the provider sent is in raw where it is asked for', async () => {
      const options = { includeRaw: true };
      const node = newTrigger(kind, { parameters: { events: ['sent'], options } });
      const [body] = hooks('sent');
      const { events } = await post(node, body);
      expect(events[0]).toMatchObject({
        raw: Array.isArray(body?.ack) ? (body.ack as unknown[])[0] : body,
      });
    });
  });

  describe('repetitions', () => {
    /** Requests with one status each: those of one request are put in order. */
    const inTurn = (...statuses: string[]) => statuses.flatMap((status) => hooks(status));

    test('are left out, and the provider is told', async () => {
      const node = newTrigger(kind);
      const first = await postAll(node, inTurn('sent', 'delivered', 'sent'));
      expect(statusesOf(first)).toEqual(['sent', 'delivered']);
      const again = await postAll(node, inTurn('delivered', 'sent', 'read', 'delivered'));
      expect(statusesOf(again)).toEqual(['read']);
      const none = { outdated: 0, notChosen: 0, notUnderstood: 0 };
      expect(again.counts).toEqual({ started: 1, duplicate: 3, ...none });
    });

    test('outdated statuses are left out, and the provider is told', async () => {
      const received = await postAll(newTrigger(kind), inTurn('read', 'sent'));
      expect(statusesOf(received)).toEqual(['read']);
      expect(received.counts).toMatchObject({ started: 1, outdated: 1 });
    });

    test('come through after n8n could not take the events over', async () => {
      const node = newTrigger(kind);
      await postAll(node, hooks('sent'), 500);
      expect(statusesOf(await postAll(node, hooks('sent')))).toEqual(['sent']);
      expect(statusesOf(await postAll(node, hooks('sent')))).toEqual([]);
    });

    test('come through where they are not to be ignored', async () => {
      const options = { ignoreDuplicates: false, ignoreOutdated: false };
      const node = newTrigger(kind, { parameters: { events: ['sent', 'read'], options } });
      await postAll(node, hooks('read'));
      expect(statusesOf(await postAll(node, inTurn('read', 'sent')))).toEqual(['read', 'sent']);
    });

    test('where the answer waits for the workflow, only what it has ended well with is left out', async () => {
      const node = newTrigger(kind);
      const finished = { finished: true };
      await postAll(node, hooks('read'), 500, finished);
      expect(statusesOf(await postAll(node, hooks('read'), 200, finished))).toEqual(['read']);
      const again = await postAll(node, inTurn('read', 'sent'), 200, finished);
      expect(statusesOf(again)).toEqual(['sent']);
      expect(again.counts).toMatchObject({ started: 1, duplicate: 1, outdated: 0 });
    });

    test('come through where the answer waits for the workflow and they are not to be ignored', async () => {
      const options = { ignoreDuplicates: false };
      const node = newTrigger(kind, { parameters: { events: ['read'], options } });
      const finished = { finished: true };
      for (let time = 0; time < 2; time++)
        expect(statusesOf(await postAll(node, hooks('read'), 200, finished))).toEqual(['read']);
    });

    test('a trigger remembers nothing of another, nor of the test listener', async () => {
      const node = newTrigger(kind);
      for (const other of [{ ...node, test: true }, node, { ...node, test: true }])
        expect(statusesOf(await postAll(other, hooks('sent')))).toEqual(['sent']);
      expect(statusesOf(await postAll(newTrigger(kind), hooks('sent')))).toEqual(['sent']);
    });
  });
});

describe('a filter by phone numbers lets in whoever is in it by any of the names that the provider tells', () => {
  const ack = [{ id: 'wamid.1', status: 'sent', chatId: '99@lid', phone: PHONE, bsuid: 'US.1' }];
  const raw = [{ id: 'wamid.1', status: 'sent', chatId: 'us.1@lid', phone: `+${PHONE}` }];

  test.each([`+${PHONE}`, 'US.1', 'us.1@lid', '99@lid', '99:2@lid', `${PHONE}:3@s.whatsapp.net`])(
    'at 1MSG: %s',
    async (phoneNumbers) => {
      const node = newTrigger(ONE_MSG, {
        parameters: { events: ['sent'], options: { phoneNumbers } },
      });
      const { events } = await post(node, { ack });
      expect(events).toMatchObject([{ phone: PHONE, chatId: `${PHONE}@c.us` }]);
    },
  );

  test.each([
    [`+${PHONE}`, 1],
    ['US.1', 1],
    ['US.2', 0],
    ['99@lid', 0],
  ])('at 1MSG, where the chat has a user ID: %s', async (phoneNumbers, count) => {
    const node = newTrigger(ONE_MSG, {
      parameters: { events: ['sent'], options: { phoneNumbers } },
    });
    expect((await post(node, { ack: raw })).webhookResponse).toMatchObject({ started: count });
  });

  test.each([`+${PHONE}`, 'il.1605856887361213', `${PHONE}@c.us`])(
    'at 99digital: %s',
    async (phoneNumbers) => {
      const node = newTrigger(NINETY_NINE_DIGITAL, {
        parameters: { events: ['messageReceived'], options: { phoneNumbers } },
      });
      const hook = { hook: 'new', unique: '1', from: PHONE, from_id: 'IL.1605856887361213' };
      const { events } = await post(node, { ...hook, to: '972771234567', type: 'text' });
      expect(events).toMatchObject([{ phone: PHONE }]);
    },
  );
});

describe('a failure that 99digital tells twice, as it may when read receipts and system messages are on', () => {
  const [bare] = NINETY_NINE_DIGITAL.hooks(['failed']);
  const told = { hook: 'system', type: 'messages', unique: '92E0', messageUpdate: 8 };
  const reasons = ({ events }: { events: object[] }) =>
    events.map((event) => (event as { error: { reason: string } }).error.reason);

  test.each([
    ['first without', [bare, told, bare, told], ['OTHER', 'WINDOW_CLOSED']],
    ['first with', [told, bare, told], ['WINDOW_CLOSED']],
  ])('starts the workflow %s its reason', async (_how, bodies, expected) => {
    for (const rest of [{}, { finished: true }]) {
      const received = await postAll(newTrigger(NINETY_NINE_DIGITAL), bodies, 200, rest);
      expect(reasons(received)).toEqual(expected);
      expect(received.counts).toMatchObject({ duplicate: bodies.length - expected.length });
    }
  });
});

describe("99digital's notices about the account", () => {
  const notice = { hook: 'system', type: 'template', to: '972771234567', name: 'invoice_ready' };
  const node = (events: string[], options = {}) =>
    newTrigger(NINETY_NINE_DIGITAL, { parameters: { events, options } });

  test('start nothing unless they were chosen', async () => {
    const others = ['sent', 'delivered', 'read', 'failed', 'messageReceived', 'messageSent'];
    expect((await post(node(others), notice)).webhookResponse).toMatchObject({ notChosen: 1 });
    expect((await post(node(['account']), notice)).events).toMatchObject([
      { event: 'account', type: 'template', raw: notice },
    ]);
  });

  test('come once, but each that differs comes', async () => {
    const trigger = node(['account']);
    const { counts } = await postAll(trigger, [notice, { ...notice, name: 'receipt' }, notice]);
    expect(counts).toMatchObject({ started: 2, duplicate: 1 });
  });

  test('are about nobody: a filter by phone numbers does not keep them out', async () => {
    const { webhookResponse } = await post(node(['account'], { phoneNumbers: PHONE }), notice);
    expect(webhookResponse).toMatchObject({ started: 1, notChosen: 0 });
  });
});
