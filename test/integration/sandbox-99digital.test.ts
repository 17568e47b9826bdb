import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { use99digital } from './use-99digital';

const PHONE = '972501234567';
const INVOICE = readFileSync(join(__dirname, '../../sandbox/samples/invoice-TKT-2048.pdf'));

const at = use99digital();
let files: Server;
let filesUrl: string;
beforeAll(async () => {
  // Serves `/<status>/<megabytes>/<media type>/<name>`, and no HEAD, as a link made for GET alone.
  files = createServer((request, response) => {
    const [, status, megabytes, type] = (request.url ?? '').split('/');
    response.writeHead(request.method === 'GET' ? Number(status) : 403, {
      'content-type': decodeURIComponent(type ?? ''),
    });
    response.end(Buffer.alloc(Number(megabytes) * 1024 * 1024));
  });
  await new Promise<void>((listening) => files.listen(0, '127.0.0.1', listening));
  filesUrl = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
});
afterAll(() => files.close());

const invoice = (more: object = {}) => ({
  to: PHONE,
  body: `${at.sandbox.url}/samples/invoice-TKT-2048.pdf`,
  ...more,
});
const fileOf = (type: string, name: string, { status = 200, megabytes = 0 } = {}) =>
  `${filesUrl}/${status}/${megabytes}/${encodeURIComponent(type)}/${name}`;
const customerWrites = () => at.control.customerWrites({ from: PHONE, text: 'Hello' });
const reasonOf = async (more: object) => (await at.call('sendFile', invoice(more))).json['reason'];
const sent = async () =>
  (await at.control.messages()).filter(({ direction }) => direction === 'outgoing');

describe('what is refused', () => {
  beforeEach(customerWrites);

  test.each([
    ['an unknown account', { from: '972770000000' }, 2],
    ['a missing account', { from: undefined }, 2],
    ['a wrong key', { apiKey: 'wrong' }, 3],
    ['a missing key', { apiKey: undefined }, 3],
    ['no recipient', { to: undefined }, 4],
    ['a recipient with a plus', { to: `+${PHONE}` }, 4],
    ['a chat ID', { to: `${PHONE}@c.us` }, 4],
    ['a group', { to: '120363021234567890@g.us' }, 4],
    ['an empty body', { body: '' }, 5],
    ['a file in place of a link', { body: 'data:application/pdf;base64,JVBERi0x' }, 5],
    ['a caption of 1,025 characters', { caption: 'x'.repeat(1025) }, 6],
  ])('%s', async (_, wrong, reason) => {
    const { json } = await at.call('sendFile', invoice(wrong));
    expect(json).toMatchObject({ status: 'FAIL', reason });
    expect(json).not.toHaveProperty('unique');
    expect(await sent()).toEqual([]);
  });

  test.each(['{"apiKey":', '[]', 'null'])('a body that is no JSON object: %s', async (body) => {
    expect((await at.call('sendFile', body)).json).toEqual({ status: 'FAIL', reason: 2 });
  });

  test('with the HTTP status that is set', async () => {
    await at.control.configure({ refusalStatus: 400 });
    for (const body of [{ apiKey: 'wrong' }, { to: '' }, '{']) {
      expect((await at.call('sendFile', body)).httpStatus).toBe(400);
    }
    expect((await at.call('sendFile', invoice())).httpStatus).toBe(200);
    await expect(at.control.configure({ refusalStatus: 99 })).rejects.toThrow('400');
  });

  test('links without https, when they are wanted', async () => {
    await at.control.configure({ requireHttps: true });
    expect(await reasonOf({})).toBe(6);
  });

  test('a method that is unknown', async () => {
    expect((await at.call('sendFax', invoice())).httpStatus).toBe(404);
    expect((await fetch(`${at.sandbox.url}/whatsapp/v2/sendFile`)).status).toBe(405);
  });
});

