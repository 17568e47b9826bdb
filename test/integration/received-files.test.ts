import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import type { INodeParameters } from 'n8n-workflow';
import { PROVIDERS } from './providers';
import type { NodeRun } from './run-node';
import { jsonOf, runSendFile } from './send-node';
import { useSandbox } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const sandbox = useSandbox([]);
/** Where the customers' files are. */
let files: FastifyInstance;
let filesUrl: string;
let stumbles = 0;
let requests: string[] = [];

beforeAll(async () => {
  files = fastify();
  files.addHook('onRequest', (request, _reply, done) => {
    requests.push(request.url);
    done();
  });
  const serve = (url: string, bytes: Buffer | string, headers: Record<string, string>) =>
    files.get(url, (_request, reply) => reply.headers(headers).send(bytes));
  const pdf = { 'content-type': 'application/pdf' };
  serve('/receipt.pdf', PDF, pdf);
  serve('/media/4711', PDF, {
    ...pdf,
    'content-disposition': "attachment; filename*=UTF-8''Rechnung%20M%C3%A4rz.pdf",
  });
  serve('/media/0815', PNG, { 'content-type': 'image/png' });
  serve('/photo.jpg', PNG, { 'content-type': 'image/jpeg' });
  serve('/login.pdf', '<!doctype html><h1>Log in</h1>', { 'content-type': 'text/html' });
  serve('/error.pdf', '{"error":"no such media"}', { 'content-type': 'application/json' });
  serve('/empty.pdf', '', pdf);
  for (const status of [400, 401, 403, 404, 410, 500])
    files.get(`/status/${status}`, (_request, reply) => reply.code(status).send('no'));
  files.get('/stumbling.pdf', (_request, reply) =>
    stumbles-- > 0 ? reply.code(503).send('busy') : reply.headers(pdf).send(PDF),
  );
  files.get('/broken.pdf', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { ...pdf, 'content-length': '1000000' });
    reply.raw.write(Buffer.concat([PDF, Buffer.alloc(100_000)]));
    setTimeout(() => reply.raw.destroy(), 50);
  });
  files.get('/stalling.pdf', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { ...pdf, 'content-length': '1000000' });
    reply.raw.write(PDF);
  });
  files.get<{ Params: { said: string } }>('/two-megabytes/:said', (request, reply) => {
    reply.hijack();
    const bytes = Buffer.concat([PDF, Buffer.alloc(2 * 1024 * 1024 - PDF.length)]);
    const length = request.params.said === 'announced.pdf' && { 'content-length': bytes.length };
    reply.raw.writeHead(200, { ...pdf, ...length });
    reply.raw.end(bytes);
  });
  filesUrl = await files.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  files.server.closeAllConnections();
  await files.close();
});
beforeEach(() => (requests = []));

