import { methodUrl, readNumber } from '../../nodes/NinetyNineDigital/api/number';
import { CredentialError } from '../../nodes/shared/provider/account';

const credential = (fields: object = {}) => ({
  from: '972771234567',
  apiKey: 'key-2048',
  baseUrl: 'https://api.99digital.co.il',
  ...fields,
});
const errorOf = (fields: object): string => {
  try {
    readNumber(credential(fields));
  } catch (error) {
    if (error instanceof CredentialError) return error.message;
    throw error;
  }
  return 'nothing was thrown';
};

test.each([
  '972771234567',
  972771234567,
  '+972 77-123-4567',
  '00972 77 123 4567',
  '(+972) 77.123.4567',
  '  972/77/1234567 ',
  '\u202a+972771234567\u202c', // copied from a right-to-left text
  '+972\u201177\u2013123\u20114567', // dashes of a word processor
  '\uff19\uff17\uff12771234567', // full width
])('the number may be written %j', (from) => {
  expect(readNumber(credential({ from })).id).toBe('972771234567');
});

test.each([
  ['', /WhatsApp Number.*empty/],
  ['077-123-4567', /country code/],
  ['972771234567@c.us', /not a phone number/],
  ['my number', /not a phone number/],
  ['97277', /not a phone number/],
  ['9'.repeat(16), /not a phone number/],
  [null, /empty/],
])('the number cannot be %j', (from, message) => {
  expect(errorOf({ from })).toMatch(message);
});

test.each([
  ['  ', /API Key.*empty/],
  ['key 2048', /spaces or unusual characters/],
  ['key-2048\u200b', /spaces or unusual characters/],
  [undefined, /empty/],
])('the key cannot be %j', (apiKey, message) => {
  expect(errorOf({ apiKey })).toMatch(message);
  expect(errorOf({ apiKey })).not.toContain('2048');
});

test('spaces around the key, and an empty Base URL, do no harm', () => {
  const account = readNumber(credential({ apiKey: ' key-2048\n', baseUrl: ' ' }));
  expect(account).toMatchObject({ token: 'key-2048', baseUrl: 'https://api.99digital.co.il' });
  expect(methodUrl(account, 'sendFile')).toBe('https://api.99digital.co.il/whatsapp/v2/sendFile');
});

test.each(['http://localhost:3999/', 'http://127.0.0.1:3999', 'https://proxy.example/99///'])(
  'the Base URL may be %s',
  (baseUrl) => {
    expect(readNumber(credential({ baseUrl })).baseUrl).toBe(baseUrl.replace(/\/+$/, ''));
  },
);

test.each([
  ['http://api.99digital.co.il', /must start with https/],
  ['http://127.0.0.1.example.com', /must start with https/],
  ['ftp://localhost', /must start with https/],
  ['api.99digital.co.il', /not a URL/],
])('the Base URL cannot be %s', (baseUrl, message) => {
  expect(errorOf({ baseUrl })).toMatch(message);
});
