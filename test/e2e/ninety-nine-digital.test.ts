import { outputOf } from '../../lab/n8n/n8n-client';
import { using } from '../../lab/n8n/workflows';
import { createCredential, ninetyNine, openWindowAt, sentTo } from './setup/providers';
import { fetchFile, runSendFile } from './setup/send-file-workflow';
import { invoiceUrl, n8n, n8nLog, sandboxUrl } from './setup/stage';

const PHONE = '972501234567';
const provider = ninetyNine;
const { control } = provider;

beforeEach(() => control.reset());

/** Sends the invoice to each phone and gives the items. */
const send = async (phones: string[], parameters = {}) =>
  outputOf(
    await runSendFile({
      provider,
      parameters,
      onError: 'continueRegularOutput',
      items: phones.map((phone) => ({ phone, fileUrl: invoiceUrl, caption: 'Yours' })),
    }),
    'Send File',
  );

test('a file is sent by its link, with what is left of the session window', async () => {
  await openWindowAt(provider, PHONE);
  const [sent] = await send(['+972 50-123-4567']);
  expect(sent).toMatchObject({
    sent: true,
    id: expect.any(String) as string,
    status: 'accepted',
    phone: PHONE,
    chatId: `${PHONE}@c.us`,
    filename: 'invoice-TKT-2048.pdf',
    caption: 'Yours',
    sentVia: 'sendFile',
    window: 'open',
    minutesLeft: 1440,
  });
  const [message] = await sentTo(provider, PHONE);
  expect(message).toMatchObject({ id: sent?.id, link: invoiceUrl, caption: 'Yours' });
});

test('many items go out in one run, each recipient in order, and come back in theirs', async () => {
  const phones = Array.from({ length: 12 }, (_, index) => `97250123${4000 + (index % 4)}`);
  await openWindowAt(provider, ...phones.slice(0, 4));
  await control.fail({ method: 'sendFile', recipient: phones[0], delayMs: 500 });
  const output = await send(phones);
  expect(output.map(({ phone }) => phone)).toEqual(phones);
  expect(new Set(output.map(({ id }) => id)).size).toBe(phones.length);
  const first = (await sentTo(provider, phones[0]!)).map(({ id }) => id);
  expect(first).toEqual(output.filter(({ phone }) => phone === phones[0]).map(({ id }) => id));
});

test('a closed window, a group and an http link fail with a code, and the rest goes out', async () => {
  await control.configure({ windowRefusal: 'atOnce' });
  await openWindowAt(provider, PHONE);
  const items = await send(['972500000000', '12036302@g.us', PHONE, 'IL.2048972509999999']);
  expect(items.map(({ errorCode, status }) => errorCode ?? status)).toEqual([
    'WINDOW_CLOSED',
    'INVALID_RECIPIENT',
    'accepted',
    'WINDOW_CLOSED',
  ]);
  expect(items[1]?.error).toContain('persons only');
  const [http] = await send([PHONE], { fileUrl: 'http://files.example.com/a.pdf' });
  expect(http).toMatchObject({ errorCode: 'INVALID_FILE' });
  expect(http?.error).toContain('https');
});

test('a binary goes as a link, which a loopback address refuses with the reason', async () => {
  await openWindowAt(provider, PHONE);
  const execution = await runSendFile({
    provider,
    before: [fetchFile],
    parameters: { fileSource: 'binary', binaryPropertyName: 'data' },
    onError: 'continueRegularOutput',
    items: [{ phone: PHONE, fileUrl: invoiceUrl, caption: '' }],
  });
  const [item] = outputOf(execution, 'Send File');
  expect(item).toMatchObject({ errorCode: 'INVALID_FILE' });
  expect(item?.error).toContain('WEBHOOK_URL');
  expect(await sentTo(provider, PHONE)).toEqual([]);
});

test('the session window is told for each item', async () => {
  await openWindowAt(provider, PHONE);
  const items = await send([PHONE, '972500000000'], { operation: 'getSessionWindow' });
  expect(items).toEqual([
    expect.objectContaining({ phone: PHONE, window: 'open', minutesLeft: 1440 }),
    expect.objectContaining({ window: 'closed', minutesLeft: null }),
  ]);
});

describe('the credential test', () => {
  const WRONG_KEY = 'key-of-nobody-2048';
  const testCredential = async (changes: Record<string, string>) =>
    n8n.testCredential(await createCredential(provider, changes), {
      ...provider.credential,
      ...changes,
    });

  test.each([
    ['the right number and key', {}],
    [
      'a number as people write it',
      { from: `+${provider.accountId.slice(0, 3)} ${provider.accountId.slice(3)}` },
    ],
    ['a base URL that ends with a slash', { baseUrl: `${sandboxUrl}/` }],
  ])('accepts %s', async (_form, changes) => {
    expect(await testCredential(changes)).toMatchObject({ status: 'OK' });
  });

  test('refuses a wrong key without repeating it, and a number that is not the account’s', async () => {
    const result = await testCredential({ apiKey: WRONG_KEY });
    expect(result.status).toBe('Error');
    expect(result.message).not.toContain(WRONG_KEY);
    expect(n8nLog()).not.toContain(WRONG_KEY);
    expect((await testCredential({ from: '972779999999' })).status).toBe('Error');
  });
});

test('n8n’s HTTP Request node can use the credential: the key goes in the body', async () => {
  const credential = await createCredential(provider);
  const request = {
    name: 'Ask',
    type: 'n8n-nodes-base.httpRequest',
    typeVersion: 4.2,
    parameters: {
      method: 'POST',
      url: `${sandboxUrl}/whatsapp/v2/getWebhook`,
      authentication: 'predefinedCredentialType',
      nodeCredentialType: credential.type,
      sendBody: true,
      specifyBody: 'json',
      jsonBody: '{}',
    },
    credentials: using(credential),
  };
  const execution = await runSendFile({
    provider,
    before: [request],
    parameters: { operation: 'getSessionWindow' },
    items: [{ phone: PHONE }],
  });
  expect(outputOf(execution, 'Ask')[0]).toMatchObject({ status: 'OK' });
});
