import { type Sandbox, startSandbox } from '../../sandbox/sandbox';
import { call99digital } from './call-99digital';
import { type Receiver, startReceiver, until } from './webhook-receiver';

const PHONE = '972501234567';

let sandbox: Sandbox;
let control: Sandbox['ninetyNineDigital']['control'];
let receiver: Receiver;

beforeAll(async () => {
  const config = { sentAfterMs: 1, deliveredAfterMs: 2, readAfterMs: 3 };
  sandbox = await startSandbox({ ninetyNineDigital: { config } });
  control = sandbox.ninetyNineDigital.control;
  receiver = await startReceiver();
});
beforeEach(async () => {
  await control.reset();
  receiver.reset();
});
afterAll(async () => {
  receiver.server.close();
  await sandbox.close();
});

const call = async (method: string, body?: object) =>
  (await call99digital(sandbox, method, body)).json;
const setWebhook = (switches: object = {}) =>
  call('setWebhook', { url: receiver.url, ...switches });
const customerWrites = () => control.customerWrites({ from: PHONE, text: 'Hello' });
const sendInvoice = () =>
  call('sendFile', { to: PHONE, body: `${sandbox.url}/samples/invoice.pdf` });
const hooksOf = (hook: string) => receiver.bodies.filter((body) => body['hook'] === hook);

describe('getWebhook and setWebhook', () => {
  test('all is off at first, and what is not given stays', async () => {
    const atFirst = { url: '', system: '0', systemPhoneAlert: '', retry: 0, readStatus: 0 };
    expect(await call('getWebhook')).toEqual({ status: 'OK', ...atFirst, reason: 1 });
    await setWebhook({ readStatus: 1, system: '1' });
    await call('setWebhook', { retry: 1, readStatus: 0 });
    const then = { url: receiver.url, system: '1', retry: 1, readStatus: 0 };
    expect(await call('getWebhook')).toMatchObject(then);
  });

  test('a space clears the URL, and another one replaces it', async () => {
    await setWebhook();
    await call('setWebhook', { url: 'https://example.com/other' });
    expect((await call('getWebhook'))['url']).toBe('https://example.com/other');
    await call('setWebhook', { url: ' ' });
    expect((await call('getWebhook'))['url']).toBe('');
    await control.configure({ emptyUrl: null });
    expect((await call('getWebhook'))['url']).toBeNull();
  });

  test.each([{ url: 'nowhere' }, { url: '' }, { retry: 2 }, { system: true }])(
    '%j is refused and changes nothing',
    async (wrong) => {
      expect(await call('setWebhook', { readStatus: 1, ...wrong })).toMatchObject({ reason: 2 });
      expect(await call('getWebhook')).toMatchObject({ url: '', readStatus: 0 });
    },
  );
});

describe("customers' messages", () => {
  beforeEach(() => setWebhook());

  test('are told whole, with the time that is left', async () => {
    const { from: account } = sandbox.ninetyNineDigital;
    const { id, at } = await control.customerWrites({
      ...{ from: PHONE, text: 'Hello', senderName: 'Ronen', quotedMessageId: 'ABC' },
    });
    await control.settled();
    expect(receiver.bodies).toEqual([
      {
        ...{ status: 'OK', hook: 'new', unique: id, type: 'text', body: 'Hello', caption: '' },
        ...{ from: PHONE, from_id: `IL.2048${PHONE}`, phone: PHONE, country: 'IL', to: account },
        ...{ username: null, senderName: 'Ronen', isForwarded: false, media: false },
        ...{ quote: true, quoteUnique: 'ABC', conversationTimeLeft: '1440' },
        timestamp: String(Math.floor(at / 1000)),
        profilePic: expect.stringMatching(/^https:/) as string,
      },
    ]);
  });

  test.each([
    ['image', 'photo.png', 'image/png', undefined],
    ['video', 'clip.mp4', 'video/mp4', undefined],
    ['audio', 'song.mp3', 'audio/mpeg', undefined],
    ['ptt', 'note.ogg', 'audio/ogg', 'voice'],
    ['document', 'contract.pdf', 'application/pdf', undefined],
  ] as const)('a file of type %s has a link to its bytes', async (type, filename, mime, kind) => {
    const base64 = Buffer.from(`the bytes of ${filename}`).toString('base64');
    const media = { filename, mime, base64, caption: 'Look' };
    await control.customerWrites({ from: PHONE, media, ...(kind && { kind }) });
    await control.settled();
    expect(receiver.bodies).toMatchObject([{ type, media: true, caption: 'Look' }]);
    const file = await fetch(receiver.bodies[0]?.['body'] as string);
    expect(await file.text()).toBe(`the bytes of ${filename}`);
  });

  test('can be of every other type, but no file without its bytes', async () => {
    const kinds = ['location', 'button', 'contacts', 'list', 'reaction', 'order'] as const;
    for (const kind of kinds) await control.customerWrites({ from: PHONE, kind, text: kind });
    await control.settled();
    expect(hooksOf('new').map(({ type }) => type)).toEqual(expect.arrayContaining([...kinds]));
    expect(hooksOf('new').every(({ type, body }) => type === body)).toBe(true);
    await expect(control.customerWrites({ from: PHONE, kind: 'image' })).rejects.toThrow('400');
  });

  test('of a hidden number have a user ID and no phone', async () => {
    const from = 'IL.1605856887361213';
    await control.customerWrites({ from, text: 'Hello' });
    await control.settled();
    expect(receiver.bodies).toMatchObject([{ from, from_id: from, phone: null }]);
  });
});

