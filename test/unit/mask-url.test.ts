import * as fc from 'fast-check';
import { maskUrl, maskUrlsIn } from '../../nodes/shared/values/mask-url';
import { redact } from '../../nodes/shared/http/redact';
import { tellText } from '../../nodes/shared/values/text';

const spellings: Array<[string, (url: string) => string]> = [
  ['as it is', (url) => url],
  ['quoted', (url) => `"${url}"`],
  ['as PHP escapes JSON', (url) => url.replaceAll('/', '\\/')],
  ['as Go escapes JSON', (url) => url.replaceAll('&', '\\u0026').replaceAll('=', '\\u003d')],
  ['in HTML', (url) => url.replaceAll('&', '&amp;').replaceAll('/', '&#x2F;')],
  ['percent-encoded', encodeURIComponent],
  ['percent-encoded twice', (url) => encodeURIComponent(encodeURIComponent(url))],
];

describe('a secret in a link is shown in no spelling of it', () => {
  test.each([
    'https://u:PASS@WORD1@files.example/a.pdf',
    'https://u:PASS/WORD1@files.example/a.pdf',
    'https://u:PASS?WORD1@files.example/a.pdf',
    'https://u:PASS#WORD1@files.example/a.pdf',
    'https://u:12/PASSWORD1@files.example/a.pdf',
    'https://u:P@S/PASS?WORD1@files.example/a.pdf',
    'https://PASSWORD1@files.example/a.pdf',
    'https://proxy.example/https://u:PASSWORD1@files.example/a.pdf',
    ...['code', 'hmac', 'hash', 'jwt', 'pwd', 'sas', 'x', 'filter[a]'].map(
      (name) => `https://files.example/a.pdf?a=1&${name}=PASSWORD1`,
    ),
    'https://files.example/a.pdf?PASSWORD1',
    'https://files.example/a.pdf?url=https://b.example/?x=PASSWORD1',
    'https://files.example/a.pdf#access_token=PASSWORD1',
    'https://files.example/a.pdf;jsessionid=PASSWORD1?a=1',
  ])('%s', (url) => {
    for (const [, spell] of spellings) {
      const text = `Cannot fetch ${spell(url)} now`;
      for (const shown of [redact(text), redact(JSON.stringify({ text })), tellText(text)])
        expect(shown).not.toMatch(/PASS|WORD1/);
    }
    expect(maskUrl(url)).not.toMatch(/PASS|WORD1/);
    expect(maskUrl(url)).toContain(new URL(url.replace(/u:.*@/, '')).hostname);
  });
});

test('what was given for a link shows no password without a scheme either', () => {
  expect(maskUrl('//u:PASSWORD1@files.example/a.pdf')).toBe('//***@files.example/a.pdf');
});

test('a password with spaces ends at its @', () => {
  const url = 'https://u:PASS WORD1@files.example/a.pdf';
  expect(maskUrl(url)).toBe('https://***@files.example/a.pdf');
  expect(redact(`"${url}" is wrong`)).toBe('"https://***@files.example/a.pdf" is wrong');
});

test.each([
  'Did you open https://files.example/a.pdf? Mail dana@files.example.',
  'https://medium.example/@dana/a.pdf and http://localhost:5678/webhook/a@b',
  'http://[::1]:3000/a.pdf at 12:30, ratio 1://2',
  'https:\\/\\/files.example\\/a.pdf and https%3A%2F%2Ffiles.example%2Fa.pdf',
])('what has no secret stays as it is: %s', (text) => {
  expect(maskUrlsIn(text)).toBe(text);
});

test('whatever its user, password, query and fragment hold, a URL shows host and path alone', () => {
  const secret = fc
    .stringMatching(/^[\w%.~!$'()*+,;:@/?#&=-]{1,30}$/)
    .map((text) => `s3${text}cr3t`);
  fc.assert(
    fc.property(secret, secret, secret, (password, value, fragment) => {
      const encoded = encodeURIComponent(value);
      const url = `https://dana:x${password}@files.example/a.pdf?k=${encoded}#${fragment}`;
      expect(redact(`see ${url} now`)).not.toMatch(/s3|cr3t/);
      const looksLikeQuery = /\?[\w.-]+=/.test(password);
      if (!looksLikeQuery) expect(maskUrl(url)).toBe('https://***@files.example/a.pdf?k=***');
    }),
    { numRuns: 500 },
  );
});

test('a token is looked for once in each run of its characters', () => {
  const token = 'eyJhbGciOi.eyJpbnN0.c2lnbmF0';
  expect(redact(`x-${token} ${'eyJaaaa'.repeat(3)} ${token}.`)).toBe(
    `x-[redacted] ${'eyJaaaa'.repeat(3)} [redacted].`,
  );
});
