import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import type { IBinaryData } from 'n8n-workflow';
import { NINETY_NINE_DIGITAL, ONE_MSG } from './providers';
import { jsonOf } from './send-node';
import { useProvider } from './use-provider';
import { CUSTOMER } from './use-sandbox';

const MB = 1024 * 1024;
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\n\x00%%EOF\n');
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk', 'base64');
const JPG = Buffer.from('ffd8ffe000104a46494600', 'hex');
const WEBP = Buffer.concat([Buffer.from('RIFF\x10\0\0\0WEBPVP8 '), Buffer.alloc(64)]);
const GIF = Buffer.from('GIF89a\x01\0\x01\0\0\0\0');
const MP4 = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41'), Buffer.alloc(64)]);
const AVI = Buffer.concat([Buffer.from('RIFF\x10\0\0\0AVI LIST'), Buffer.alloc(64)]);
const ZIP = Buffer.from('504b0506'.padEnd(44, '0'), 'hex');
const OLE = Buffer.from('d0cf11e0a1b11ae1'.padEnd(2000, '0'), 'hex');
const UNKNOWN = Buffer.from('01020304fefdfc00'.repeat(20), 'hex');
const PAGE = Buffer.from('\ufeff\n<!DOCTYPE html><html><title>Sign in</title>');
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** What a server answers; what is not set is as of a server that serves a PDF. */
interface Served {
  body?: Buffer;
  type?: string;
  /** Of HEAD and of GET. */
  head?: number;
  get?: number;
  /** What HEAD says in place of `type`. */
  headType?: string;
  /** In place of the body's own. */
  size?: number;
}

let served: Served = {};
let asked: string[] = [];
/** GETs whose connection the server still has open. */
let open = 0;
let files: FastifyInstance;
let filesUrl: string;
beforeAll(async () => {
  files = fastify({ exposeHeadRoutes: false, forceCloseConnections: true });
  files.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    handler: (request, reply) => {
      const {
        body = PDF,
        type = 'application/pdf',
        head = 200,
        get = 200,
        headType = type,
      } = served;
      asked.push(request.method);
      reply.hijack();
      const isHead = request.method === 'HEAD';
      const stated = isHead ? headType : type;
      const size = served.size ?? body.length;
      reply.raw.writeHead(isHead ? head : get, {
        ...(stated && { 'content-type': stated }),
        'content-length': String(size),
      });
      if (isHead) return void reply.raw.end();
      open++;
      reply.raw.once('close', () => open--);
      reply.raw.write(body);
      if (size <= body.length) reply.raw.end();
    },
  });
  filesUrl = await files.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => await files.close());
beforeEach(() => {
  served = {};
  asked = [];
});

const WAYS = ['link', 'download', 'binary'] as const;
type Way = (typeof WAYS)[number];
const onError = 'continueRegularOutput';
const oneMsg = useProvider(ONE_MSG, [CUSTOMER], { fetchFiles: false });
const ninetyNine = useProvider(NINETY_NINE_DIGITAL, [CUSTOMER], { fetchFiles: false });

/** Sends a file that is called so where it comes from, under a File Name, in one of the ways. */
async function send(way: Way, path: string, name = '', options = {}) {
  const { body = PDF, type = 'application/pdf' } = served;
  const data: IBinaryData = {
    data: body.toString('base64'),
    mimeType: type,
    ...(path && { fileName: path }),
  };
  const item = { phone: CUSTOMER, url: `${filesUrl}/a/${path}?key=s3cret`, name, caption: '' };
  const result =
    way === 'binary'
      ? await oneMsg.run([item], { fileSource: 'binary', options }, { onError, binary: { data } })
      : await oneMsg.run(
          [item],
          { options: { ...options, downloadFile: way === 'download' } },
          { onError },
        );
  return { json: jsonOf(result)[0]!, hints: result.hints };
}

const refused = (text: RegExp) => ({
  errorCode: 'INVALID_FILE',
  error: expect.stringMatching(text) as string,
});
const text = (body: string) => Buffer.from(body);

