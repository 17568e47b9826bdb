import * as fc from 'fast-check';
import { lookAhead, readContent } from '../../nodes/shared/files/file-content';

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

/** An entry of an archive, its bytes as they are. */
function entry(name: string, bytes = Buffer.from('<a/>')): Buffer {
  const head = Buffer.alloc(30);
  head.write('PK\x03\x04\x14', 'latin1');
  head.writeUInt32LE(bytes.length, 18);
  head.writeUInt32LE(bytes.length, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), bytes]);
}

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const WORD_FILE = Buffer.concat([entry('_rels/.rels'), entry('word/document.xml')]);

test.each<[string, string | undefined, string | Buffer]>([
  ['Word that lists its contents last', `${OFFICE}.wordprocessingml.document`, WORD_FILE],
  [
    'Excel that lists its contents last',
    `${OFFICE}.spreadsheetml.sheet`,
    Buffer.concat([entry('docProps/app.xml'), entry('xl/workbook.xml')]),
  ],
  ['an archive of Word files', 'application/zip', entry('a.docx', WORD_FILE)],
  ['a page after a comment that holds others', 'text/html', '<!--[if IE]><b><![endif]--><html>'],
  ['a PDF', 'application/pdf', '%PDF-1.7\n'],
  ['a PDF after what does not belong to it', 'application/pdf', `${'x'.repeat(1000)}\n%PDF-1.7\n`],
  ['a PDF after a mark and an empty line', 'application/pdf', '\ufeff\r\n%PDF-1.7'],
  ['a page', 'text/html', '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">'],
  ['a page after a comment', 'text/html', '<!-- served by 7 -->\n<html lang="en">'],
  ['a page in UTF-16', 'text/html', utf16('<html>')],
  ['a page that speaks of a PDF', 'text/html', '<html>%PDF-1.4 could not be made</html>'],
  ['XHTML', 'text/html', '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">'],
  ["a script's error", 'text/html', '<br />\n<b>Warning</b>: no file'],
  ['XML', 'application/xml', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
  ['XML without a beginning', 'application/xml', '<Error><Code>NoSuchKey</Code></Error>'],
  ['an SVG', 'image/svg+xml', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['JSON', 'application/json', '\n{"error":1}'],
  ['a list in JSON', 'application/json', '[]'],
  ['JSON that is cut', 'application/json', `{"error":"${'x'.repeat(5000)}"}`],
  ['no JSON', 'text/plain', '{name}, here is your invoice'],
  ['words', 'text/plain', 'Not found'],
  ['words in Latin-1', 'text/plain', Buffer.from('nicht verf\xfcgbar', 'latin1')],
  ['words in UTF-16', 'text/plain', utf16('Hello')],
  ["a table that begins with a bitmap's letters", 'text/plain', 'BMW;100;3\n'],
  [
    "a text that begins with a program's letters",
    'text/plain',
    'MZ is what the file says, and more',
  ],
  ['RTF', 'application/rtf', '{\\rtf1\\ansi '],
  ['a contact', 'text/vcard', 'BEGIN:VCARD\nVERSION:3.0\n'],
  [
    'an MP3 with a long tag',
    'audio/mpeg',
    Buffer.from('ID3\x03\0\0\0\0\x7f\x7f'.padEnd(4100, '\0')),
  ],
  ['bytes of no known format', undefined, Buffer.from('01020304fefdfc00', 'hex')],
])('%s is told from its first bytes: %s', async (_what, type, bytes) => {
  expect(await readContent(Buffer.from(bytes as Buffer))).toEqual({ type, empty: false });
});

test('no bytes are empty, and of no type', async () => {
  expect(await readContent(Buffer.alloc(0))).toEqual({ type: undefined, empty: true });
});

test('whatever bytes come, they are looked at', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 6000 }), async (bytes) => {
      expect(await readContent(Buffer.from(bytes))).toMatchObject({ empty: false });
    }),
  );
});

describe('a stream that was looked at', () => {
  test('gives all its bytes, in whatever pieces they come, and its error where it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (pieces, fails) => {
          const { first, pieces: again } = await lookAhead(
            (async function* () {
              await Promise.resolve();
              yield* pieces;
              if (fails) throw new Error('broken off');
            })(),
          );
          const whole = Buffer.concat(pieces);
          expect(first).toEqual(whole.subarray(0, 4100));
          const got: Uint8Array[] = [];
          const read = (async () => {
            for await (const piece of again) got.push(piece);
          })();
          if (fails) await expect(read).rejects.toThrow('broken off');
          else await read;
          expect(Buffer.concat(got)).toEqual(whole);
        },
      ),
    );
  });
});
