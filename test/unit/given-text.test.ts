import { asText, readText, tellText, tellValue } from '../../nodes/shared/values/text';
import { InputError } from '../../nodes/shared/values/input-error';

test.each<[unknown, string]>([
  [' Invoice ', 'Invoice'],
  [2048, '2048'],
  [0, '0'],
  [true, 'true'],
  [null, ''],
  [undefined, ''],
])('%p is the text %p', (given, text) => {
  expect(readText(given, 'caption')).toBe(text);
});

test.each<[unknown, string]>([
  [['a.pdf'], 'a list'],
  [{ name: 'a.pdf' }, 'an object'],
  [NaN, 'NaN'],
])('%p is none, and is not left out in silence', (given, told) => {
  expect(asText(given)).toBeUndefined();
  expect(() => readText(given, 'file name')).toThrow(
    new InputError(
      'INVALID_FILE',
      `The file name cannot be ${told}: its expression has to give a text`,
    ),
  );
});

test('an error repeats the beginning of a long text', () => {
  expect(tellText('x'.repeat(80))).toBe('x'.repeat(80));
  expect(tellText('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`);
  expect(tellValue('😀'.repeat(50))).toBe(`"${'😀'.repeat(39)}…"`);
});
