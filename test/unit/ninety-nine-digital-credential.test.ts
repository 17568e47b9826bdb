import type { ICredentialDataDecryptedObject, ICredentialTestFunctions } from 'n8n-workflow';
import { NinetyNineDigitalSendFile } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFile.node';
import { NinetyNineDigitalTrigger } from '../../nodes/NinetyNineDigital/NinetyNineDigitalTrigger.node';
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
    new NinetyNineDigitalTrigger(),
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
  [404, 'Not here', /Base URL does not lead to 99digital: HTTP 404, Not here/],
  [200, '<h1>Welcome</h1>', /Base URL does not lead to 99digital: HTTP 200, Welcome/],
  [503, '', /99digital cannot answer at the moment: HTTP 503$/],
  [429, 'Too many', /99digital cannot answer at the moment: HTTP 429, Too many/],
])('an answer that is not its own is told of: HTTP %i %s', async (status, body, message) => {
  await at.control.fail({ method: 'getWebhook', answer: { status, body } });
  expect(await test99()).toEqual(failed(message));
});

test('the key is not shown, though 99digital repeats it', async () => {
  await at.control.fail({
    method: 'getWebhook',
    answer: { status: 404, body: 'No page for {{token}}' },
  });
  const { message } = await test99();
  expect(message).toContain('No page for');
  expect(message).not.toContain(at.sandbox.ninetyNineDigital.apiKey);
});
