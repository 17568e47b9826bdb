import * as fc from 'fast-check';
import examples from 'libphonenumber-js/examples.mobile.json';
import type { CountryCode } from 'libphonenumber-js/max';
import {
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import countries from '../../nodes/shared/description/countries.json';
import { readRecipient } from '../../nodes/shared/whatsapp/recipient';
import { InputError } from '../../nodes/shared/values/input-error';

describe('a person is the same however the number is written', () => {
  test.each<[unknown, string | undefined, string]>([
    ['+1 (202) 072-1369', undefined, '12020721369'],
    ['12020721369', undefined, '12020721369'],
    [12020721369, undefined, '12020721369'],
    ['0012020721369', undefined, '12020721369'],
    ['00972 50-123-4567', undefined, '972501234567'],
    ['12020721369@c.us', undefined, '12020721369'],
    ['whatsapp:+12025550123', undefined, '12025550123'],
    ['whatsapp: +14155550123', undefined, '14155550123'],
    ['tel:+1-415-555-0123;ext=5', undefined, '14155550123'],
    ['tel:501234567;phone-context=+972', undefined, '972501234567'],
    ['4915112345678.0', undefined, '4915112345678'], // a digit more would be somebody else's
    ['436641234567.00', 'AT', '436641234567'],
    ['501234567.0', 'IL', '972501234567'],
    ['972501234567.0@c.us', undefined, '972501234567'],
    ["'0501234567", 'IL', '972501234567'],
    ['\u201c+972 50-123-4567\u201d', undefined, '972501234567'],
    ['050\u00b7123\u30fb4567', 'IL', '972501234567'],
    [
      'https://api.whatsapp.com/send?phone=%2B972+50%20123-4567&text=1+2',
      undefined,
      '972501234567',
    ],
    ['+49 (0) 1511 / 2345678', undefined, '4915112345678'],
    ['+48 (0) 512 345 678', undefined, '48512345678'],
    ['+972 (0)50-123-4567', 'DE', '972501234567'],
    ['+1 (0) 202 555 0123', undefined, '12025550123'],
    ['+39 (0)312 345 6789', undefined, '393123456789'],
    ['+39 (0)6 1234 5678', undefined, '390612345678'], // there the 0 belongs to it
    ['+32 470 123/456', undefined, '32470123456'],
    ['06/12/34/56/78', 'FR', '33612345678'],
    ['wa.me/14155550123', 'DE', '14155550123'],
    ['https://wa.me/+14155550123?text=Hello%20there', undefined, '14155550123'],
    ['https://api.whatsapp.com/send/?type=x&phone=14155550123&text=1', undefined, '14155550123'],
    ['whatsapp://send?phone=14155550123', undefined, '14155550123'],
    ['+98936123456@c.us', undefined, '98936123456'],
    ['573001112233:12@s.whatsapp.net', 'US', '573001112233'],
    ['573001112233_1:12@s.whatsapp.net', undefined, '573001112233'],
    ['٩٦٦٥٠١٢٣٤٥٦٧', 'IL', '966501234567'],
    ['٠٠٩٦٦٥٠١٢٣٤٥٦٧', undefined, '966501234567'],
    ['٠٥٠-١٢٣-٤٥٦٧', 'IL', '972501234567'],
    ['۹۸۹۱۲۳۴۵۶۷۸۹', undefined, '989123456789'],
    ['＋９６６ ５０１２３４５６７', undefined, '966501234567'],
    ['﹢९६६५०१२३४५६७', undefined, '966501234567'],
    ['𝟵𝟲𝟲𝟱𝟬𝟭𝟮𝟯𝟰𝟱𝟲𝟳', undefined, '966501234567'],
    ['٩٦٦٥٠١٢٣٤٥٦٧@c.us', undefined, '966501234567'],
    ['9\ufe0f\u20e36\ufe0f\u20e36\ufe0f\u20e3501234567', undefined, '966501234567'],
    ['050־123־4567', 'IL', '972501234567'], // the Hebrew hyphen
    ['+1\ufe0d-202-555-0123', undefined, '12025550123'],
    ['\u061c+966501234567', undefined, '966501234567'],
    ['+1\u00a0202\u2009555\u30000123', undefined, '12025550123'],
    ['4915112345678', 'DE', '4915112345678'],
    ['49 151 12345678', 'DE', '4915112345678'],
    ['971501234567', 'DE', '971501234567'],
    ['436641234567', 'DE', '436641234567'],
    ['501234567', 'IL', '972501234567'], // lost its 0 in a spreadsheet
    [501234567, 'IL', '972501234567'],
    ['31234567', 'IL', '97231234567'],
    ['447400 123456', 'IL', '447400123456'],
    ['96650 1234567', 'IL', '966501234567'],
    ['97250-1234567', undefined, '972501234567'],
    ['479-555-0123', 'US', '14795550123'], // and not +47 in Norway
    ['131 2345 6789', 'CN', '8613123456789'],
    ['(501) 622-1234', 'US', '15016221234'],
    ['501 622 1234', 'IL', '5016221234'],
    ['65 9234 5678', 'US', '6592345678'],
    ['4407400123456', undefined, '447400123456'],
    ['+44 (0)7400 123456', 'DE', '447400123456'],
    ['(+972) 50-123-4567', 'US', '972501234567'],
    ['(00972) 50-123-4567', 'US', '972501234567'],
    ['00-972-50-123-4567', 'US', '972501234567'],
    ['011 972 50 123 4567', 'US', '972501234567'],
    ['0011 65 9234 5678', 'AU', '6592345678'], // and not +1 165… or +1 659…
    ['8~10 972 50 123 4567', 'RU', '972501234567'],
    ['5215512345678', undefined, '5215512345678'], // as WhatsApp gives it
    ['5215512345678', 'US', '5215512345678'],
    [5215512345678, undefined, '5215512345678'],
    ['+52 1 55 1234 5678', undefined, '5215512345678'],
    ['5491123456789', 'AR', '5491123456789'],
    ['541123456789', undefined, '541123456789'],
    ['551187654321', 'US', '551187654321'],
    ['5511987654321', undefined, '5511987654321'],
    ['22507123456', undefined, '22507123456'], // of before Ivory Coast's numbers got ten digits
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
  ['120363043@g.us', 'group', '120363043@g.us'],
  ['Y2FwaV9ncm91cDox_ZD==@g.us', 'group', 'Y2FwaV9ncm91cDox_ZD==@g.us'],
  ['12020721369-1612345678@G.US', 'group', '12020721369-1612345678@g.us'],
  ...[
    'AB.954395553956302',
    'CO.1726691741709890',
    'US.13491208655302741918',
    'US.ENT.11815799212886844830',
    'US.1',
    'DE.12ab34CD',
  ].flatMap((id) => [
    [id, 'user', id],
    [`\u200e ${id}@lid`, 'user', id],
    [`${id}:2@s.whatsapp.net`, 'user', id],
  ]),
  ['co.1726691741709890@LID', 'user', 'CO.1726691741709890'],
  ['us.ent.11815799212886844830', 'user', 'US.ENT.11815799212886844830'],
])('%s is a %s, and has no number', async (given, kind, chatId) => {
  expect(await readRecipient(given)).toEqual({ phone: null, chatId, kind });
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
    ['050-1234567;052-7654321', 'IL', /more than one/],
    ['+972501234567; +972527654321', undefined, /more than one/],
    ['050-1234567 / 052-7654321', 'IL', /more than one/],
    ['+972501234567\n+972527654321', undefined, /more than one/],
    ['+43 664 1234567 / 8', undefined, /more than one/],
    ['+972-50-1234567 (Dana)', undefined, /without other text/],
    ['9.72501E+11', 'IL', /spreadsheet/],
    ['123', undefined, /too short/],
    ['+999123456789', undefined, /code of a country/],
    ['+120255501231234567', undefined, /too long/],
    ['miller@example.com', undefined, /chat ID/],
    ['050-123-4567', 'Israel', /country code like IL/],
    ['12345678901@lid', undefined, /hidden numbers that are digits only.*user ID/],
    ['217145090810059:2@lid', 'IL', /hidden numbers that are digits only.*somebody else/],
    ['status@broadcast', undefined, /no chat that files can be sent to/],
    ['St.Gallen', undefined, /not a phone number/],
    ['wa.me/message/ABC123DEF', undefined, /not a phone number/],
    ['\u200e\ufe0f', undefined, /is empty/],
    ['12', undefined, /too short/],
    ['12', 'IL', /too short/],
    ['+12', undefined, /too short/],
    [501234567, undefined, /too short.*with its country code; write it like \+972/],
    ['12345678901234567', undefined, /too long/],
    ['5012345', 'IL', /too short.*Israel/],
    ['50123', 'IL', /too short for a phone number of Israel/],
    ['202555012', 'US', /too short for a phone number of United States/],
    ['5012345678901', 'IL', /too long for a phone number of Israel/],
    ['050-123-45', 'IL', /too short for a phone number of Israel/],
    ['+52 2 55 1234 5678', undefined, /too long/],
    ['15112345', 'DE', /too short.*Germany/],
    [
      '479-555-0123',
      undefined,
      /can be \+47 95 55 01 23 \(Norway\), or a number without its country code/,
    ],
    ['050-123-4567', undefined, /begins with 0.*no country code; write it like \+972 50-123-4567$/],
    ['050-123-4567', '', /no country code.*option Default Country$/],
    [
      '15123456789',
      'DE',
      /"15123456789" can be \+1 512 345 6789 \(United States\) or \+49 1512 3456789 \(Germany\); write it with \+/,
    ],
    ['1512 3456789', 'DE', /\+1 512.*\+49 1512/],
    ['84951234567', 'RU', /\+84 95.*Vietnam.*\+7 495.*Russia/],
    ['6767715123', 'AT', /\+676.*Tonga.*\+43 676.*Austria/],
    ['5016221234', 'US', /\+501.*Belize.*\+1 501.*United States/],
    ['0016592345678', 'HK', /\+1 659.*\+65 9234/], // 001 is how Hong Kong dials +, too
  ])('%s (%s)', async (input, country, reason) => {
    const refusal = readRecipient(input, country);
    await expect(refusal).rejects.toThrow(reason);
    await expect(refusal).rejects.toBeInstanceOf(InputError);
  });

  test('and nothing else ever happens to a text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        try {
          expect((await readRecipient(text)).chatId).toMatch(
            /^((\d+@c|[\w=-]+@g)\.us|[A-Z]{2}\.\S+)$/,
          );
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_RECIPIENT' });
        }
      }),
    );
  });
});

