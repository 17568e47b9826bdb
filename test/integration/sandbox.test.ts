import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';
import type { CustomerMessage } from '../../sandbox/control/types';
import { failureCatalogue } from '../../sandbox/catalogue';
import { answerShapes } from '../../sandbox/one-msg/known-failures';
import { readJsonWithFiles } from '../../sandbox/http/json-with-files';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox';
import { FileStore } from '../../sandbox/world/file-store';
import { type Receiver, startReceiver, until } from './webhook-receiver';

const PHONE = '12020721369';
const INVOICE = join(__dirname, '../../sandbox/samples/invoice-TKT-2048.pdf');

let sandbox: Sandbox;
let receiver: Receiver;

beforeAll(async () => {
  const config = {
    ...{ sentAfterMs: 1, failedAfterMs: 2, deliveredAfterMs: 2, readAfterMs: 3 },
    hookRetryMs: 1,
  };
  sandbox = await startSandbox({ config });
  receiver = await startReceiver();
});
afterEach(async () => {
  receiver.reset();
  await sandbox.control.reset();
});
afterAll(async () => {
  receiver.server.close();
  await sandbox.close();
});

async function call(method: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${sandbox.url}/${sandbox.channelId}/${method}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${sandbox.token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') && text !== '';
  return { status: answer.status, text, json: isJson ? read(text) : {} };
}

/** Half an answer is no JSON. */
function read(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const invoice = (more: object = {}) => ({
  phone: PHONE,
  body: `${sandbox.url}/samples/invoice-TKT-2048.pdf`,
  filename: 'invoice.pdf',
  ...more,
});
const customerWrites = () => sandbox.control.customerWrites({ from: PHONE, text: 'Hello' });
const sent = async () =>
  (await sandbox.control.messages(PHONE)).filter(({ direction }) => direction === 'outgoing');

describe('a recipient at 1MSG', () => {
  const sent = async (request: RequestInit) => {
    const headers = { authorization: `Bearer ${sandbox.token}`, ...request.headers };
    await sandbox.control.configure({ windowEnforced: false });
    await fetch(`${sandbox.url}/${sandbox.channelId}/sendFile`, {
      method: 'POST',
      ...request,
      headers,
    });
    return (await sandbox.control.chats()).map(({ chatId }) => chatId);
  };

  test.each<[object, string]>([
    [{ phone: Number(PHONE) }, `${PHONE}@c.us`],
    [{ phone: 'CO.1726691741709890' }, 'CO.1726691741709890@lid'],
    [{ phone: 'US.ENT.11815799212886844830' }, 'US.ENT.11815799212886844830@lid'],
    // As it was seen: cut to the digits, which are somebody else's number.
    [{ phone: undefined, chatId: `${PHONE}@lid` }, `${PHONE}@c.us`],
  ])('%j is %s', async (recipient, chatId) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(invoice(recipient));
    expect(await sent({ body, headers })).toEqual([chatId]);
  });

  test('may be in a form', async () => {
    const body = new URLSearchParams(invoice({ voice: 'false' }));
    expect(await sent({ body })).toEqual([`${PHONE}@c.us`]);
  });
});

describe('tokens', () => {
  test('a refused token is echoed in the 401', async () => {
    const answer = await call('status', undefined, { authorization: 'Bearer stale-token' });
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('stale-token');
  });

  test('a token in the query or the body wins over the header', async () => {
    expect((await call('status?token=stale')).status).toBe(401);
    expect((await call('sendFile', invoice({ token: 'stale' }))).status).toBe(401);
    const wrongHeader = { authorization: 'Bearer wrong' };
    expect((await call(`status?token=${sandbox.token}`, undefined, wrongHeader)).status).toBe(200);
  });

  test('no token is shown in the list of requests', async () => {
    await call(`status?token=${sandbox.token}`);
    await call('sendFile', invoice({ token: sandbox.token }));
    const requests = JSON.stringify(await sandbox.control.requests());
    expect(requests).toContain('Bearer ***');
    expect(requests).not.toContain(sandbox.token);
  });

  test('another channel is not found', async () => {
    const answer = await fetch(`${sandbox.url}/ODI1/status`, {
      headers: { authorization: `Bearer ${sandbox.token}` },
    });
    expect(answer.status).toBe(404);
  });
});

describe('the session window', () => {
  test("opens with a customer's message and closes 24 hours later", async () => {
    await sandbox.control.configure({ windowRefusal: 'atOnce' });
    const closed = { sent: false, message: 'Message was not sent: dialog window is closed' };
    expect((await call('sendFile', invoice())).json).toEqual(closed);
    await customerWrites();
    expect((await call('sendFile', invoice())).json['sent']).toBe(true);
    await sandbox.control.forward({ hours: 24 });
    expect((await call('sendFile', invoice())).json).toEqual(closed);
    expect(await sent()).toHaveLength(1);
  });

  test('is told later to be closed, as WhatsApp does: the file is accepted, and then fails', async () => {
    const { status, json } = await call('sendFile', invoice());
    expect([status, json]).toEqual([200, expect.objectContaining({ sent: true })]);
    const id = String(json['id']);
    await sandbox.control.settled();
    const { hooks } = (await call(`hookInfo?messageId=${id}`)).json;
    const errors = [expect.objectContaining({ code: 131047, title: 'Re-engagement message' })];
    expect(hooks).toEqual([expect.objectContaining({ id, status: 'failed', errors })]);
  });

  test('is told as late as is set, and not at all while it is not enforced', async () => {
    await sandbox.control.configure({ failedAfterMs: 3_600_000 });
    await call('sendFile', invoice());
    await sandbox.control.configure({ windowEnforced: false });
    await call('sendFile', invoice({ filename: 'second.pdf' }));
    await until(async () => (await sent())[1]?.statuses.length === 3);
    expect((await sent())[0]?.statuses).toEqual([]);
  });

  test('templates go out although it is closed', async () => {
    const template = {
      ...{ phone: PHONE, template: 'invoice_ready' },
      language: { policy: 'deterministic', code: 'en' },
      params: [
        {
          type: 'header',
          parameters: [
            { type: 'document', document: { link: `${sandbox.url}/samples/invoice.pdf` } },
          ],
        },
        {
          type: 'body',
          parameters: ['Dana', 'TKT-2048'].map((text) => ({ type: 'text', text })),
        },
      ],
    };
    expect((await call('sendTemplate', template)).json['sent']).toBe(true);
    await sandbox.control.settled();
    const [message] = await sent();
    expect(message?.template?.body).toBe('Hello Dana, your invoice for ticket TKT-2048 is ready.');
    expect(message?.file?.mime).toBe('application/pdf');
    const tab = JSON.parse(JSON.stringify(template).replace('Dana', 'Da\\tna')) as object;
    expect((await call('sendTemplate', tab)).status).toBe(500);
  });
});

describe('sendFile', () => {
  beforeEach(customerWrites);

  test.each([
    ['both phone and chatId', { chatId: `${PHONE}@c.us` }],
    ['a phone with a plus', { phone: `+${PHONE}` }],
    ['no file name', { filename: undefined }],
    ['a file name without an extension', { filename: 'invoice' }],
    ['a body that is neither a URL nor a data URI', { body: 'invoice.pdf' }],
    ['damaged base64', { body: 'data:application/pdf;base64,JVBE*Ri0x' }],
    ['body and mediaId', { mediaId: '1', mediaType: 'document' }],
    ['an unknown mediaId', { body: undefined, mediaId: '1', mediaType: 'document' }],
    ['a caption of 1,025 characters', { caption: 'x'.repeat(1025) }],
    ['a caption on audio', { filename: 'a.mp3', caption: 'Listen' }],
    ['a voice note that is not ogg', { filename: 'a.mp3', voice: true }],
  ])('refuses %s', async (_, wrong) => {
    expect((await call('sendFile', invoice(wrong))).json['sent']).toBe(false);
    expect(await sent()).toHaveLength(0);
  });

  test('a linked file is fetched with HEAD and GET and hashes to what is there', async () => {
    await call('sendFile', invoice());
    await sandbox.control.settled();
    const [message] = await sent();
    const bytes = readFileSync(INVOICE);
    expect(message?.file).toEqual({
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      mime: 'application/pdf',
      intact: true,
      fetches: [
        { method: 'HEAD', status: 200 },
        { method: 'GET', status: 200 },
      ],
    });
    expect(message?.statuses.map(({ status }) => status)).toEqual(['sent', 'delivered', 'read']);
  });

  test.each([0, 1, 2, 3, 3_000_001])('a data URI of %i bytes hashes to itself', async (size) => {
    const bytes = Buffer.alloc(size, 'Ünïcode "quoted" \\ bytes');
    const body = `data:application/pdf;base64,${bytes.toString('base64')}`;
    await call('sendFile', invoice({ body, caption: 'data:text;base64,"later\\' }));
    const [message] = await sent();
    expect(message?.caption).toBe('data:text;base64,"later\\');
    expect(message?.file).toMatchObject({
      size,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  });

  test('a body is read the same however the network cuts it up', async () => {
    const caption = 'A "quoted" \\ caption, ünïcode';
    const text = JSON.stringify({ caption, body: 'data:application/pdf;base64,QUJDREVGRw==' });
    const bytes = Buffer.from(text.replaceAll('/', '\\/'));
    for (let size = 1; size < bytes.length; size++) {
      const pieces = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      const { json, files } = await readJsonWithFiles(Readable.from(pieces), new FileStore());
      expect(json).toEqual({ caption, body: 'data:application/pdf;base64,#0' });
      expect(files).toMatchObject([{ size: 7, mime: 'application/pdf', intact: true }]);
    }
  });

  test('a link that cannot be fetched is accepted and fails later', async () => {
    const { json } = await call('sendFile', invoice({ body: `${receiver.url}/no-head` }));
    expect(json['sent']).toBe(true);
    await sandbox.control.settled();
    const [message] = await sent();
    expect(message?.statuses).toMatchObject([
      { status: 'failed', error: { text: 'Media upload error' } },
    ]);
  });

  test('uploaded media is sent by its ID', async () => {
    const { json } = await call('uploadMedia', { body: 'data:image/png;base64,AAAA' });
    const { mediaId } = json;
    expect(typeof mediaId).toBe('string');
    await call('sendFile', { phone: PHONE, mediaId, mediaType: 'image' });
    expect((await sent())[0]).toMatchObject({ kind: 'image', file: { size: 3 } });
  });

  test('hookInfo and messages tell what became of it, unless they are switched off', async () => {
    const { json } = await call('sendFile', invoice({ caption: 'Your invoice' }));
    await sandbox.control.settled();
    const hookInfo = `hookInfo?messageId=${String(json['id'])}`;
    expect((await call(hookInfo)).json['hooks']).toHaveLength(3);
    const history = `messages?chatId=${PHONE}@c.us&last=true&limit=1`;
    expect((await call(history)).json['messages']).toMatchObject([
      { id: json['id'], fromMe: true, caption: 'Your invoice' },
    ]);
    await sandbox.control.configure({ history: false, hookInfo: false });
    expect((await call(hookInfo)).status).toBe(404);
    const off = { messages: [], notice: expect.any(String) as string };
    expect((await call(history)).json).toEqual(off);
  });
});

describe('failures', () => {
  beforeEach(customerWrites);

  test('cut before it was read: nothing was received', async () => {
    await sandbox.control.fail({ method: 'sendFile', stage: 'beforeRead', cut: true });
    await expect(call('sendFile', invoice())).rejects.toThrow();
    expect(await sandbox.control.requests('sendFile')).toHaveLength(0);
    expect((await sandbox.control.stats()).stoppedBeforeRead).toBe(1);
    expect((await call('sendFile', invoice())).json['sent']).toBe(true);
  });

  test('cut after it was read: received, not sent', async () => {
    await sandbox.control.fail({ method: 'sendFile', stage: 'afterRead', cut: true });
    await expect(call('sendFile', invoice())).rejects.toThrow();
    expect(await sandbox.control.requests('sendFile')).toMatchObject([{ status: null }]);
    expect(await sent()).toHaveLength(0);
  });

  test.each([true, 'midAnswer'] as const)('cut (%s) after it was accepted: sent', async (cut) => {
    await sandbox.control.fail({ method: 'sendFile', stage: 'afterAccept', cut });
    await expect(call('sendFile', invoice())).rejects.toThrow();
    await sandbox.control.settled();
    expect((await sent())[0]?.statuses).toHaveLength(3);
  });

  test('queued: a jobId, and the file goes out later', async () => {
    await sandbox.control.fail({ method: 'sendFile', queuedMs: 5 });
    const { json } = await call('sendFile', invoice());
    expect(json).toMatchObject({ sent: false, jobId: expect.any(String) as string });
    await until(async () => (await sent()).length === 1);
  });

  test('a delivery can fail after the message was accepted', async () => {
    await sandbox.control.fail({ method: 'sendFile', deliveryFails: { code: 131047 } });
    const { json } = await call('sendFile', invoice());
    await sandbox.control.settled();
    const hooks = (await call(`hookInfo?messageId=${String(json['id'])}`)).json['hooks'];
    expect(hooks).toMatchObject([{ status: 'failed', errors: [{ code: 131047 }] }]);
  });

  test('one recipient or one file can be singled out, and "all" lasts until cleared', async () => {
    const answer = answerShapes.errorText(429, 'Slow down');
    await sandbox.control.fail(
      { method: 'sendFile', recipient: '4915112345678', answer },
      { method: 'sendFile', filename: 'invoice.pdf', times: 'all', answer },
    );
    expect((await call('sendFile', invoice({ filename: 'a.pdf' }))).status).toBe(200);
    expect((await call('sendFile', invoice())).status).toBe(429);
    expect((await call('sendFile', invoice())).status).toBe(429);
    await sandbox.control.clearFailures();
    expect((await call('sendFile', invoice())).status).toBe(200);
  });

  test('each failure of the catalogue happens once, and then no more', async () => {
    for (const [name, failure] of Object.entries(failureCatalogue())) {
      if (failure.delayMs) continue;
      await sandbox.control.fail({ method: 'sendFile', ...failure });
      const first = await call('sendFile', invoice()).catch(() => 'cut' as const);
      const good = first !== 'cut' && first.status === 200 && first.json['sent'] === true;
      expect({ name, good }).toEqual({ name, good: failure.deliveryFails !== undefined });
      expect(await call('sendFile', invoice())).toMatchObject({ json: { sent: true } });
    }
  });

  test('a misspelt failure is refused', async () => {
    const misspelt = { method: 'sendFile', stage: 'beforeRead', recipient: PHONE, cut: true };
    await expect(sandbox.control.fail(misspelt as never)).rejects.toThrow('400');
    await expect(
      sandbox.control.fail({ method: 'sendFile', kut: true } as never),
    ).rejects.toThrow();
    await expect(sandbox.control.fail({ method: 'sendFile' })).rejects.toThrow();
  });

  test('connections are refused for a while', async () => {
    await sandbox.control.refuseConnections(50);
    await expect(call('status')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await until(() => call('status').then(({ status }) => status === 200));
  });
});

describe('webhooks', () => {
  beforeEach(async () => {
    await call('settings', { ackNotificationsOn: true, guaranteedHooks: true });
    await call('webhook', { webhookUrl: receiver.url });
  });

  const statuses = () =>
    receiver.bodies.flatMap(({ ack = [] }) => (ack as { status: string }[]).map((a) => a.status));

  test('tell messages of both sides and the statuses, in order', async () => {
    await customerWrites();
    await call('sendFile', invoice());
    await sandbox.control.settled();
    expect(statuses()).toEqual(['sent', 'delivered', 'read']);
    const messages = receiver.bodies.flatMap((body) => body['messages'] ?? []);
    expect(messages).toMatchObject([
      { fromMe: false, type: 'chat', body: 'Hello' },
      { fromMe: true, type: 'document' },
    ]);
    expect(receiver.bodies[0]).toMatchObject({ instanceId: sandbox.channelId });
  });

  test('no statuses without ackNotificationsOn', async () => {
    await call('settings', { ackNotificationsOn: false });
    await customerWrites();
    await call('sendFile', invoice());
    await sandbox.control.settled();
    expect(statuses()).toEqual([]);
  });

  test('are posted again until 200, and each attempt is on record', async () => {
    receiver.answers.push(500, 404);
    await customerWrites();
    await sandbox.control.settled();
    const { posted } = await sandbox.control.webhooks();
    expect(posted.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 404],
      [3, 200],
    ]);
  });

  test('a URL that keeps failing is disabled until the list is posted again', async () => {
    await sandbox.control.configure({ disableHookAfter: 2 });
    receiver.answers.push(500, 500);
    await customerWrites();
    await sandbox.control.settled();
    await customerWrites();
    await sandbox.control.settled();
    expect(receiver.bodies).toHaveLength(2);
    expect((await sandbox.control.webhooks()).urls).toEqual([
      { url: receiver.url, disabled: true },
    ]);
    await call('webhook', { webhookUrl: [receiver.url] });
    await customerWrites();
    await sandbox.control.settled();
    expect(receiver.bodies).toHaveLength(3);
  });

  test.each(['hooks', 'raw'] as const)('statuses can take the form %s', async (statusPayload) => {
    await sandbox.control.configure({ statusPayload, readAfterMs: null });
    await customerWrites();
    await call('sendFile', invoice());
    await sandbox.control.settled();
    const field = statusPayload === 'raw' ? 'entry' : 'hooks';
    expect(receiver.bodies.at(-1)).toHaveProperty(field);
    expect(JSON.stringify(receiver.bodies.at(-1))).toContain('"status":"delivered"');
  });

  test('messages and statuses of groups and hidden numbers, edits and notes take Meta’s form', async () => {
    await sandbox.control.configure({ statusPayload: 'raw', readAfterMs: null });
    const writes: CustomerMessage[] = [
      { from: '120363@g.us', text: 'Hello', senderName: 'Ana' },
      { from: '84510297311245@lid', kind: 'edit', text: 'At nine', quotedMessageId: 'wamid.0' },
      { from: '12025550199', kind: 'system', text: 'A number has changed' },
    ];
    for (const message of writes) await sandbox.control.customerWrites(message);
    await call('sendFile', { ...invoice(), phone: undefined, chatId: '120363@g.us' });
    await sandbox.control.settled();
    const origin = { channelId: 'VID0', receivedAt: '', includeRaw: false, provider: '1msg' };
    const events = receiver.bodies.flatMap((body) => parsePayload(body, origin).events);
    const group = { phone: null, chatId: '120363@g.us' };
    expect(events).toMatchObject([
      { ...group, event: 'message', senderName: 'Ana' },
      { phone: null, type: 'edit', text: 'At nine', quotedMessageId: 'wamid.0' },
      { phone: '12025550199', type: 'system', text: 'A number has changed' },
      { ...group, event: 'message', direction: 'outgoing' },
      { ...group, status: 'sent' },
      { ...group, status: 'delivered' },
    ]);
    const chats = await sandbox.control.chats();
    expect(chats.map(({ windowIsOpen }) => windowIsOpen)).toEqual([true, true, false]);
  });

  test('can come twice, out of order, and several in one request', async () => {
    await sandbox.control.configure({ outOfOrderHooks: true, duplicateHooks: 1 });
    await customerWrites();
    await call('sendFile', invoice());
    await sandbox.control.settled();
    expect(statuses()).toEqual(['delivered', 'delivered', 'sent', 'sent', 'read', 'read']);
    receiver.reset();
    await sandbox.control.configure({ batchHooksMs: 200, duplicateHooks: 0 });
    await call('sendFile', invoice());
    await until(() => Promise.resolve(receiver.bodies.length > 0));
    expect(receiver.bodies[0]).toHaveProperty('ack');
    expect(receiver.bodies[0]).toHaveProperty('messages');
  });

  test('the list is replaced, holds at most five, and shows in each of its forms', async () => {
    const urls = [1, 2, 3, 4, 5].map((n) => `https://example.com/${n}`);
    expect((await call('webhook', { webhookUrl: [...urls, receiver.url] })).status).toBe(400);
    await call('webhook', { webhookUrl: urls });
    expect((await call('webhook')).json['webhookUrl']).toEqual(urls);
    await sandbox.control.configure({ webhookList: 'comma' });
    expect((await call('webhook')).json['webhookUrl']).toBe(urls.join(','));
    await sandbox.control.configure({ webhookList: 'string' });
    await call('webhook', { webhookUrl: receiver.url });
    expect((await call('webhook')).json['webhookUrl']).toBe(receiver.url);
    await call('settings', { webhookUrl: '' });
    expect((await call('webhook')).json['webhookUrl']).toBe('');
  });
});

test('`set` says whether the list of webhooks changed, and settings tell the list, too', async () => {
  const [webhookUrl, other] = ['https://example.com/1', 'https://example.com/2'];
  const set = async (urls: string | string[]) =>
    (await call('webhook', { webhookUrl: urls })).json['set'];
  expect([await set(webhookUrl), await set(webhookUrl), await set([webhookUrl, other])]).toEqual([
    true,
    false,
    true,
  ]);
  expect((await call('settings')).json['webhookUrl']).toEqual([webhookUrl, other]);
  await sandbox.control.configure({ webhookList: 'statuses' });
  const rows = (await call('webhook')).json['webhookStatuses'];
  expect(rows).toMatchObject([{ url: webhookUrl }, { url: other }]);
});

test('a file is uploaded from a link in `url`, too', async () => {
  const url = `${sandbox.url}/samples/invoice.pdf`;
  expect((await call('uploadMedia', { url })).json['mediaId']).toMatch(/^\d+$/);
});

test('templates are listed page by page', async () => {
  const all = (await call('templates')).json['templates'] as { name: string }[];
  const page = (await call('templates?limit=2&offset=1')).json['templates'];
  expect(page).toEqual(all.slice(1, 3));
  expect(all.map(({ name }) => name)).toContain('invoice_ready');
});

test('connections and requests in flight are counted', async () => {
  await sandbox.control.configure({ answerAfterMs: 50 });
  await Promise.all([call('status'), call('status'), call('status')]);
  expect(await sandbox.control.stats()).toMatchObject({ connections: 3, mostInFlight: 3 });
});

test('a request has no end while it is under way, and then one after its beginning', async () => {
  await sandbox.control.fail({ method: 'status', delayMs: 60_000 });
  const answer = call('status').catch(() => undefined);
  let [request] = await sandbox.control.requests();
  for (; !request; [request] = await sandbox.control.requests());
  expect(request.endedAt).toBeNull();
  await sandbox.control.reset(); // cuts it off
  await answer;
  await call('status');
  const [next] = await sandbox.control.requests();
  expect(Date.parse(next?.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(next?.at ?? ''));
});

test('the committed sample is the one that is served', async () => {
  const answer = await fetch(`${sandbox.url}/samples/invoice.pdf?ticket=TKT-2048`);
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  expect(Buffer.from(await answer.arrayBuffer()).equals(readFileSync(INVOICE))).toBe(true);
});
