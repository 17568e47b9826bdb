import { ACCOUNT, common, eventOf, parse, recorded } from './recorded-hooks';

describe('updates', () => {
  test('are about who is in from, as to is the account', () => {
    expect(parse(recorded('update'))).toEqual({
      notUnderstood: 0,
      events: [
        {
          ...common,
          event: 'status',
          status: 'sent',
          id: '92E0A1B2C3D4E5F60718293A4B5C6D7E',
          phone: '972552222222',
          chatId: '972552222222@c.us',
          timestamp: null,
        },
      ],
    });
  });

  test('whose places are those of a message are read all the same', () => {
    expect(eventOf('update', { from: ACCOUNT, to: '972552222222' })).toMatchObject({
      phone: '972552222222',
    });
  });

  test('are about a user ID where the recipient’s number is hidden', () => {
    const user = { phone: null, chatId: 'IL.1605856887361213' };
    expect(eventOf('update', { from: 'IL.1605856887361213' })).toMatchObject(user);
    for (const from of [undefined, null, ''])
      expect(eventOf('update', { from, from_id: 'IL.1605856887361213' })).toMatchObject(user);
  });

  test.each([
    [0, 'failed'],
    [1, 'sent'],
    [2, 'delivered'],
    [3, 'read'],
    ['3', 'read'],
  ])('ack %j is %s', (ack, status) => {
    const event = eventOf('update', { ack });
    expect(event).toMatchObject({ status });
    expect(event).not.toHaveProperty('raw');
  });

  test('an ack in words is what it says', () => {
    expect(eventOf('update', { ack: 'read' })).toMatchObject({ status: 'read' });
  });

  test.each([4, -1, 99, '17', 1.5, 'pondering'])(
    'ack %j, which nobody explains, comes with what was sent',
    (ack) => {
      const body = { ...recorded('update'), ack };
      expect(eventOf('update', { ack })).toMatchObject({ status: 'unknown', raw: body });
    },
  );

  test.each([{ ack: undefined }, { ack: null }, { ack: '' }, { unique: '' }, { unique: null }])(
    '%j is no update',
    (wrong) => {
      expect(parse({ ...recorded('update'), ...wrong })).toEqual({ events: [], notUnderstood: 1 });
    },
  );
});

describe('failures', () => {
  test('name the message, the person and the reason', () => {
    expect(parse(recorded('system-messages')).events).toEqual([
      {
        ...common,
        event: 'status',
        status: 'failed',
        id: 'HBgMOTcyNTUyMjIyMjIyFQIAERgS==',
        phone: '972552222222',
        chatId: '972552222222@c.us',
        timestamp: '2023-07-03T07:40:11.000Z',
        error: {
          ...{ code: 7, title: "The recipient's WhatsApp is too old", details: null },
          ...{ reason: 'NOT_REACHABLE', advice: expect.stringContaining('another way') as string },
        },
      },
    ]);
  });

  test.each([
    [2, /no credit/],
    [5, /daily limit/],
    [8, /template is needed/],
    ['12', /not approved/],
    [16, /Too many messages/],
  ])('messageUpdate %j says why', (messageUpdate, title) => {
    expect(eventOf('system-messages', { messageUpdate })).toMatchObject({
      error: { code: Number(messageUpdate), title: expect.stringMatching(title) as string },
    });
  });

  test('an unknown messageUpdate keeps its number, and where there is none nothing is made up', () => {
    expect(eventOf('system-messages', { messageUpdate: 99 })).toMatchObject({
      error: { code: 99, title: null },
    });
    expect(eventOf('system-messages', { messageUpdate: undefined })).toMatchObject({
      error: { code: null, title: null, details: null, reason: 'OTHER' },
    });
  });

  test('a messageUpdate in words is told as it is', () => {
    expect(eventOf('system-messages', { messageUpdate: 'Blocked' })).toMatchObject({
      error: { code: null, title: 'Blocked', details: null },
    });
  });
});

describe('notices about the account', () => {
  test.each(['update', 'issues', 'template'])('of the type %s come whole', (type) => {
    expect(eventOf(`system-${type}`)).toEqual({
      ...common,
      event: 'account',
      type,
      timestamp: '2023-07-03T07:40:11.000Z',
      raw: recorded(`system-${type}`),
    });
  });
});

test.each([{}, { hook: 'new' }, { hook: 'system' }, { hook: 'party', unique: '1' }, { hook: [] }])(
  '%j holds no event, and says so',
  (body) => {
    expect(parse(body)).toEqual({ events: [], notUnderstood: 1 });
  },
);

test('eventId is the same for a failure told twice, and differs by status, message and account', () => {
  const failed = { unique: '1', ack: 0 };
  const twice = [eventOf('update', failed), eventOf('system-messages', { unique: '1' })];
  expect(new Set(twice.map((event) => event?.eventId)).size).toBe(1);
  const different = [
    eventOf('update', failed),
    eventOf('update', { ...failed, ack: 1 }),
    eventOf('update', { ...failed, ack: 8 }),
    eventOf('update', { ...failed, ack: 9 }),
    eventOf('update', { ...failed, unique: '2' }),
    eventOf('new-text', { unique: '1' }),
    parse({ ...recorded('update'), ...failed }, { channelId: '972550000000' }).events[0],
    eventOf('system-template'),
    eventOf('system-template', { name: 'receipt' }),
  ];
  expect(new Set(different.map((event) => event?.eventId)).size).toBe(different.length);
});
