import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import type { IBinaryData, INodeParameters, IWorkflowSettings } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox';
import { startSandbox } from '../../sandbox/sandbox';
import { jsonOf, runOneMsg } from './one-msg-node';

const CUSTOMER = '12020721369';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const MP4 = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let sandbox: Sandbox;
/** A server of files that 1MSG cannot reach; what it serves is set by each test. */
let files: FastifyInstance;
let filesUrl: string;
let fileRequests: string[] = [];
let stumbles = 0;
let big: { size: number; announced: boolean };
/** Answers that have begun and not ended. */
let open = 0;

beforeAll(async () => {
  sandbox = await startSandbox({
    config: { sentAfterMs: 1, failedAfterMs: 2, deliveredAfterMs: 2, readAfterMs: null },
  });
  files = fastify({ exposeHeadRoutes: false });
  files.addHook('onRequest', (request, _reply, done) => {
    fileRequests.push(`${request.method} ${request.url}`);
    done();
  });
  files.route({
    method: ['GET', 'HEAD'],
    url: '/invoice.pdf',
    handler: (_request, reply) => reply.type('application/pdf').send(PDF),
  });
  files.route({
    method: ['GET', 'HEAD'],
    url: '/download',
    handler: (_request, reply) =>
      reply
        .type('application/pdf')
        .header('content-disposition', "attachment; filename*=UTF-8''Rechnung%20M%C3%A4rz.pdf")
        .send(PDF),
  });
  files.route({
    method: ['GET', 'HEAD'],
    url: '/download.php',
    handler: (_request, reply) =>
      reply
        .type('application/pdf')
        .header('content-disposition', 'attachment; filename="TKT-2048.pdf"')
        .send(PDF),
  });
  files.route({
    method: ['GET', 'HEAD'],
    url: '/show.aspx',
    handler: (_request, reply) => reply.type('application/pdf').send(PDF),
  });
  files.route({
    method: ['GET', 'HEAD'],
    url: '/login.pdf',
    handler: (_request, reply) => reply.type('text/html').send('<h1>Log in</h1>'),
  });
  files.get('/compressed.pdf', (_request, reply) =>
    reply.type('application/pdf').header('content-encoding', 'gzip').send(gzipSync(PDF)),
  );
  files.get('/no-content.pdf', (_request, reply) => reply.code(204).send());
  files.get('/stalling.pdf', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'application/pdf', 'content-length': '100000' });
    reply.raw.write(PDF);
  });
  files.get('/empty.pdf', (_request, reply) => reply.type('application/pdf').send(''));
  files.get('/empty-in-the-end.pdf', (_request, reply) =>
    reply.type('application/pdf').send(Readable.from([])),
  );
  files.get('/stumbling.pdf', (_request, reply) =>
    stumbles-- > 0 ? reply.code(503).send('busy') : reply.type('application/pdf').send(PDF),
  );
  files.get('/get-only.pdf', (_request, reply) => reply.type('application/pdf').send(PDF));
  files.route({
    method: ['GET', 'HEAD'],
    url: '/moved.pdf',
    handler: (_request, reply) => reply.redirect('/invoice.pdf'),
  });
  files.get('/growing.pdf', (_request, reply) =>
    reply
      .type('application/pdf')
      .send(Buffer.concat([PDF, Buffer.alloc(10 * fileRequests.length)])),
  );
  files.get('/expiring.pdf', (_request, reply) =>
    fileRequests.length > 1
      ? reply.type('text/html').send('<h1>Log in</h1>')
      : reply.type('application/pdf').send(PDF),
  );
  files.route({
    method: ['GET', 'HEAD'],
    url: '/big.mp4',
    handler: (request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, {
        'content-type': 'video/mp4',
        ...(big.announced && { 'content-length': String(big.size) }),
      });
      if (request.method === 'HEAD') {
        reply.raw.end();
        return;
      }
      open++;
      reply.raw.once('close', () => open--);
      let left = big.size;
      const write = () => {
        while (left > 0 && !reply.raw.destroyed) {
          const piece = Buffer.alloc(Math.min(left, 1 << 20), 7);
          if (left === big.size) MP4.copy(piece);
          left -= piece.length;
          if (!reply.raw.write(piece)) return void reply.raw.once('drain', write);
        }
        reply.raw.end();
      };
      write();
    },
  });
  filesUrl = await files.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await sandbox.close();
  await files.close();
});
beforeEach(async () => {
  await sandbox.control.settled(); // 1MSG may still be fetching
  await sandbox.control.reset();
  fileRequests = [];
  await sandbox.control.configure({ windowEnforced: false });
});

