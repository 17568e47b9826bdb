import * as fc from 'fast-check';
import countries from '../../nodes/shared/description/countries.json';
import { readRecipient } from '../../nodes/shared/recipient';
import { InputError } from '../../nodes/shared/input-error';

describe('a person is the same however the number is written', () => {
  test.each<[unknown, string | undefined, string]>([
    ['+1 (202) 072-1369', undefined, '12020721369'],
    ['12020721369', undefined, '12020721369'],
    [12020721369, undefined, '12020721369'],
    ['0012020721369', undefined, '12020721369'],
    ['00972 50-123-4567', undefined, '972501234567'],
    ['12020721369@c.us', undefined, '12020721369'],
    ['whatsapp:+12025550123', undefined, '12025550123'],
    ['\u202a+1 202‑555‑0123\u202c', undefined, '12025550123'],
    ['+49 (0) 30 123456', undefined, '4930123456'],
    ['+1 202 555 0123 ext. 5', undefined, '12025550123'],
    ['12020721369;ext=3', undefined, '12020721369'],
    ['050-123-4567', 'IL', '972501234567'],
    ['972501234567', 'IL', '972501234567'],
    ['202 555 0123', 'US', '12025550123'],
    ['573001112233', 'US', '573001112233'], // a number abroad, whatever the default
    ['1 (202) 072-1369', undefined, '12020721369'],
    ['972 50-123-4567', undefined, '972501234567'],
    ['(202) 072-1369', 'US', '12020721369'], // and not +20 in Egypt
    ['2020721369', 'US', '12020721369'],
    ['(917) 072-1369', 'US', '19170721369'], // and not +91 in India
    ['646-555-0123', 'US', '16465550123'],
    ['972 50-123-4567', 'US', '972501234567'],
    ['12020721369', 'IL', '12020721369'], // would be a premium-rate service in Israel
  ])('%s (%s)', async (input, country, phone) => {
    expect(await readRecipient(input, country)).toEqual({
      phone,
      chatId: `${phone}@c.us`,
      kind: 'person',
    });
  });
});

test.each([
  ['120363043@g.us', 'group'],
  ['12020721369-1612345678@g.us', 'group'],
  ['98765432101234@lid', 'hidden'],
])('%s is a %s, and has no number', async (chatId, kind) => {
  expect(await readRecipient(chatId)).toEqual({ phone: null, chatId, kind });
});

describe('what cannot be a recipient is refused with the reason', () => {
  test.each<[unknown, string | undefined, RegExp]>([
    ['', undefined, /empty/],
    [null, undefined, /empty/],
    [true, undefined, /cannot be true/],
    [{ number: '1' }, undefined, /cannot be an object: its expression has to give a text/],
    [['12020721369'], undefined, /cannot be a list/],
    [NaN, undefined, /cannot be NaN/],
    ['050-123-4567', 972 as never, /"972" is not a country code/],
    ['050-123-4567', undefined, /country code/],
    ['(202) 555-0123', undefined, /country code/],
    ['646-555-0123', undefined, /country code/], // would be one of New Zealand
    ['138 0013 8000', undefined, /country code/],
    ['Ms Miller', undefined, /not a phone number/],
    ['call +1 202 555 0123', undefined, /not a phone number/],
    ['+12025550123, +12025550124', undefined, /not a phone number/],
    ['123', undefined, /too short/],
    ['+999123456789', undefined, /code of a country/],
    ['+120255501231234567', undefined, /too long/],
    ['miller@example.com', undefined, /chat ID/],
    ['050-123-4567', 'Israel', /country code like IL/],
  ])('%s (%s)', async (input, country, reason) => {
    const refusal = readRecipient(input, country);
    await expect(refusal).rejects.toThrow(reason);
    await expect(refusal).rejects.toBeInstanceOf(InputError);
  });

  test('and nothing else ever happens to a text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        try {
          expect((await readRecipient(text)).chatId).toMatch(/^[\d-]+@(c\.us|g\.us|lid)$/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_RECIPIENT' });
        }
      }),
    );
  });
});

test('the countries to choose from are those that the library knows', async () => {
  const { isSupportedCountry } = await import('../../nodes/shared/libraries/libphonenumber');
  expect(countries.length).toBeGreaterThan(240);
  expect(countries.filter(({ value }) => !isSupportedCountry(value))).toEqual([]);
});
