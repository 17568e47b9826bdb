import * as fc from 'fast-check';
import { base64Size, decodeBase64 } from '../../nodes/shared/send-file/binary-file';

const decoded = (text: string) => Buffer.concat([...decodeBase64(text)]);
const inLines = (text: string, length: number, lineBreak: string) =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, line) =>
    text.slice(line * length, (line + 1) * length),
  ).join(lineBreak) + lineBreak;

test('bytes are the same, and as many as was said, however their base64 is written', () => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.constantFrom<'base64' | 'base64url'>('base64', 'base64url'),
      fc.integer({ min: 1, max: 80 }),
      fc.constantFrom('', '\n', '\r\n', ' ', '\n\t'),
      fc.constantFrom('', 'data:application/pdf;base64,', 'data:text/csv;charset=utf-8;base64,'),
      (bytes, alphabet, length, lineBreak, beginning) => {
        const base64 = Buffer.from(bytes).toString(alphabet);
        const text = beginning + inLines(base64, length, lineBreak);
        expect(decoded(text)).toEqual(Buffer.from(bytes));
        expect(base64Size(text)).toBe(bytes.length);
      },
    ),
  );
});

test.each([1, 3, 4, 5, 64, 76])(
  'a file of many pieces comes whole from lines of %i characters',
  (length) => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7) % 251));
    const text = inLines(bytes.toString('base64'), length, '\r\n');
    expect(decoded(text).equals(bytes)).toBe(true);
    expect(base64Size(text)).toBe(bytes.length);
  },
);

test('a file of many pieces never comes in one', () => {
  const pieces = [...decodeBase64(Buffer.alloc(1_000_000).toString('base64'))];
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024);
});
