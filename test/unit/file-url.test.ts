import * as fc from 'fast-check';
import { fileNameInUrl, readFileUrl } from '../../nodes/shared/files/file-url';

const A = 'https://files.example/a.pdf';
const B = 'https://files.example/b.pdf';

describe('two links in one field are refused as two', () => {
  test.each([
    `${A}, ${B}`,
    `${A},${B}`,
    `${A};${B}`,
    `${A} ${B}`,
    `${A}\n${B}`,
    `${A} | ${B}`,
    `${A}${B}`,
    `${A}?sig=1, ${B}?sig=2`,
    `${A}?sig=1,${B}?sig=2`,
    `${A}?sig=1${B}`,
    `["${A}","${B}"]`,
    `[a](${A}) [b](${B})`,
    `${A}, www.files.example/b.pdf`,
    `${A}, ftp://files.example/b.pdf`,
  ])('%s', (text) => {
    expect(() => readFileUrl(text)).toThrow('more than one link');
  });
});

describe('a link that carries another one stays as it is', () => {
  test.each([
    `https://proxy.example/?url=${A}`,
    `https://proxy.example/?url=${encodeURIComponent(A)}`,
    `https://proxy.example/?${A}`,
    `https://proxy.example/?to=${A},${B}`,
    `https://web.archive.example/web/2020/${A}`,
    `https://proxy.example/#${A}`,
    'https://files.example/Invoice%201,%20Smith.pdf?a=1,2;3',
    'https://dana:p@ss@files.example/a.pdf',
  ])('%s', (text) => {
    expect(readFileUrl(text)).toBe(text);
  });
});

test.each([
  ['quotes', `"${A}"`],
  ['curly quotes', `“${A}”`],
  ['angle brackets', `<${A}>`],
  ['Markdown', `[Invoice](${A})`],
  ['Markdown that shows it', `[${A}](${A})`],
  ['brackets and quotes', `["${A}"]`],
  ['a comma at its end', `${A},`],
  ['a full stop at its end', `${A}.`],
  ['a line break', ` ${A}\r\n`],
  ['a zero width space', `\u200b${A}\ufeff`],
  ['marks of direction', `\u202a${A.replace('a.pdf', '\u200ea.pdf')}\u202c`],
  ['a variation selector', A.replace('a.pdf', 'a\ufe0f.pdf')],
])('what stands around a link is no part of it: %s', (_what, text) => {
  expect(readFileUrl(text)).toBe(A);
});

test.each([
  ['https://files.example/Invoice March.pdf', 'https://files.example/Invoice%20March.pdf'],
  [
    'https://files.example/می\u200cخواهم.pdf',
    `https://files.example/${encodeURIComponent('می\u200cخواهم')}.pdf`,
  ],
  ['https:/files.example/a.pdf', A],
  ['https:\\\\files.example\\a.pdf', A],
])('%s is read as browsers do', (text, url) => {
  expect(readFileUrl(text)).toBe(url);
});

test.each([
  ['Invoice: https://files.example/a.pdf?sig=s3cret', 'other text before its link'],
  ['https://u:s3cret@x y/a.pdf?sig=s3cret', 'is not a URL'],
  ['https://u:s3cret@word@files example/a.pdf', 'is not a URL'],
  ['https://u:s3cret/word@files.example/a.pdf', 'is not a URL'],
  ['files.example/a.pdf?code=s3cret', 'is not a URL; write the whole link, like https://'],
  ['dana:s3cret@files.example/a.pdf', 'begins with "dana:"'],
  [`https://files.example/${'s3cret'.repeat(20_000)}`, 'has 120022 characters'],
  [`data:application/pdf;base64,${'s3cret'.repeat(20_000)}`, 'begins with "data:"'],
])('%.60s is refused with the true reason, and no secret', (text, reason) => {
  const read = () => readFileUrl(text);
  expect(read).toThrow(reason);
  expect(read).not.toThrow(/s3cret|word/);
});

test('any text is read or refused', () => {
  const piece = fc.constantFrom(
    'https://',
    'a.pdf',
    ',',
    ' ',
    '?',
    '=',
    '@',
    ':',
    '"',
    '[',
    '](',
    ')',
    '\u200d',
    '%',
    '/',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      let url: string | undefined;
      try {
        url = readFileUrl(pieces.join(''));
      } catch (error) {
        expect(error).toHaveProperty('code', 'INVALID_FILE');
      }
      if (url !== undefined) expect(url).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
    }),
  );
});

test.each([
  ['https://files.example/Rechnung%20M%C3%A4rz.pdf', 'Rechnung März.pdf'],
  ['https://files.example/Rechnung%20M%E4rz.pdf', 'Rechnung März.pdf'],
  ['https://files.example/50%.pdf', '50%.pdf'],
  ['https://files.example/a.pdf;jsessionid=s3cret', 'a.pdf'],
  ['https://files.example/a;b.pdf', 'a;b.pdf'],
])('%s leads to %s', (url, name) => {
  expect(fileNameInUrl(url)).toBe(name);
});