describe.each(WAYS)('a file by %s', (way) => {
  test.each<[what: string, path: string, name: string, served: Served, error: RegExp]>([
    [
      'a page without a name',
      'share',
      '',
      { body: PAGE, type: 'text/html' },
      /a web page \(HTML\)/,
    ],
    [
      'a page that is called Invoice',
      'share',
      'Invoice',
      { body: PAGE, type: 'text/html' },
      /web page/,
    ],
    ['a page that is said to be a PDF', 'share', 'Invoice', { body: PAGE }, /web page/],
    [
      'XHTML',
      'share',
      'Invoice',
      { body: text('<?xml version="1.0"?><html xmlns="x">'), type: 'application/xhtml+xml' },
      /web page/,
    ],
    [
      'a page under a text',
      'list.csv',
      '',
      { body: PAGE, type: 'text/csv', headType: '' },
      /web page.*text\/csv/,
    ],
    [
      "a script's error",
      'a.pdf',
      '',
      { body: text('<br />\n<b>Fatal error</b>'), type: 'text/html' },
      /web page/,
    ],
    [
      'JSON',
      'invoice.pdf',
      '',
      { body: text('{"error":1}'), type: 'application/json' },
      /application\/json.*name says application\/pdf/,
    ],
    [
      'JSON that is said to be a PDF',
      'invoice.pdf',
      '',
      { body: text('{"error":1}') },
      /application\/json/,
    ],
    [
      'JSON without a name',
      'invoice',
      'Invoice',
      { body: text('{"error":1}'), type: 'application/json' },
      /application\/json/,
    ],
    [
      "S3's error",
      'invoice.pdf',
      '',
      {
        body: text('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'),
        type: 'application/xml',
      },
      /application\/xml/,
    ],
    [
      'an error in words',
      'invoice.pdf',
      '',
      { body: text('Not found'), type: 'text/plain' },
      /text\/plain/,
    ],
    [
      'an error in words, called a PDF',
      'get',
      'Invoice',
      { body: text('Not found') },
      /text\/plain.*server says application\/pdf/,
    ],
    ['nothing', 'invoice.pdf', '', { body: text(''), type: 'application/pdf' }, /empty/],
    [
      'bytes that are no PDF',
      'invoice.pdf',
      '',
      { body: UNKNOWN, type: 'application/octet-stream' },
      /no known format.*application\/pdf/,
    ],
    [
      'a PDF under a Word name',
      'Invoice.docx',
      '',
      { type: 'application/octet-stream' },
      /application\/pdf, where the name says .*wordprocessing/,
    ],
    [
      'a PDF under a Word name that is given',
      'x',
      'Invoice.docx',
      {},
      /application\/pdf, where the name says .*wordprocessing/,
    ],
    [
      'an old Word file under the new name',
      'a.xlsx.pdf',
      '',
      { body: OLE, type: '' },
      /x-cfb.*application\/pdf/,
    ],
    [
      'a WebP under a JPG name',
      'photo.jpg',
      '',
      { body: WEBP, type: '' },
      /image\/webp.*image\/jpeg/,
    ],
    [
      'a WebP',
      'photo.webp',
      '',
      { body: WEBP, type: 'image/webp' },
      /does not show image\/webp as an image.*JPG, PNG/,
    ],
    [
      'a GIF',
      'photo.gif',
      '',
      { body: GIF, type: 'image/gif' },
      /does not show image\/gif as an image/,
    ],
    [
      'an AVI',
      'clip.avi',
      '',
      { body: AVI, type: 'video/avi' },
      /does not show video\/x-msvideo as a video.*MP4/,
    ],
    [
      'a MOV by another name',
      'clip.mp4',
      '',
      { body: Buffer.concat([text('\0\0\0\x14ftypqt  \0\0\0\0qt  '), Buffer.alloc(64)]), type: '' },
      /does not show video\/quicktime/,
    ],
    [
      'what nobody knows',
      'get',
      'Invoice',
      { body: UNKNOWN, type: 'application/octet-stream' },
      /Nobody knows.*"Invoice".*File Name/,
    ],
  ])('that is %s is refused, and nothing is sent', async (_what, path, name, answer, error) => {
    // By a link only what HEAD gives away is looked into: here it says nothing, or what cannot be.
    served = { headType: answer.type ?? '', ...answer };
    const { json } = await send(way, path, name);
    expect(json).toMatchObject(refused(error));
    expect(json.error).not.toContain('s3cret');
    expect(await oneMsg.attempts()).toBe(0);
  });

  test.each<[what: string, path: string, name: string, served: Served, filename: string]>([
    ['octet-stream', 'get', 'Invoice', { type: 'application/octet-stream' }, 'Invoice.pdf'],
    ['no type', 'get', '', { type: '' }, 'get.pdf'],
    ['force-download', 'get', 'Invoice', { type: 'application/force-download' }, 'Invoice.pdf'],
    ['text/plain', 'invoice.pdf', '', { type: 'text/plain' }, 'invoice.pdf'],
    ['text/plain without a name', 'get', '', { type: 'text/plain; charset=utf-8' }, 'get.pdf'],
    ['text/plain by a title', 'get', 'Invoice', { type: 'text/plain' }, 'Invoice.pdf'],
    ['text/html', 'invoice.pdf', '', { type: 'text/html' }, 'invoice.pdf'],
    ['application/x-pdf', 'get', 'Invoice', { type: 'application/x-pdf' }, 'Invoice.pdf'],
    ['image/jpg', 'get', 'Photo', { body: JPG, type: 'image/jpg' }, 'Photo.jpg'],
    [
      'a Word type and a title',
      'get',
      'Offer v2.final',
      { body: ZIP, type: WORD },
      'Offer v2.final.docx',
    ],
    [
      'an Excel type and a company',
      'get',
      'Budget Smith & Co.Ltd',
      { body: ZIP, type: EXCEL },
      'Budget Smith & Co.Ltd.xlsx',
    ],
    [
      'an old Excel type',
      'get',
      'Budget shop.org',
      { body: OLE, type: 'application/vnd.ms-excel' },
      'Budget shop.org.xls',
    ],
    [
      "Windows' type of CSV",
      'list.csv',
      '',
      { body: text('a;b\n1;2\n'), type: 'application/vnd.ms-excel' },
      'list.csv',
    ],
    [
      'the type of the archive that it is',
      'a.docx',
      '',
      { body: ZIP, type: 'application/x-zip-compressed' },
      'a.docx',
    ],
    ['nothing, with a password', 'a.xlsx', '', { body: OLE, type: '' }, 'a.xlsx'],
    ['application/mp4', 'clip.mp4', '', { body: MP4, type: 'application/mp4' }, 'clip.mp4'],
    [
      'a page, which its name says, too',
      'page.html',
      '',
      { body: PAGE, type: 'text/html' },
      'page.html',
    ],
    [
      'JSON, which its name says, too',
      'get',
      'data.json',
      { body: text('{"a":1}'), type: 'application/json' },
      'data.json',
    ],
    [
      'octet-stream, with a name that says so',
      'raw.bin',
      '',
      { body: UNKNOWN, type: 'application/octet-stream' },
      'raw.bin',
    ],
    [
      'PDF after what a mailer wrote',
      'a.pdf',
      '',
      { body: text('\r\n\r\n%PDF-1.7\n'), type: 'text/plain' },
      'a.pdf',
    ],
  ])(
    'that is said to be %s goes out under its right name',
    async (_what, path, name, answer, filename) => {
      served = answer;
      expect((await send(way, path, name)).json).toMatchObject({ sent: true, filename });
      const [message] = await oneMsg.sent();
      expect(message).toMatchObject({ filename });
    },
  );

  test('that contradicts its name goes out as it is where Check File is off, with a warning', async () => {
    served = { body: text('{"error":1}'), type: 'application/json', headType: '' };
    const { json, hints } = await send(way, 'invoice.pdf', '', { checkFile: false });
    expect(json).toMatchObject({ sent: true, filename: 'invoice.pdf' });
    // A link is not asked about then.
    expect(hints).toEqual(
      way === 'link' ? [] : [expect.stringMatching(/application\/json.*Check File is off/)],
    );
  });

  test('of which nobody knows what it is needs a name where Check File is off, too', async () => {
    served = { body: UNKNOWN, type: 'application/octet-stream' };
    const { json } = await send(way, 'get', 'Invoice', { checkFile: false });
    expect(json).toMatchObject(refused(/File Name with its extension/));
    const named = await send(way, 'get', 'Invoice.dat', { checkFile: false });
    expect(named.json).toMatchObject({ sent: true, filename: 'Invoice.dat' });
  });
});

