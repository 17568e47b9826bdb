import * as fc from 'fast-check';
import { parseJsonObject } from '../../nodes/shared/values/json';

test.each<[string, unknown]>([
  ['{"id":12345678901234567890}', '12345678901234567890'],
  ['{"id": 12345678901234567890 }', '12345678901234567890'],
  ['{"id":[9007199254740993]}', ['9007199254740993']],
  ['{"id":9007199254740991}', 9007199254740991],
  ['{"id":"a \\" 12345678901234567890"}', 'a " 12345678901234567890'],
  ['{"id":1.2345678901234567890}', 1.2345678901234567],
  ['{"id":12345678901234567890.5}', 1.2345678901234567e19],
  ['{"id":1234567890123456e7}', 1234567890123456e7],
])('an integer that is too long for a number keeps its digits: %s', (text, id) => {
  expect(parseJsonObject(text)).toEqual({ id });
});

test('everything else is read as JSON is', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (given) => {
      const text = JSON.stringify(given);
      expect(parseJsonObject(text)).toEqual(JSON.parse(text, keepDigits));
    }),
  );
  function keepDigits(_key: string, value: unknown): unknown {
    const isLong = typeof value === 'number' && /^\d{16,}$/.test(String(value));
    return isLong && !Number.isSafeInteger(value) ? String(value) : value;
  }
});