describe('statuses', () => {
  const send = async (deliveryFails?: { code?: number }) => {
    await customerWrites();
    if (deliveryFails) await control.fail({ method: 'sendFile', deliveryFails });
    const { unique } = await sendInvoice();
    await control.settled();
    return unique;
  };

  test('are told in order with readStatus: to is the account', async () => {
    await setWebhook({ readStatus: 1 });
    const unique = await send();
    const { from: to } = sandbox.ninetyNineDigital;
    const update = { status: 'OK', hook: 'update', unique, from: PHONE, to };
    expect(hooksOf('update')).toEqual([1, 2, 3].map((ack) => ({ ...update, ack })));
  });

  test('are not told while readStatus is off, nor is what the business sends', async () => {
    await setWebhook({ system: 1 });
    await send();
    expect(receiver.bodies.map(({ hook }) => hook)).toEqual(['new']);
  });

  test.each([
    [{}, 99],
    [{ code: 7 }, 7],
    [{ code: 131047 }, 8],
  ])('a failure %j is ack 0, and with system a hook of its own', async (error, messageUpdate) => {
    await setWebhook({ readStatus: 1, system: 1 });
    const unique = await send(error);
    const { from: to } = sandbox.ninetyNineDigital;
    expect(hooksOf('update')).toMatchObject([{ unique, ack: 0 }]);
    expect(hooksOf('system')).toEqual([
      {
        ...{ status: 'OK', hook: 'system', type: 'messages', to, unique },
        ...{ messageUpdate, messageTo: PHONE, timestamp: expect.any(Number) as number },
      },
    ]);
  });

  test('a failure is told by ack 0 alone, or by system alone, as switched on', async () => {
    await setWebhook({ readStatus: 1 });
    await send({});
    expect([hooksOf('update').length, hooksOf('system').length]).toEqual([1, 0]);
    receiver.reset();
    await setWebhook({ readStatus: 0, system: 1 });
    await send({});
    expect([hooksOf('update').length, hooksOf('system').length]).toEqual([0, 1]);
  });

  test('can come twice and out of order', async () => {
    await setWebhook({ readStatus: 1 });
    await control.configure({ outOfOrderHooks: true, duplicateHooks: 1 });
    await send();
    expect(hooksOf('update').map(({ ack }) => ack)).toEqual([2, 2, 1, 1, 3, 3]);
  });
});

test.each(['update', 'issues', 'template'])(
  'a system hook of type %s can be posted',
  async (type) => {
    await setWebhook();
    await expect(control.postSystemHook({ type })).rejects.toThrow('409');
    await setWebhook({ system: 1 });
    await control.postSystemHook({ type, details: { name: 'invoice_ready' } });
    await control.settled();
    expect(receiver.bodies).toMatchObject([
      { hook: 'system', type, details: { name: 'invoice_ready' } },
    ]);
  },
);

describe('repetitions', () => {
  const attempts = async () => (await control.webhooks()).posted.map(({ attempt }) => attempt);

  test('come at once, then after 5 min, 20 min, 1 h, 4 h and 24 h, and then no more', async () => {
    await setWebhook({ retry: 1 });
    receiver.answers.push(...Array.from({ length: 9 }, () => 500));
    await customerWrites();
    await control.settled();
    expect(await attempts()).toEqual([1, 2]);
    let made = 2;
    for (const minutes of [5, 20, 60, 240, 1440]) {
      await control.forward({ minutes: minutes - 1 });
      await control.settled();
      expect(await attempts()).toHaveLength(made);
      await control.forward({ minutes: 1 });
      await control.settled();
      expect(await attempts()).toHaveLength(++made);
    }
    expect(await attempts()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await control.stats()).toMatchObject({ webhooksPending: 0, webhooksScheduled: 0 });
  });

  test('end with the first 200, and the clock may jump over several', async () => {
    await setWebhook({ retry: 1 });
    receiver.answers.push(500, 201, 503, 302);
    await customerWrites();
    await control.settled();
    expect(await control.stats()).toMatchObject({ webhooksScheduled: 1 });
    await control.forward({ hours: 48 });
    await control.settled();
    expect((await control.webhooks()).posted.map(({ status }) => status)).toEqual([
      500, 201, 503, 302, 200,
    ]);
  });

  test('come when there is no answer in time', async () => {
    await control.configure({ hookAnswerWithinMs: 50 });
    await setWebhook({ retry: 1 });
    receiver.answers.push('never');
    await customerWrites();
    await until(async () => (await attempts()).length === 2);
    await control.settled();
    const { posted } = await control.webhooks();
    expect(posted.map(({ status }) => status)).toEqual([null, 200]);
    expect(posted[0]?.error).toMatch(/timeout/);
  });

  test('do not come without retry, nor to a URL that was cleared', async () => {
    await setWebhook();
    receiver.answers.push(500);
    await customerWrites();
    await control.settled();
    await control.forward({ hours: 48 });
    await control.settled();
    expect(await attempts()).toEqual([1]);
    await setWebhook({ retry: 1 });
    receiver.answers.push(500, 500);
    await customerWrites();
    await control.settled();
    await call('setWebhook', { url: ' ' });
    await control.forward({ hours: 48 });
    await control.settled();
    expect(await attempts()).toEqual([1, 1, 2]);
  });
});