describe('the right person or nobody', () => {
  const all = getCountries();
  const numbers = all.flatMap((country) => getExampleNumber(country, examples as never) ?? []);
  const digits = (text: string) => text.replace(/\D/g, '');
  /** @returns the number that it is sent to; undefined where it is refused because it can be two */
  const sentTo = async (input: string, country?: string) => {
    try {
      return (await readRecipient(input, country)).phone;
    } catch (error) {
      expect((error as Error).message).toMatch(/ can be \+.* or /);
      return undefined;
    }
  };

  test("whatever the default country, a mobile number in digits goes to itself or to nobody, or is the country's as people there write it", async () => {
    expect(numbers).toHaveLength(245);
    for (const country of [undefined, '', ...all]) {
      let refused = 0;
      for (const { number } of numbers) {
        const given = number.slice(1);
        const phone = await sentTo(given, country);
        if (phone === undefined) refused++;
        else if (phone !== given) {
          const own = parsePhoneNumberFromString(`+${phone}`);
          expect([own?.countryCallingCode, digits(own?.formatNational() ?? '')]).toEqual([
            getCountryCallingCode(country as CountryCode),
            given,
          ]);
          expect(['CN', 'MX']).toContain(country); // where a good part would have to be refused
        }
      }
      expect(refused).toBeLessThanOrEqual(country ? 12 : 0);
    }
  }, 120_000);

  test('a mobile number as it is dialled at home goes to itself with that default country', async () => {
    for (const each of numbers) {
      const national = each.formatNational();
      for (const written of [national, digits(national)])
        expect(await sentTo(written, each.country)).toBe(each.number.slice(1));
    }
  });

  const pairs = fc.tuple(fc.constantFrom(...numbers), fc.constantFrom(undefined, ...all));

  test('a number with + goes to itself, one with 00 to itself or to nobody', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async ([each, country]) => {
        const itself = each.number.slice(1);
        for (const written of [each.number, each.formatInternational(), `tel:${each.number}`])
          expect(await sentTo(written, country)).toBe(itself);
        for (const written of [`00${itself}`, `00 ${each.formatInternational().slice(1)}`])
          expect([itself, undefined]).toContain(await sentTo(written, country));
      }),
      { numRuns: 1000 },
    );
  }, 60_000);

  test('a number as it is dialled from the default country goes to itself or to nobody', async () => {
    for (const from of ['US', 'AU', 'RU', 'JP', 'HK', 'IL', 'CU', 'BR'] as const)
      for (const each of numbers) {
        if (each.countryCallingCode === getCountryCallingCode(from)) continue;
        const dialled = each.format('IDD', { fromCountry: from }) as string | undefined;
        for (const written of dialled ? [dialled, digits(dialled)] : [])
          expect([each.number.slice(1), undefined]).toContain(await sentTo(written, from));
      }
  }, 60_000);

  test('digits of every script are digits', async () => {
    const zeros = Array.from({ length: 0x1fbff }, (_, code) => String.fromCodePoint(code)).filter(
      (character) => /\p{Nd}/u.test(character) && /^\P{Nd}?$/u.test(before(character)),
    );
    expect(zeros.length).toBeGreaterThan(60);
    for (const zero of zeros) {
      const written = '966501234567'.replace(/\d/g, (digit) =>
        String.fromCodePoint((zero.codePointAt(0) ?? 0) + Number(digit)),
      );
      expect([zero, (await readRecipient(written, 'IL')).phone]).toEqual([zero, '966501234567']);
    }
  });

  test('what is invisible is no part of a number or an ID', async () => {
    const marks = fc.constantFrom(
      ...['\u00ad', '\u034f', '\u061c', '\u115f', '\u17b4', '\u180e', '\u200b', '\u200d', '\u202e'],
      ...[
        '\u2060',
        '\u2066',
        '\u3164',
        '\ufe00',
        '\ufe0f',
        '\ufeff',
        '\uffa0',
        '\u{e0001}',
        '\u{e007f}',
      ],
      ...['\u{e0100}', '\u{e01ef}', '\0', '\x7f', '\u0086'],
    );
    const written = fc.constantFrom('+966501234567', '120363043@g.us', 'CO.1726691741709890@lid');
    await fc.assert(
      fc.asyncProperty(
        written,
        fc.array(marks, { minLength: 30, maxLength: 30 }),
        async (id, put) => {
          const spoiled = [...id].map((character, index) => `${put[index]}${character}`).join('');
          expect(await readRecipient(`${spoiled}${put[29]}`)).toEqual(await readRecipient(id));
        },
      ),
    );
  });
});

/** The character before that one in Unicode; none where that is a digit of the same script or of another one's end. */
function before(character: string): string {
  return String.fromCodePoint((character.codePointAt(0) ?? 1) - 1);
}

test('the countries to choose from are those that the library knows', async () => {
  const { isSupportedCountry } = await import('../../nodes/shared/libraries/libphonenumber');
  expect(countries.length).toBeGreaterThan(240);
  expect(countries.filter(({ value }) => !isSupportedCountry(value))).toEqual([]);
});
