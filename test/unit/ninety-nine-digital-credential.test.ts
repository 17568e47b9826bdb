import type { ICredentialDataDecryptedObject, ICredentialTestFunctions } from 'n8n-workflow';
import { NinetyNineDigitalSendFile } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFile.node';
import { NinetyNineDigitalSendFileTrigger } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFileTrigger.node';
import { useAccount } from './registered-webhooks';
import { NINETY_NINE_DIGITAL } from './trigger-kinds';

const at = useAccount(NINETY_NINE_DIGITAL);

/** Tests the credential as n8n does when it is saved. */
const test99 = async (fields: Partial<ICredentialDataDecryptedObject> = {}) => {
  const data = at.credential(fields);
  const { credentialTest } = new NinetyNineDigitalSendFile().methods;
  const credential = { id: '1', name: 'c', type: 'ninetyNineDigitalApi', data };
  const context = { helpers: {} } as unknown as ICredentialTestFunctions;
  return await credentialTest.testNumber.call(context, credential as never);
};
const failed = (message: RegExp) => ({
  status: 'Error',
  message: expect.stringMatching(message) as string,
});

test('both nodes test the credential', () => {
  for (const { description, methods } of [
    new NinetyNineDigitalSendFile(),
    new NinetyNineDigitalSendFileTrigger(),
  ])
    expect(Object.keys(methods.credentialTest)).toEqual([
      (description.credentials?.[0] as { testedBy: string }).testedBy,
    ]);
});

test('the right number and key, in whatever spelling, pass, and nothing is changed', async () => {
  expect(await test99({ from: '+972 77-123-4567' })).toMatchObject({ status: 'OK' });
  expect((await at.control.requests()).map(({ method }) => method)).toEqual(['getWebhook']);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['another key', { apiKey: 'wrong-key-2048' }, /API Key is wrong/],
  ['a number that 99digital does not know', { from: '972770000000' }, /knows no account/],
  ['no key', { apiKey: '' }, /API Key.*empty/],
  ['no number', { from: '' }, /WhatsApp Number.*empty/],
  ['a Base URL without https', { baseUrl: 'http://api.99digital.co.il' }, /https/],
  ['a Base URL with a query', { baseUrl: 'http://127.0.0.1:9/admin?a=' }, /more than an address/],
  ['a Base URL with a fragment', { baseUrl: 'http://127.0.0.1:9/admin#' }, /more than an address/],
  ['a Base URL with a user', { baseUrl: 'https://u:key-2048@127.0.0.1' }, /more than an address/],
  ['nobody there', { baseUrl: 'http://127.0.0.1:9' }, /could not be reached/],
])('%s fails with the reason, without the key', async (_case, fields, message) => {
  const result = await test99(fields);
  expect(result).toEqual(failed(message));
  expect(result.message).not.toContain('key-2048');
});

test.each([200, 400, 401])('a refusal with HTTP %i is one', async (refusalStatus) => {
  await at.sandbox.ninetyNineDigital.control.configure({ refusalStatus });
  expect(await test99({ apiKey: 'wrong-key-2048' })).toEqual(failed(/API Key is wrong/));
});

test.each<[number, string, RegExp]>([
  [404, 'SECRET', /Base URL does not lead to 99digital: HTTP 404/],
  [200, '<h1>SECRET</h1>', /Base URL does not lead to 99digital: HTTP 200/],
  [200, '{}', /Base URL does not lead to 99digital: HTTP 200/],
  [200, '{"status":"SECRET"}', /Base URL does not lead to 99digital: HTTP 200/],
  [200, '{"status":"FAIL","reason":"SECRET"}', /99digital refused: it gave no reason/],
  [302, 'SECRET', /Base URL does not lead to 99digital: HTTP 302/],
  [400, '{"error":"SECRET"}', /Base URL does not lead to 99digital: HTTP 400/],
  [503, '', /99digital cannot answer at the moment: HTTP 503$/],
  [429, 'SECRET', /99digital cannot answer at the moment: HTTP 429$/],
])(
  'an answer that is not its own is told of, not shown: HTTP %i %s',
  async (status, body, message) => {
    await at.control.fail({ method: 'getWebhook', answer: { status, body } });
    const result = await test99();
    expect(result).toEqual(failed(message));
    expect(result.message).not.toContain('SECRET');
  },
);
