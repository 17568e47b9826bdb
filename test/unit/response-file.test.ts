import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import * as fc from 'fast-check';
import { readResponseFile } from '../../nodes/shared/files/response-file';
import { statedName } from '../../nodes/shared/files/stated-name';
import { ConnectionPool } from '../../nodes/shared/http/connection-pool';
import { FileFetcher } from '../../nodes/shared/http/file-fetcher';

const clock = {
  now: () => Date.now(),
  sleep: async () => await new Promise<void>(() => undefined),
};
const fetcher = new FileFetcher(new ConnectionPool(clock), clock);

/** Bytes of headers, by the path that is asked for. */
let served: Record<string, Buffer[]> = {};
let asked: string[] = [];
let server: Server;
let origin: string;
beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined).unref();
    socket.on('data', (data) => {
      const [method, path = ''] = data.toString('latin1').split(' ');
      asked.push(path);
      const [status, ...headers] = served[path] ?? [Buffer.from('200 OK')];
      const lines = [Buffer.from('HTTP/1.1 '), status!, ...headers.flatMap((line) => [CRLF, line])];
      const body = method === 'HEAD' ? '' : '%PDF';
      socket.write(
        Buffer.concat([...lines, CRLF, Buffer.from(`content-length: 4\r\n\r\n${body}`)]),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => (asked = []));

const CRLF = Buffer.from('\r\n');
const OK = Buffer.from('200 OK');
const FOUND = Buffer.from('302 Found');
const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding);

/** The name as HEAD and GET tell it. */
async function namesOf(path: string): Promise<Array<string | undefined>> {
  const head = await fetcher.head(origin + path, 1000);
  const got = await fetcher.open(origin + path, 1000);
  got.close();
  const files = [head, got].map(({ headers, movedTo }) => readResponseFile(headers, movedTo));
  return (await Promise.all(files)).map(({ name }) => name);
}

describe('a name in raw bytes is the same by HEAD and by GET', () => {
  test.each([
    ['UTF-8', 'חשבונית.pdf', 'utf8'],
    ['UTF-8, unquoted and unclosed', 'חשבונית 7.pdf', 'utf8'],
    ['Latin-1', 'Rechnung März.pdf', 'latin1'],
  ] as const)('%s', async (how, name, encoding) => {
    const quote = how.includes('unquoted') ? '' : '"';
    const disposition = `Content-Disposition: attachment; filename=${quote}${name}${quote}`;
    served = { '/a': [OK, bytes(disposition, encoding)] };
    expect(await namesOf('/a')).toEqual([name, name]);
  });

  test('of several Content-Dispositions the first counts', async () => {
    const disposition = (name: string) =>
      bytes(`Content-Disposition: attachment; filename=${name}`);
    served = { '/a': [OK, disposition('a.pdf'), disposition('b.pdf')] };
    expect(await namesOf('/a')).toEqual(['a.pdf', 'a.pdf']);
  });
});

describe('a redirect', () => {
  test.each([
    ['raw UTF-8', bytes('Location: /חשבונית.pdf'), encodeURI('/חשבונית.pdf'), 'חשבונית.pdf'],
    ['raw Latin-1', bytes('Location: /M\xe4rz.pdf', 'latin1'), '/M%e4rz.pdf', 'März.pdf'],
    ['percent-encoded', bytes('Location: /M%C3%A4rz.pdf'), '/M%C3%A4rz.pdf', 'März.pdf'],
    ['spaces', bytes('Location: /Invoice 77.pdf'), '/Invoice%2077.pdf', 'Invoice 77.pdf'],
    [
      'another Location behind it',
      bytes('Location: /b.pdf\r\nLocation: /c.pdf'),
      '/b.pdf',
      'b.pdf',
    ],
  ])('with %s leads to what browsers ask for, and its name', async (_how, location, path, name) => {
    const ignored = bytes('Content-Disposition: attachment; filename="redirect.pdf"');
    served = { '/download?id=3': [FOUND, location, ignored] };
    expect(await namesOf('/download?id=3')).toEqual([name, name]);
    expect(asked.map((each) => each.toLowerCase())).toContain(path.toLowerCase());
  });

  test("'s URL comes after what the headers say", async () => {
    served = {
      '/download': [FOUND, bytes('Location: /blob/8f3a.pdf')],
      '/blob/8f3a.pdf': [OK, bytes('Content-Disposition: attachment; filename="Invoice.pdf"')],
    };
    expect(await namesOf('/download')).toEqual(['Invoice.pdf', 'Invoice.pdf']);
  });
});

describe('a name is read as browsers read it', () => {
  test.each([
    ['attachment; filename="Invoice.pdf', 'Invoice.pdf'],
    ['attachment; filename="Invoice 5; paid.pdf', 'Invoice 5; paid.pdf'],
    ['attachment; filename="Invoice; 5.pdf; size=17', 'Invoice; 5.pdf'],
    ['attachment; filename="Invoice 7.pdf; size=3', 'Invoice 7.pdf'],
    ['filename=Invoice.pdf', 'Invoice.pdf'],
    ['filename="Invoice; 7.pdf"', 'Invoice; 7.pdf'],
    ["filename*=UTF-8''M%C3%A4rz.pdf", 'März.pdf'],
    ['attachment filename=Invoice.pdf', 'Invoice.pdf'],
    ['attachment, filename="Invoice.pdf"', 'Invoice.pdf'],
    ['attachment; filename=Invoice March 7.pdf', 'Invoice March 7.pdf'],
    ['attachment; filename=Invoice.pdf;', 'Invoice.pdf'],
    ['attachment;FileName = "Invoice.pdf" ;;', 'Invoice.pdf'],
    ['INLINE; filename=Invoice.pdf', 'Invoice.pdf'],
    ["attachment; filename='Invoice.pdf'", 'Invoice.pdf'],
    ['attachment; filename=""Invoice.pdf""', 'Invoice.pdf'],
    ['attachment; filename="a.pdf"; filename="b.pdf"', 'a.pdf'],
    ['attachment; filename="say \\"hi\\".pdf"', 'say "hi".pdf'],
    ['attachment; filename="f\\oo.pdf"', 'foo.pdf'],
    ['attachment; filename="M%C3%A4rz%207.pdf"', 'März 7.pdf'],
    ['attachment; filename="Rabatt 50%ab.pdf"', 'Rabatt 50%ab.pdf'],
    ['attachment; filename="a.pdf"; filename*=UTF-8\'\'b.pdf', 'b.pdf'],
    ['attachment; filename*=UTF-8\'de\'b.pdf; filename="a.pdf"', 'b.pdf'],
    ['attachment; filename*="UTF-8\'\'M%C3%A4rz.pdf"', 'März.pdf'],
    ["attachment; filename*=iso-8859-1''M%E4rz.pdf", 'März.pdf'],
    ["attachment; filename*=windows-1255''%E0%E1.pdf", 'אב.pdf'],
    ["attachment; filename*=UTF-8''M%E4rz.pdf; filename=a.pdf", 'a.pdf'],
    ["attachment; filename*=klingon''b.pdf; filename=a.pdf", 'a.pdf'],
    ['attachment; filename*=b.pdf; filename=a.pdf', 'a.pdf'],
    [
      'attachment; filename="=?UTF-8?B?15fXqdeR15XXoNeZ16o=?= =?utf-8?q?_7=2Epdf?="',
      'חשבונית 7.pdf',
    ],
    ['attachment; filename==?ISO-8859-1?Q?M=E4rz?=.pdf', 'März.pdf'],
    ['attachment; filename="C:\\x\\a.pdf"', 'a.pdf'],
    ['attachment; filename="C:\\\\x\\\\a.pdf"', 'a.pdf'],
    ['attachment; filename="..\\..\\a.pdf"', 'a.pdf'],
    ['attachment; filename="../../a.pdf"', 'a.pdf'],
    ['attachment; filename=/tmp/exports/a.pdf', 'a.pdf'],
    ["attachment; filename*=UTF-8''..%2F..%2Fa.pdf", 'a.pdf'],
    ['attachment; filename="2026/17.pdf"', '2026/17.pdf'],
    ['attachment', undefined],
    ['attachment; filename=""', undefined],
    ['', undefined],
  ])('%s → %s', async (disposition, name) => {
    expect(await statedName({ 'content-disposition': disposition })).toBe(name);
  });

  test('Content-Type has one where Content-Disposition has none', async () => {
    const type = 'application/pdf; charset=binary; name="Invoice 7.pdf"';
    expect(await statedName({ 'content-type': type })).toBe('Invoice 7.pdf');
    const both = { 'content-type': type, 'content-disposition': 'inline' };
    expect(await statedName(both)).toBe('Invoice 7.pdf');
    expect(await statedName({ ...both, 'content-disposition': 'inline; filename=a.pdf' })).toBe(
      'a.pdf',
    );
  });

  test('any header is read without an error, and of a long one a part', async () => {
    const piece = fc.constantFrom(
      'attachment',
      ';',
      'filename',
      '*',
      '=',
      '"',
      "'",
      '\\',
      '%E4',
      '=?utf-8?Q?',
      '?=',
      ' ',
      'a.pdf',
      'ä',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
        const name = await statedName({ 'content-disposition': pieces.join('') });
        expect(name === undefined || name.length > 0).toBe(true);
      }),
    );
    const long = `attachment; filename="${'a'.repeat(100_000)}.pdf"`;
    expect((await statedName({ 'content-disposition': long }))!.length).toBeLessThan(5_000);
  });
});