describe('a link', () => {
  test.each([403, 405, 501, 500])(
    'whose HEAD is refused with %i is asked by a GET',
    async (head) => {
      served = { head };
      expect((await send('link', 'get', 'Invoice')).json).toMatchObject({
        filename: 'Invoice.pdf',
      });
      expect(asked).toEqual(['HEAD', 'GET']);
    },
  );

  test.each([404, 410])('that answers %i is refused', async (status) => {
    served = { head: status, get: status };
    const { json } = await send('link', 'invoice.pdf');
    expect(json).toMatchObject(refused(new RegExp(`no such file \\(HTTP ${status}\\)`)));
    expect(json.error).not.toContain('s3cret');
    expect(await oneMsg.attempts()).toBe(0);
  });

  test('that answers 404 to HEAD alone goes out', async () => {
    served = { head: 404 };
    const { json, hints } = await send('link', 'invoice.pdf');
    expect([json, hints]).toMatchObject([{ sent: true, filename: 'invoice.pdf' }, []]);
  });

  test.each([401, 403, 503])(
    'that answers %i to all questions goes out, with one warning',
    async (status) => {
      served = { head: status, get: status };
      const items = [1, 2].map((number) => ({
        phone: CUSTOMER,
        url: `${filesUrl}/${number}.pdf?key=s3cret`,
      }));
      const result = await oneMsg.run(items, {}, { onError });
      expect(jsonOf(result)).toMatchObject([{ sent: true, filename: '1.pdf' }, { sent: true }]);
      expect(result.hints).toEqual([
        expect.stringContaining(`could not be checked: its server answered HTTP ${status}`),
      ]);
      expect(result.hints[0]).not.toContain('s3cret');
    },
  );

  test('whose server does not answer goes out, with a warning', async () => {
    const result = await oneMsg.run([{ phone: CUSTOMER, url: 'http://127.0.0.1:1/invoice.pdf' }]);
    expect(jsonOf(result)[0]).toMatchObject({ sent: true, filename: 'invoice.pdf' });
    expect(result.hints).toEqual([
      expect.stringContaining('http://127.0.0.1:1 could not be checked'),
    ]);
  });

  test('whose server cannot be asked needs a name', async () => {
    served = { head: 403, get: 403 };
    expect((await send('link', 'get', 'Invoice')).json).toMatchObject(refused(/Nobody knows/));
  });

  test('of a server that says what its name says is asked by HEAD alone', async () => {
    for (const path of ['a.pdf', 'a.pdf?x=1', 'get']) await send('link', path);
    expect(asked).toEqual(['HEAD', 'HEAD', 'HEAD']);
  });

  test('that only HEAD calls a page goes out, and one that HEAD calls a page does not where a GET cannot tell', async () => {
    served = { headType: 'text/html' };
    expect((await send('link', 'a.pdf')).json).toMatchObject({ sent: true });
    served = { headType: 'text/html', get: 403 };
    expect((await send('link', 'b.pdf')).json).toMatchObject(refused(/web page/));
    served = { headType: 'text/plain', get: 403 };
    expect((await send('link', 'c.pdf')).json).toMatchObject({ sent: true });
  });

  test('that is looked at is not read to its end', async () => {
    served = { headType: '', size: 90 * MB };
    expect((await send('link', 'a.pdf')).json).toMatchObject({ sent: true });
    while (open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('is limited by the size that a GET gives, and a synonym by the limit of what it is', async () => {
    served = { body: MP4, type: 'application/mp4', size: 17 * MB };
    expect((await send('link', 'clip.mp4')).json).toMatchObject(
      refused(/17 MB.*16 MB for a video/),
    );
    served = { body: PNG, type: 'image/png', head: 405, size: 6 * MB };
    expect((await send('link', 'photo')).json).toMatchObject(refused(/6 MB.*5 MB for an image/));
  });
});

describe('a link at 99digital', () => {
  const sendLink = async (path: string, options = {}) => {
    const items = [{ phone: CUSTOMER, url: `${filesUrl}/a/${path}`, filename: 'Claimed.pdf' }];
    return jsonOf(
      await ninetyNine.run(items, { filename: 'Claimed.pdf', options }, { onError }),
    )[0]!;
  };

  test.each([
    ['invoice.pdf?key=1', 'invoice.pdf'],
    ['Rechnung%20M%C3%A4rz.pdf', 'Rechnung März.pdf'],
    ['download.php?id=1', 'download.php'],
    ['get', 'get'],
    ['get/', 'get'],
  ])('/a/%s is said to be shown as %s, as WhatsApp shows it', async (path, filename) => {
    expect(await sendLink(path)).toMatchObject({ sent: true, filename });
    expect((await ninetyNine.sent())[0]).toMatchObject({ filename });
  });

  test('is refused for a page as everywhere', async () => {
    served = { body: PAGE, type: 'text/html' };
    expect(await sendLink('share')).toMatchObject(refused(/web page/));
    expect(await ninetyNine.attempts()).toBe(0);
  });

  test('of which nobody knows what it is is refused, unless Check File is off', async () => {
    served = { body: UNKNOWN, type: 'application/octet-stream' };
    expect(await sendLink('get')).toMatchObject(refused(/link that ends in its name/));
    expect(await sendLink('get', { checkFile: false })).toMatchObject({ sent: true });
  });

  test.each<[string, Served]>([
    ['photo.gif', { body: GIF, type: 'image/gif' }],
    ['clip.avi', { body: AVI, type: 'video/avi' }],
  ])('%s is taken by it, unlike by 1MSG', async (path, answer) => {
    served = answer;
    expect(await sendLink(path)).toMatchObject({ sent: true });
  });
});