describe('the session window', () => {
  test('is missing at first, opens when the person writes, and closes 24 hours later', async () => {
    await at.control.configure({ windowRefusal: 'atOnce' });
    expect(await reasonOf({})).toBe(8);
    await customerWrites();
    await at.control.forward({ minutes: 23 * 60 + 50 });
    const left = { number: PHONE, templateTimeLeft: '10', reason: 1 };
    expect((await at.call('getTimers', { number: PHONE })).json).toEqual({ status: 'OK', ...left });
    expect((await at.call('sendFile', invoice())).json['templateTimeLeft']).toBe('10');
    await at.control.forward({ minutes: 10 });
    expect(await reasonOf({})).toBe(7);
    expect((await at.call('getTimers', { number: PHONE })).json['templateTimeLeft']).toBe('0');
    expect(await sent()).toHaveLength(1);
  });

  test('is told later to be closed, as WhatsApp does: the file is accepted, and then fails', async () => {
    const { json } = await at.call('sendFile', invoice());
    expect(json).toMatchObject({ status: 'OK', reason: 1, templateTimeLeft: '0' });
    await at.control.settled();
    expect(await sent()).toMatchObject([
      { id: json['unique'], statuses: [{ status: 'failed', error: { code: 131047 } }] },
    ]);
  });

  test('is not asked about a group, and only with the key', async () => {
    expect((await at.call('getTimers', { number: '1@g.us' })).json['reason']).toBe(4);
    expect((await at.call('getTimers', { number: PHONE, apiKey: 'x' })).json['reason']).toBe(3);
  });

  test("is the same for a person's number and user ID, and a hidden number has its own", async () => {
    await at.control.configure({ windowRefusal: 'atOnce' });
    await customerWrites();
    expect(await reasonOf({ to: `IL.2048${PHONE}` })).toBe(1);
    expect(await sent()).toMatchObject([{ chatId: PHONE }]);
    const hidden = 'IL.1605856887361213';
    expect(await reasonOf({ to: hidden })).toBe(8);
    await at.control.customerWrites({ from: hidden, text: 'Hello' });
    expect(await reasonOf({ to: hidden })).toBe(1);
  });
});

describe('sendFile', () => {
  beforeEach(customerWrites);

  test('answers what it accepted, delivers the file and shows no key', async () => {
    const request = invoice({ caption: 'Your invoice', showRequest: 1 });
    const { json, text } = await at.call('sendFile', request);
    await at.control.settled();
    const [message] = await sent();
    const { from, apiKey } = at.sandbox.ninetyNineDigital;
    expect(json).toEqual({
      ...{ status: 'OK', reason: 1, unique: message?.id, templateTimeLeft: '1440' },
      ...{ body: request.body, caption: 'Your invoice', from, to: PHONE },
      timestamp: expect.any(Number) as number,
      originalRequest: { ...request, from },
    });
    expect(message).toMatchObject({
      ...{ kind: 'document', filename: 'invoice-TKT-2048.pdf', caption: 'Your invoice' },
      file: {
        sha256: createHash('sha256').update(INVOICE).digest('hex'),
        fetches: [{ method: 'GET', status: 200 }],
      },
      statuses: [{ status: 'sent' }, { status: 'delivered' }, { status: 'read' }],
    });
    const requests = JSON.stringify(await at.control.requests('sendFile'));
    expect(requests).toContain('Your invoice');
    expect(requests + text).not.toContain(apiKey);
  });

  test("quotes a message that the person wrote, and nobody else's", async () => {
    const [theirs] = await at.control.messages(PHONE);
    await at.call('sendFile', invoice({ replyTo: theirs?.id }));
    const other = await at.control.customerWrites({ from: '972509999999', text: 'Hi' });
    await at.call('sendFile', invoice({ replyTo: other.id }));
    expect((await sent()).map(({ quotedMessageId }) => quotedMessageId)).toEqual([
      theirs?.id,
      null,
    ]);
  });

  const UNDELIVERABLE = [
    ['a link that answers 404', 'application/pdf', 'a.pdf', { status: 404 }],
    ['an image of 6 MB', 'image/png', 'a.png', { megabytes: 6 }],
    ['a format that is not in the table', 'image/webp', 'a.webp', {}],
    ['a page in the place of the file', 'text/html', 'a.pdf', {}],
  ] as const;
  test.each(UNDELIVERABLE)('%s: accepted, then failed', async (_, type, name, how) => {
    expect(await reasonOf({ body: fileOf(type, name, how) })).toBe(1);
    await at.control.settled();
    expect((await sent())[0]?.statuses).toMatchObject([{ status: 'failed' }]);
  });
  test.each(UNDELIVERABLE)('%s: refused with localStorage', async (_, type, name, how) => {
    expect(await reasonOf({ body: fileOf(type, name, how), localStorage: 1 })).toBe(6);
    expect(await sent()).toEqual([]);
  });

  test('with localStorage the file is there before the answer', async () => {
    await at.control.configure({ sentAfterMs: 60_000 });
    await at.call('sendFile', invoice({ localStorage: 1 }));
    expect((await sent())[0]?.file?.size).toBe(INVOICE.length);
  });

  test('a link without a name is shown as what its type says, and ogg is a voice note', async () => {
    await at.call('sendFile', invoice({ body: fileOf('image/png', '') }));
    await at.call('sendFile', invoice({ body: fileOf('audio/ogg', 'a.ogg') }));
    await at.control.settled();
    expect(await sent()).toMatchObject([
      { kind: 'image', statuses: { length: 3 } },
      { kind: 'voice', statuses: { length: 3 } },
    ]);
  });

  test('with HEAD first, a link made for GET alone fails', async () => {
    await at.control.configure({ headFirst: true });
    await at.call('sendFile', invoice({ body: fileOf('application/pdf', 'a.pdf') }));
    await at.control.settled();
    expect((await sent())[0]?.statuses).toMatchObject([{ status: 'failed' }]);
  });
});