const binaryOf = (bytes: Buffer, rest: Partial<IBinaryData> = {}): IBinaryData => ({
  data: bytes.toString('base64'),
  mimeType: 'application/pdf',
  fileName: 'invoice.pdf',
  ...rest,
});
const item = (fields: Record<string, string> = {}) => ({
  phone: CUSTOMER,
  name: '',
  caption: 'Your invoice',
  ...fields,
});
const received = async () =>
  (await sandbox.control.messages()).filter(({ direction }) => direction === 'outgoing');
const sendBinary = async (
  binary: IBinaryData,
  parameters: INodeParameters = {},
  items = [item()],
) =>
  await runOneMsg(
    sandbox,
    items,
    { fileSource: 'binary', binaryPropertyName: 'data', ...parameters },
    { onError: 'continueRegularOutput', binary: { data: binary } },
  );

describe('a file in binary data', () => {
  test.each([0, 1, 2, 3, 1000, 3 * 1024 * 1024 - 1, 3 * 1024 * 1024, 3 * 1024 * 1024 + 1])(
    'of %i bytes arrives as it is',
    async (size) => {
      const bytes = Buffer.alloc(size, 'invoice ');
      const result = await sendBinary(binaryOf(bytes), { options: { checkFile: false } });
      expect(jsonOf(result)[0]).toMatchObject({ sent: true, filename: 'invoice.pdf' });
      const [message] = await received();
      expect(message!.file).toMatchObject({
        size,
        sha256: sha256(bytes),
        mime: 'application/pdf',
        intact: true,
      });
    },
  );

  test('goes out with a Content-Length', async () => {
    await sendBinary(binaryOf(PDF));
    const [request] = await sandbox.control.requests('sendFile');
    expect(Number(request!.headers['content-length'])).toBeGreaterThan(PDF.length);
    expect(request!.headers['transfer-encoding']).toBeUndefined();
  });

  test.each([
    ['a line break after every 76 characters', (data: string) => data.replace(/.{76}/g, '$&\r\n')],
    ["a data URI's beginning", (data: string) => `data:application/pdf;base64,${data}`],
  ])('whose base64 has %s arrives as it is', async (_case, written) => {
    const bytes = Buffer.alloc(200_000, '%PDF-1.4 invoice ');
    const data = written(bytes.toString('base64'));
    const result = await sendBinary(binaryOf(bytes, { data }));
    expect(jsonOf(result)[0]).toMatchObject({ sent: true });
    expect((await received())[0]!.file).toMatchObject({ sha256: sha256(bytes), intact: true });
  });

  test.each([
    ['its own data say', binaryOf(PDF, { fileName: 'x' }), 'x.pdf', 'application/pdf'],
    ['its name says', binaryOf(PDF, { mimeType: '' }), 'invoice.pdf', 'application/pdf'],
    [
      'its first bytes show',
      binaryOf(PNG, { mimeType: 'application/octet-stream', fileName: 'scan' }),
      'scan.png',
      'image/png',
    ],
  ])('is of the type that %s', async (_case, binary, filename, mime) => {
    const result = await sendBinary(binary);
    expect(jsonOf(result)[0]).toMatchObject({ filename });
    expect((await received())[0]!.file).toMatchObject({ mime });
  });

  test.each(['text/csv; charset="utf-8"', 'text/csv; charset=utf-8', '"text/csv"', ' Text/CSV'])(
    'of the type %s goes out as text/csv',
    async (mimeType) => {
      const result = await sendBinary(
        binaryOf(Buffer.from('a;b\n'), { mimeType, fileName: 'list' }),
      );
      expect(jsonOf(result)[0]).toMatchObject({ sent: true, filename: 'list.csv' });
      expect((await received())[0]!.file).toMatchObject({ mime: 'text/csv', intact: true });
    },
  );

  test('that is not there is refused with the names that are', async () => {
    const result = await sendBinary(binaryOf(PDF), { binaryPropertyName: 'file' });
    expect(jsonOf(result)[0]).toMatchObject({
      errorCode: 'INVALID_FILE',
      error: expect.stringContaining('"data"') as string,
    });
  });

  test('may be given by an expression that takes it from another node', async () => {
    const file = { ...binaryOf(PDF) };
    const result = await runOneMsg(sandbox, [{ ...item(), file }], {
      fileSource: 'binary',
      binaryPropertyName: '={{ $json.file }}',
    });
    expect(jsonOf(result)[0]).toMatchObject({ sent: true, filename: 'invoice.pdf' });
    expect((await received())[0]!.file).toMatchObject({ sha256: sha256(PDF) });
  });

  test('sent by several items is uploaded once', async () => {
    const items = Array.from({ length: 12 }, (_, index) =>
      item({ phone: `1202555${1000 + index}` }),
    );
    const result = await sendBinary(binaryOf(PDF), {}, items);
    expect(jsonOf(result).every(({ sent }) => sent)).toBe(true);
    expect(await sandbox.control.requests('uploadMedia')).toHaveLength(1);
    const sends = await sandbox.control.requests('sendFile');
    expect(sends.every(({ body }) => 'mediaId' in (body as object))).toBe(true);
    expect(new Set((await received()).map(({ file }) => file?.sha256))).toEqual(
      new Set([sha256(PDF)]),
    );
  });

  test('travels with each message where the channel refuses uploads', async () => {
    await sandbox.control.fail({
      method: 'uploadMedia',
      times: 'all',
      answer: { status: 400, body: { error: 'Not available' } },
    });
    const items = [item(), item({ phone: '12025550111' })];
    const result = await sendBinary(binaryOf(PDF), {}, items);
    expect(jsonOf(result)).toMatchObject([{ sent: true }, { sent: true }]);
    expect((await received()).map(({ file }) => file?.size)).toEqual([PDF.length, PDF.length]);
  });

  test('is opened anew for each attempt', async () => {
    await sandbox.control.fail({
      method: 'sendFile',
      answer: { status: 429, headers: { 'retry-after': '0' }, body: { error: 'Too many' } },
    });
    await sendBinary(binaryOf(PDF));
    expect((await received()).map(({ file }) => file?.sha256)).toEqual([sha256(PDF)]);
  });

  test('in memory cannot go as a link, and the error says so', async () => {
    const result = await sendBinary(binaryOf(PDF), { options: { binaryTransfer: 'link' } });
    expect(jsonOf(result)[0]).toMatchObject({
      errorCode: 'INVALID_FILE',
      error: expect.stringContaining('in memory') as string,
    });
  });

  test('leaves its bytes out of the output, also when the request is asked for', async () => {
    const result = await sendBinary(binaryOf(PDF), { options: { includeRequest: true } });
    expect(JSON.stringify(jsonOf(result))).not.toContain(PDF.toString('base64').slice(0, 24));
    expect(jsonOf(result)[0]!.request).toMatchObject({ body: { filename: 'invoice.pdf' } });
  });
});

