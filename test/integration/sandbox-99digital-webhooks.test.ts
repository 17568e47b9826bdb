import { use99digital } from './use-99digital';
import { type Receiver, startReceiver } from './webhook-receiver';

const PHONE = '972501234567';

const at = use99digital();
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
beforeEach(() => receiver.reset());
afterAll(() => receiver.server.close());

const call = async (method: string, body?: object) => (await at.call(method, body)).json;
const setWebhook = (switches: object = {}) =>
  call('setWebhook', { url: receiver.url, ...switches });
const customerWrites = () => at.control.customerWrites({ from: PHONE, text: 'Hello' });
const sendInvoice = () =>
  call('sendFile', { to: PHONE, body: `${at.sandbox.url}/samples/invoice.pdf` });
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
    await at.control.configure({ emptyUrl: null });
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
    const { from: account } = at.sandbox.ninetyNineDigital;
    const { id, at: writtenAt } = await at.control.customerWrites({
      ...{ from: PHONE, text: 'Hello', senderName: 'Ronen', quotedMessageId: 'ABC' },
    });
    await at.control.settled();
    expect(receiver.bodies).toEqual([
      {
        ...{ status: 'OK', hook: 'new', unique: id, type: 'text', body: 'Hello', caption: '' },
        ...{ from: PHONE, from_id: `IL.2048${PHONE}`, phone: PHONE, country: 'IL', to: account },
        ...{ username: null, senderName: 'Ronen', isForwarded: false, media: false },
        ...{ quote: true, quoteUnique: 'ABC', conversationTimeLeft: '1440' },
        timestamp: String(Math.floor(writtenAt / 1000)),
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
    await at.control.customerWrites({ from: PHONE, media, ...(kind && { kind }) });
    await at.control.settled();
    expect(receiver.bodies).toMatchObject([{ type, media: true, caption: 'Look' }]);
    const file = await fetch(receiver.bodies[0]?.['body'] as string);
    expect(await file.text()).toBe(`the bytes of ${filename}`);
  });

  test('can be of every other type, but no file without its bytes', async () => {
    const kinds = ['location', 'button', 'contacts', 'list', 'reaction', 'order'] as const;
    for (const kind of kinds) await at.control.customerWrites({ from: PHONE, kind, text: kind });
    await at.control.settled();
    expect(hooksOf('new').map(({ type }) => type)).toEqual(expect.arrayContaining([...kinds]));
    expect(hooksOf('new').every(({ type, body }) => type === body)).toBe(true);
    await expect(at.control.customerWrites({ from: PHONE, kind: 'image' })).rejects.toThrow('400');
  });

  test('of a hidden number have a user ID and no phone', async () => {
    const from = 'IL.1605856887361213';
    await at.control.customerWrites({ from, text: 'Hello' });
    await at.control.settled();
    expect(receiver.bodies).toMatchObject([{ from, from_id: from, phone: null }]);
  });
});

describe('statuses', () => {
  const send = async (deliveryFails?: { code?: number }) => {
    await customerWrites();
    if (deliveryFails) await at.control.fail({ method: 'sendFile', deliveryFails });
    const { unique } = await sendInvoice();
    await at.control.settled();
    return unique;
  };

  test('are told in order with readStatus: to is the account', async () => {
    await setWebhook({ readStatus: 1 });
    const unique = await send();
    const { from: to } = at.sandbox.ninetyNineDigital;
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
    const { from: to } = at.sandbox.ninetyNineDigital;
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
    await at.control.configure({ outOfOrderHooks: true, duplicateHooks: 1 });
    await send();
    expect(hooksOf('update').map(({ ack }) => ack)).toEqual([2, 2, 1, 1, 3, 3]);
  });
});

test.each(['update', 'issues', 'template'])(
  'a system hook of type %s can be posted',
  async (type) => {
    await setWebhook();
    await expect(at.control.postSystemHook({ type })).rejects.toThrow('409');
    await setWebhook({ system: 1 });
    await at.control.postSystemHook({ type, details: { name: 'invoice_ready' } });
    await at.control.settled();
    expect(receiver.bodies).toMatchObject([
      { hook: 'system', type, details: { name: 'invoice_ready' } },
    ]);
  },
);
