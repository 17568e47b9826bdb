import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import type { INodeParameters } from 'n8n-workflow';
import { ONE_MSG, PROVIDERS } from './providers';
import { jsonOf } from './send-node';
import type { NodeResult } from './run-node';
import { useProvider } from './use-provider';
import { CUSTOMER } from './use-sandbox';

const PDF = '%PDF-1.4\n%%EOF\n';
const BASIC = `Basic ${Buffer.from('dana:PASS@WORD1').toString('base64')}`;
const SECRETS = /PASS|WORD1|s3cret|cr3t/;

/** Answers by path: the status and headers in bytes, each beside the body of a small PDF. */
const served: Record<string, Buffer> = {
  '/part.pdf': Buffer.from('206 Partial Content\r\nContent-Range: bytes 0-14/900'),
  '/unasked.pdf': Buffer.from('206 Partial Content'),
  '/ranged.pdf': Buffer.from('200 OK\r\nContent-Range: bytes 0-14/900'),
  '/hebrew': Buffer.from('200 OK\r\nContent-Disposition: attachment; filename="חשבונית.pdf"'),
  '/download': Buffer.from('302 Found\r\nLocation: /cdn/Invoice-77.pdf'),
};
let requests: Array<{ method: string; path: string; authorization: string | undefined }> = [];
let server: Server;
let host: string;
beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined).unref();
    socket.on('data', (data) => {
      const head = data.toString('latin1');
      const [method = '', path = ''] = head.split(' ');
      const authorization = /^authorization: (.*)$/im.exec(head)?.[1]?.trim();
      requests.push({ method, path, authorization });
      const isLocked = path.startsWith('/locked') && authorization !== BASIC;
      const status = isLocked ? '401 Unauthorized' : (served[path.split('?')[0]!] ?? '200 OK');
      const length = `content-type: application/pdf\r\ncontent-length: ${PDF.length}\r\n\r\n`;
      socket.write(
        Buffer.concat([Buffer.from('HTTP/1.1 '), Buffer.from(status), Buffer.from('\r\n')]),
      );
      socket.write(length + (method === 'HEAD' ? '' : PDF));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => (requests = []));

const onError = 'continueRegularOutput';
/** All that people see of a run, but for what came in. */
const outputOf = ({ outputs, hints }: NodeResult) => JSON.stringify({ outputs, hints });
const item = (url: string) => ({ phone: CUSTOMER, name: '', caption: 'Your invoice', url });

describe.each(PROVIDERS)('$name: a link', (provider) => {
  const at = useProvider(provider, [CUSTOMER], { fetchFiles: false });
  const send = async (url: string, parameters: INodeParameters = {}) =>
    await at.run([item(url)], parameters, { onError });
  const bodies = async () => (await at.control.requests('sendFile')).map(({ body }) => body);
  const isDownloading = [false, ...(provider === ONE_MSG ? [true] : [])];

  test.each(isDownloading)(
    "'s user and password open it and go to the provider, and are shown nowhere (downloaded: %s)",
    async (downloadFile) => {
      const url = `http://dana:PASS%40WORD1@${host}/locked/a.pdf?code=s3cret`;
      const result = await send(url, { options: { downloadFile, includeRequest: true } });
      expect(jsonOf(result)[0]).toMatchObject({ sent: true, filename: 'a.pdf' });
      expect(outputOf(result)).not.toMatch(SECRETS);
      expect(requests.map(({ authorization }) => authorization)).toEqual(requests.map(() => BASIC));
      expect(requests.length).toBeGreaterThan(0);
      if (!downloadFile) expect(await bodies()).toMatchObject([{ body: url }]);
    },
  );

  test('shows its secrets in no output, whatever its parameters are called', async () => {
    const query = 'code=s3cret&hmac=s3cret&hash=s3cret&jwt=s3cret&pwd=s3cret&sas=s3cret&x=s3cret';
    const url = `http://dana:PASS@WORD1@${host}/a.pdf;sid=s3cret?${query}#s3cret`;
    const result = await send(url, { options: { includeRequest: true } });
    expect(jsonOf(result)[0]).toMatchObject({ sent: true });
    expect(outputOf(result)).not.toMatch(SECRETS);
    expect(outputOf(result)).toContain(`http://***@${host}/a.pdf;sid=***?code=***&hmac=***`);
  });

  test.each([
    ['as it is', (url: string) => url],
    ['percent-encoded', encodeURIComponent],
    ['escaped by PHP', (url: string) => url.replaceAll('/', '\\/')],
  ])(
    'that the provider repeats in its refusal is shown without its secrets, %s',
    async (_how, spell) => {
      const url = `http://dana:PASS%40WORD1@${host}/a.pdf?code=s3cret`;
      const body = { error: `Cannot load ${spell(url)}` };
      await at.fail({ times: 'all', answer: { status: 400, body } });
      const [{ error }] = jsonOf(await send(url)) as [{ error: string }];
      expect(error).toContain('Cannot load');
      expect(error).not.toMatch(SECRETS);
    },
  );

  test.each([
    [
      'two of them',
      'https://a.example/a.pdf?x=s3cret, https://a.example/b.pdf',
      /more than one link/,
    ],
    ['a malformed one', 'https://dana:PASS@WORD1@a b/a.pdf?x=s3cret', /is not a URL/],
    ['other text before it', 'Invoice https://a.example/a.pdf?x=s3cret', /other text/],
  ])('is refused for %s, before anything is sent', async (_what, url, reason) => {
    const [{ error, errorCode }] = jsonOf(await send(url)) as [Record<string, string>];
    expect(errorCode).toBe('INVALID_FILE');
    expect(error).toMatch(reason);
    expect(error).not.toMatch(SECRETS);
    expect(await at.attempts()).toBe(0);
  });

  test('in another field than its own is shown without its secrets', async () => {
    const phone = `http://dana:PASS@WORD1@${host}/a.pdf?code=s3cret`;
    const result = await at.run([{ phone, name: '', caption: '' }]);
    expect((result.error as Error).message).toContain('"http://***@');
    expect((result.error as Error).message).not.toMatch(SECRETS);
  });

  test.each(isDownloading)(
    'gives the name that a browser reads, or that the customer sees (downloaded: %s)',
    async (downloadFile) => {
      for (const [path, named] of [
        ['/hebrew', 'חשבונית.pdf'],
        ['/download?id=3', 'Invoice-77.pdf'],
      ] as const) {
        const result = await send(`http://${host}${path}`, { options: { downloadFile } });
        // 99digital takes no name: the customer sees the end of the link's path.
        const filename = provider === ONE_MSG ? named : /\w+/.exec(path)![0];
        expect(jsonOf(result)[0]).toMatchObject({ sent: true, filename });
      }
    },
  );
});

describe('a part in place of the whole file', () => {
  const at = useProvider(ONE_MSG, [CUSTOMER]);
  test.each(['/part.pdf', '/unasked.pdf', '/ranged.pdf'])('%s is not sent', async (path) => {
    const options = { downloadFile: true };
    const result = await at.run([item(`http://${host}${path}`)], { options }, { onError });
    expect(jsonOf(result)[0]).toMatchObject({
      errorCode: 'INVALID_FILE',
      error: expect.stringContaining('only a part') as string,
    });
    expect(await at.attempts()).toBe(0);
  });
});