describe("a file in the item's JSON, where Execution Logic v2 puts it", () => {
  const send = async (binaryPropertyName: string, settings: IWorkflowSettings, count = 1) =>
    await runOneMsg(
      sandbox,
      Array.from({ length: count }, () => ({ ...item(), _files: { data: { ...binaryOf(PDF) } } })),
      { fileSource: 'binary', binaryPropertyName },
      { settings, onError: 'continueRegularOutput' },
    );
  const combined = { binaryMode: 'combined' } as const;

  test.each(['data', '_files.data', '={{ $json._files.data }}'])(
    'is found by %s',
    async (field) => {
      expect(jsonOf(await send(field, combined))[0]).toMatchObject({ sent: true });
      expect((await received())[0]!.file).toMatchObject({ sha256: sha256(PDF) });
    },
  );

  test('sent by several items is uploaded once', async () => {
    expect(jsonOf(await send('data', combined, 3))).toMatchObject(Array(3).fill({ sent: true }));
    expect(await sandbox.control.requests('uploadMedia')).toHaveLength(1);
  });

  test('under another name is named', async () => {
    expect(jsonOf(await send('file', combined))[0]).toMatchObject({
      errorCode: 'INVALID_FILE',
      error: expect.stringContaining('it has "data"') as string,
    });
  });

  test('is not taken from the JSON where n8n does not put it there', async () => {
    for (const field of ['data', '_files.data'])
      expect(jsonOf(await send(field, {}))[0]).toMatchObject({ errorCode: 'INVALID_FILE' });
    expect(await received()).toEqual([]);
  });
});