describe.each(PROVIDERS)('Download Received File of $name', (provider) => {
  const DEFAULTS = {
    operation: 'downloadFile',
    fileUrl: '={{ $json.mediaUrl }}',
    binaryPropertyName: 'data',
    filename: '',
  };
  const run = async (
    items: NodeRun['items'],
    parameters: INodeParameters = {},
    rest: Partial<NodeRun> = {},
  ) => await runSendFile(provider, sandbox, items, { ...DEFAULTS, ...parameters }, rest);
  const continues = { onError: 'continueRegularOutput' } as const;
  const at = (path: string) => ({ mediaUrl: `${filesUrl}${path}` });
  const download = async (path: string, parameters?: INodeParameters) => {
    const { outputs, error } = await run([at(path)], parameters);
    expect(error).toBeUndefined();
    return outputs[0]![0]!.binary!.data!;
  };
  const fail = async (path: string, parameters?: INodeParameters) => {
    const result = await run([at(path)], parameters, continues);
    const [output] = result.outputs[0]!;
    expect(output!.binary).toBeUndefined();
    return output!.json;
  };

  test('keeps the item and its other files, and puts the file beside them', async () => {
    const item = { event: 'message', text: null, ...at('/receipt.pdf') };
    const other = { data: '', mimeType: 'text/plain', fileName: 'other.txt' };
    const result = await run(
      [item, item],
      { binaryPropertyName: 'file' },
      { binary: { data: other } },
    );
    expect(result.error).toBeUndefined();
    expect(jsonOf(result)).toEqual([item, item]);
    for (const [index, { binary, pairedItem }] of result.outputs[0]!.entries()) {
      expect(pairedItem).toEqual({ item: index });
      expect(binary!.data).toEqual(other);
      expect(binary!.file).toMatchObject({
        data: PDF.toString('base64'),
        fileName: 'receipt.pdf',
        fileExtension: 'pdf',
        mimeType: 'application/pdf',
        fileSize: `${PDF.length} B`,
      });
    }
  });

  test.each([
    ['/media/4711', '', 'Rechnung März.pdf', 'application/pdf'],
    ['/media/0815', '', '0815.png', 'image/png'],
    ['/media/0815', 'Photo 31.12.2026', 'Photo 31.12.2026.png', 'image/png'],
    ['/photo.jpg', '', 'photo.png', 'image/png'],
    ['/receipt.pdf', 'a/b.pdf', 'a_b.pdf', 'application/pdf'],
  ])('%s by the name "%s" is %s', async (path, filename, fileName, mimeType) => {
    expect(await download(path, { filename })).toMatchObject({ fileName, mimeType });
  });

  test('gets a file from the sandbox that a customer has sent', async () => {
    const url = `${sandbox.url}/samples/invoice.pdf`;
    const { outputs } = await run([{ mediaUrl: url }]);
    const { data, mimeType } = outputs[0]![0]!.binary!.data!;
    expect(mimeType).toBe('application/pdf');
    expect(Buffer.from(data, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
  });

  test.each(['', null])('a message without a file (%j) says so', async (mediaUrl) => {
    const result = await run([{ mediaUrl, text: 'Hello' }, at('/receipt.pdf')], {}, continues);
    expect(jsonOf(result)[0]).toMatchObject({
      text: 'Hello',
      errorCode: 'INVALID_FILE',
      error: expect.stringContaining('The message has no file') as string,
    });
    expect(result.outputs[0]![1]!.binary!.data!.fileName).toBe('receipt.pdf');
  });

  test.each([400, 401, 403, 404, 410])(
    'HTTP %i is an expired link, asked for once',
    async (status) => {
      expect(await fail(`/status/${status}`)).toMatchObject({
        errorCode: 'INVALID_FILE',
        error: expect.stringMatching(/has expired.*five minutes.*workflow/) as string,
      });
      expect(requests).toHaveLength(1);
    },
  );

  test.each([
    ['/status/500', /HTTP 500$/],
    ['/login.pdf', /a web page/],
    ['/error.pdf', /a text \(application\/json\)/],
    ['/empty.pdf', /it is empty/],
    ['/broken.pdf', /could not be downloaded/],
    ['/two-megabytes/announced.pdf', /larger than 1 MB/],
    ['/two-megabytes/untold.pdf', /larger than 1 MB/],
  ])('%s is no file', async (path, said) => {
    expect(await fail(path, { options: { maxSize: 1 } })).toMatchObject({
      errorCode: 'INVALID_FILE',
      error: expect.stringMatching(said) as string,
    });
  });

  test.each([0, 2])('a Max Size of %i lets two megabytes pass', async (maxSize) => {
    const { data } = await download('/two-megabytes/untold.pdf', { options: { maxSize } });
    expect(Buffer.from(data, 'base64')).toHaveLength(2 * 1024 * 1024);
  });

  test('a server that stumbles is asked again', async () => {
    stumbles = 2;
    expect(await download('/stumbling.pdf')).toMatchObject({ fileName: 'stumbling.pdf' });
    expect(requests).toHaveLength(3);
  });

  test('an error stops the node, with the item and no secret of its link', async () => {
    const item = { mediaUrl: `${filesUrl}/status/404?token=s3cr3t` };
    const { error } = await run([item]);
    expect(error?.message).toContain('has expired');
    expect(error?.description).toContain('INVALID_FILE');
    expect(JSON.stringify(error)).not.toContain('s3cr3t');
  });

  test('without a field for the file nothing is asked for', async () => {
    const result = await run([at('/receipt.pdf')], { binaryPropertyName: ' ' }, continues);
    expect(jsonOf(result)[0]).toMatchObject({ errorCode: 'REJECTED' });
    expect(requests).toEqual([]);
  });

  test('a canceled execution ends at once', async () => {
    const result = await run(
      [at('/stalling.pdf')],
      {},
      {
        onStarted: (cancel) => void delay(500).then(cancel),
      },
    );
    expect(result.run.status).toBe('canceled');
  });
});
