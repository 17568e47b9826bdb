import { jsonOf, runOneMsg } from './one-msg-node';
import { CUSTOMER, useSandbox } from './use-sandbox';

const sandbox = useSandbox([CUSTOMER]);

const item = (fields: Record<string, string> = {}) => ({
  phone: '+1 (202) 072-1369',
  name: 'invoice.pdf',
  caption: 'Invoice for ticket TKT-2048',
  ...fields,
});
const bodyOfLastSend = async () =>
  (await sandbox.control.requests('sendFile')).at(-1)?.body as Record<string, unknown>;

test('an accepted file comes out as the contract says, and reaches the customer', async () => {
  const result = await runOneMsg(sandbox, [item()]);
  const [message] = await sandbox.control
    .messages(CUSTOMER)
    .then((all) => all.filter((m) => m.direction === 'outgoing'));
  expect(jsonOf(result)).toEqual([
    {
      sent: true,
      id: message!.id,
      status: 'accepted',
      phone: CUSTOMER,
      chatId: `${CUSTOMER}@c.us`,
      filename: 'invoice.pdf',
      caption: 'Invoice for ticket TKT-2048',
      sentVia: 'sendFile',
      acceptedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    },
  ]);
  // The editor shows as many columns as there is room for.
  expect(Object.keys(jsonOf(result)[0]!).slice(0, 4)).toEqual(['sent', 'id', 'status', 'sentVia']);
  expect(result.outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });
});

test('the request holds just what 1MSG documents, the token in the header only', async () => {
  await runOneMsg(sandbox, [item()]);
  const [request] = await sandbox.control.requests('sendFile');
  expect(request!.body).toEqual({
    phone: CUSTOMER,
    body: `${sandbox.url}/samples/invoice.pdf`,
    filename: 'invoice.pdf',
    caption: 'Invoice for ticket TKT-2048',
  });
  expect(JSON.stringify(request)).not.toContain(sandbox.token);
});

test.each([
  ['the last part of its path', '/samples/invoice.pdf?ticket=1', 'invoice.pdf'],
  ['percent-decoded', '/samples/Rechnung%20M%C3%A4rz.pdf', 'Rechnung März.pdf'],
  ['as it is where the encoding is broken', '/samples/100%25%ZZ.pdf', '100%25%ZZ.pdf'],
])('without a name the file takes that of its link: %s', async (_case, path, filename) => {
  const result = await runOneMsg(sandbox, [item({ name: '', url: sandbox.url + path })]);
  expect(jsonOf(result)[0]).toMatchObject({ filename });
});

test('a name without extension gets that of the link', async () => {
  const result = await runOneMsg(sandbox, [item({ name: 'Invoice 2048' })]);
  expect(jsonOf(result)[0]).toMatchObject({ filename: 'Invoice 2048.pdf' });
});

test('characters beyond ASCII in the link are percent-encoded, in the name they stay', async () => {
  await runOneMsg(sandbox, [item({ name: 'Счёт.pdf', url: `${sandbox.url}/samples/Счёт 1.pdf` })]);
  expect(await bodyOfLastSend()).toMatchObject({
    body: `${sandbox.url}/samples/%D0%A1%D1%87%D1%91%D1%82%201.pdf`,
    filename: 'Счёт.pdf',
  });
});

test('a group goes by its chat ID, a person by number', async () => {
  await sandbox.control.configure({ windowEnforced: false });
  const result = await runOneMsg(sandbox, [
    item({ phone: '120363043@g.us' }),
    item({ phone: `${CUSTOMER}@c.us` }),
  ]);
  expect(jsonOf(result)).toMatchObject([
    { phone: null, chatId: '120363043@g.us' },
    { phone: CUSTOMER, chatId: `${CUSTOMER}@c.us` },
  ]);
  const bodies = (await sandbox.control.requests('sendFile')).map(({ body }) => body);
  expect(bodies).toContainEqual(expect.objectContaining({ chatId: '120363043@g.us' }));
  expect(bodies).toContainEqual(expect.objectContaining({ phone: CUSTOMER }));
});

describe('a hidden number', () => {
  const ID = 'CO.1726691741709890';

  test.each([ID, `${ID}@lid`, 'co.1726691741709890@LID'])(
    '%s is sent to by user ID',
    async (phone) => {
      await sandbox.control.configure({ windowEnforced: false });
      const result = await runOneMsg(sandbox, [item({ phone })]);
      expect(jsonOf(result)).toMatchObject([{ sent: true, phone: null, chatId: ID }]);
      const body = await bodyOfLastSend();
      expect(body).toMatchObject({ phone: ID });
      expect(body).not.toHaveProperty('chatId');
    },
  );

  test('that is digits only is refused before anything is sent: they would be taken for a phone number', async () => {
    const items = [item({ phone: '98765432101234@lid' })];
    const result = await runOneMsg(sandbox, items, {}, { onError: 'continueRegularOutput' });
    expect(jsonOf(result)).toMatchObject([
      {
        errorCode: 'INVALID_RECIPIENT',
        error: expect.stringMatching(/hidden numbers.*98765432101234@lid.*user ID/) as string,
      },
    ]);
    expect(await sandbox.control.requests()).toEqual([]);
  });

  test('has a session window, too', async () => {
    await sandbox.control.customerWrites({ from: ID, text: 'hello' });
    const result = await runOneMsg(sandbox, [item({ phone: ID })], {
      operation: 'getSessionWindow',
    });
    expect(jsonOf(result)).toMatchObject([{ phone: null, window: 'open' }]);
  });
});

test('a media ID needs no name', async () => {
  const upload = await fetch(`${sandbox.url}/${sandbox.channelId}/uploadMedia`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ body: `${sandbox.url}/samples/invoice.pdf` }),
  });
  const { mediaId } = (await upload.json()) as { mediaId: string };
  const result = await runOneMsg(sandbox, [item({ name: '' })], {
    fileSource: 'mediaId',
    mediaId,
    mediaType: 'document',
  });
  expect(await bodyOfLastSend()).toMatchObject({ mediaId, mediaType: 'document' });
  expect(result.error).toBeUndefined();
});

test('the quoted message and the request are there when asked for, without secrets', async () => {
  const result = await runOneMsg(sandbox, [item()], {
    options: { quotedMessageId: 'wamid.quoted', includeRequest: true },
  });
  expect(jsonOf(result)[0]?.request).toMatchObject({
    method: 'POST',
    url: `${sandbox.url}/${sandbox.channelId}/sendFile`,
    body: { quotedMsgId: 'wamid.quoted', phone: CUSTOMER },
  });
  expect(jsonOf(result)[0]?.response).toEqual({
    message: `Sent to ${CUSTOMER}@c.us`,
    description: 'Message has been sent to the provider',
  });
  expect(JSON.stringify(result.run)).not.toContain(sandbox.token);
});

test.each([
  ['a file', {}],
  ['a media ID', { fileSource: 'mediaId', mediaId: '2048', mediaType: 'document' }],
])('a voice note that is no OGG file is refused: %s', async (_what, rest) => {
  const result = await runOneMsg(sandbox, [item({ caption: '' })], {
    ...rest,
    options: { voiceNote: true },
  });
  expect(result.error).toMatchObject({ message: expect.stringContaining('OGG') as string });
});