describe('a file that n8n downloads', () => {
  const send = async (path: string, rest: Record<string, string> = {}, parameters = {}) =>
    await runOneMsg(
      sandbox,
      [item({ url: filesUrl + path, ...rest })],
      { options: { downloadFile: true, ...parameters } },
      { onError: 'continueRegularOutput' },
    );

  test.each(['/invoice.pdf', '/get-only.pdf', '/moved.pdf'])(
    '%s arrives as it is',
    async (path) => {
      const result = await send(path);
      expect(jsonOf(result)[0]).toMatchObject({ sent: true, filename: path.slice(1) });
      expect((await received())[0]!.file).toMatchObject({
        sha256: sha256(PDF),
        mime: 'application/pdf',
      });
    },
  );

  test('takes the name that the response gives where the link has none', async () => {
    expect(jsonOf(await send('/download'))[0]).toMatchObject({ filename: 'Rechnung März.pdf' });
  });

  test('whose server stumbles is asked for again', async () => {
    stumbles = 2;
    expect(jsonOf(await send('/stumbling.pdf'))[0]).toMatchObject({ sent: true });
    expect(fileRequests).toHaveLength(3);
  });

  test('that is not there is refused, and nothing is sent', async () => {
    expect(jsonOf(await send('/missing.pdf'))[0]).toMatchObject({
      errorCode: 'INVALID_FILE',
      error: expect.stringContaining('HTTP 404') as string,
    });
    expect(await sandbox.control.requests()).toEqual([]);
  });

  test.each([
    ['/login.pdf', 'is a login page', {}, /web page.*application\/pdf.*HTTP Request node/],
    ['/login.pdf', 'is one whatever its name', { name: 'Invoice' }, /web page/],
    ['/compressed.pdf', 'comes compressed', {}, /compressed \(gzip\).*HTTP Request node/],
    ['/no-content.pdf', 'is no content', {}, /empty/],
    ['/empty.pdf', 'is empty', {}, /empty/],
    ['/empty-in-the-end.pdf', 'turns out to be empty', {}, /empty/],
  ])('%s that %s is refused, and nothing is sent', async (path, _case, fields, message) => {
    expect(jsonOf(await send(`${path}?key=s3cret`, fields))[0]).toMatchObject({
      errorCode: 'INVALID_FILE',
      error: expect.stringMatching(message) as string,
    });
    expect(await received()).toEqual([]);
  });

  test('that its server calls a web page is sent with a warning where it is not checked', async () => {
    const result = await send('/login.pdf?key=s3cret', {}, { checkFile: false });
    expect(jsonOf(result)[0]).toMatchObject({ sent: true, filename: 'login.pdf' });
    expect((await received())[0]!.file).toMatchObject({ mime: 'application/pdf' });
    expect(result.hints).toEqual([expect.stringContaining('web page')]);
    expect(result.hints[0]).not.toContain('s3cret');
  });

  test('whose server stops in the middle is the file’s fault, not the provider’s', async () => {
    expect(jsonOf(await send('/stalling.pdf', {}, { timeout: 1, maxRetries: 0 }))[0]).toMatchObject(
      {
        error: expect.stringMatching(/file.*stopped/) as string,
        errorCode: 'INVALID_FILE',
      },
    );
  });

  test('is let go of when its item is refused for something else', async () => {
    big = { size: 50_000_000, announced: true };
    const refused = await send('/big.mp4', { caption: 'x'.repeat(2000) }, { checkFile: false });
    expect(jsonOf(refused)[0]).toMatchObject({ errorCode: 'INVALID_FILE' });
    expect(fileRequests).toHaveLength(1);
    while (open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('of unknown size arrives, too', async () => {
    big = { size: 5_000_001, announced: false };
    expect(jsonOf(await send('/big.mp4'))[0]).toMatchObject({ sent: true });
    expect((await received())[0]!.file).toMatchObject({ size: 5_000_001, intact: true });
  });

  test('that turns out too large while it streams is refused, and nothing is sent', async () => {
    big = { size: 101 * 1024 * 1024, announced: false };
    expect(jsonOf(await send('/big.mp4', {}, { checkFile: false }))[0]).toMatchObject({
      errorCode: 'INVALID_FILE',
      error: expect.stringContaining('100 MB') as string,
    });
    expect(await received()).toEqual([]);
  });

  const toTwo = async (path: string) =>
    await runOneMsg(
      sandbox,
      [item(), item({ phone: '12025550111' })].map((each) => ({ ...each, url: filesUrl + path })),
      { options: { downloadFile: true, concurrency: 1 } },
      { onError: 'continueRegularOutput' },
    );

  test('is announced as long as it is that time, where its link gives another each time', async () => {
    const refusal = { status: 400, body: { error: 'Not available' } };
    await sandbox.control.fail({ method: 'uploadMedia', times: 'all', answer: refusal });
    expect(jsonOf(await toTwo('/growing.pdf'))).toMatchObject([{ sent: true }, { sent: true }]);
    expect((await received()).map(({ file }) => file)).toMatchObject([
      { size: PDF.length + 10, intact: true },
      { size: PDF.length + 30, intact: true }, // the second one was for the upload
    ]);
    for (const { headers } of await sandbox.control.requests('sendFile'))
      expect(Number(headers['content-length'])).toBeGreaterThan(PDF.length);
  });

  test('is refused, and not sent, when its link has come to give something else', async () => {
    expect(jsonOf(await toTwo('/expiring.pdf'))).toMatchObject([
      { sent: true },
      { errorCode: 'INVALID_FILE', error: expect.stringContaining('text/html') as string },
    ]);
    expect(await received()).toHaveLength(1);
  });

  test('by several items is uploaded once and fetched no more than it has to be', async () => {
    const result = await runOneMsg(
      sandbox,
      [item(), item({ phone: '12025550111' }), item({ phone: '12025550122' })],
      { fileUrl: `${filesUrl}/invoice.pdf`, options: { downloadFile: true } },
    );
    expect(jsonOf(result).every(({ sent }) => sent)).toBe(true);
    expect(await sandbox.control.requests('uploadMedia')).toHaveLength(1);
    expect(fileRequests).toEqual(['GET /invoice.pdf']);
  });
});

describe.each([true, false])('a link to a script, downloaded first: %s', (downloadFile) => {
  test.each([
    ['/download.php', "the response's own name", '', 'TKT-2048.pdf'],
    ['/show.aspx', "the response's type", '', 'show.pdf'],
    ['/download.php', 'the name that is given', 'Invoice v1.2', 'Invoice v1.2.pdf'],
  ])('is not what the customer sees: %s goes by %s', async (path, _case, name, filename) => {
    const url = filesUrl + path;
    const result = await runOneMsg(sandbox, [item({ url, name })], { options: { downloadFile } });
    expect(jsonOf(result)[0]).toMatchObject({ sent: true, filename });
    expect((await received())[0]).toMatchObject({ filename });
  });
});

describe('the check against what WhatsApp takes', () => {
  const send = async (fields: Record<string, string>, options = {}) =>
    await runOneMsg(sandbox, [item(fields)], { options }, { onError: 'continueRegularOutput' });

  test("names the limit and the file's size", async () => {
    big = { size: 17 * 1024 * 1024, announced: true };
    const [json] = jsonOf(await send({ url: `${filesUrl}/big.mp4` }));
    expect(json).toMatchObject({
      errorCode: 'INVALID_FILE',
      error: expect.stringMatching(/17 MB.*16 MB/) as string,
    });
  });

  test('refuses a format that WhatsApp does not show', async () => {
    const tiff = Buffer.from('II*\0\x08\0\0\0\0\0\0\0\0\0\0\0');
    const result = await sendBinary(
      binaryOf(tiff, { mimeType: 'image/tiff', fileName: 'scan.tiff' }),
    );
    expect(jsonOf(result)[0]).toMatchObject({
      errorCode: 'INVALID_FILE',
      error: expect.stringContaining('JPG') as string,
    });
  });

  test('can be switched off', async () => {
    big = { size: 17 * 1024 * 1024, announced: true };
    await sandbox.control.configure({ fetchFiles: false }); // the other one that asks
    await send({ url: `${filesUrl}/big.mp4` }, { checkFile: false });
    expect(fileRequests).toEqual([]);
    expect(await sandbox.control.requests('sendFile')).toHaveLength(1);
  });

  test('asks each link once a run', async () => {
    await sandbox.control.configure({ fetchFiles: false });
    const items = Array.from({ length: 5 }, () => item({ url: `${filesUrl}/invoice.pdf` }));
    await runOneMsg(sandbox, items);
    expect(fileRequests).toEqual(['HEAD /invoice.pdf']);
  });

  test('gives a link without a name that of its response', async () => {
    expect(jsonOf(await send({ url: `${filesUrl}/download` }))[0]).toMatchObject({
      filename: 'Rechnung März.pdf',
    });
  });
});
