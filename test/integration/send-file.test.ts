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
      message: `Sent to ${CUSTOMER}@c.us`,
      description: 'Message has been sent to the provider',
    },
  ]);
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

test('a chat ID goes as such, for groups and hidden numbers', async () => {
  await sandbox.control.configure({ windowEnforced: false });
  const result = await runOneMsg(sandbox, [
    item({ phone: '120363043@g.us' }),
    item({ phone: '98765432101234@lid' }),
    item({ phone: `${CUSTOMER}@c.us` }),
  ]);
  expect(jsonOf(result)).toMatchObject([
    { phone: null, chatId: '120363043@g.us' },
    { phone: null, chatId: '98765432101234@lid' },
    { phone: CUSTOMER, chatId: `${CUSTOMER}@c.us` },
  ]);
  const bodies = (await sandbox.control.requests('sendFile')).map(({ body }) => body);
  expect(bodies).toContainEqual(expect.objectContaining({ chatId: '120363043@g.us' }));
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
  expect(JSON.stringify(result.run)).not.toContain(sandbox.token);
});

describe('bad input is refused before anything is sent', () => {
  test.each<[string, Record<string, string>, string, RegExp]>([
    ['an empty number', { phone: '' }, 'INVALID_RECIPIENT', /empty/],
    [
      'a name instead of a number',
      { phone: 'Ms Miller' },
      'INVALID_RECIPIENT',
      /not a phone number/,
    ],
    [
      'a number without country code',
      { phone: '050-123-4567' },
      'INVALID_RECIPIENT',
      /country code/,
    ],
    [
      'something that is no chat ID',
      { phone: 'miller@example.com' },
      'INVALID_RECIPIENT',
      /chat ID/,
    ],
    ['no URL', { url: ' ' }, 'INVALID_FILE', /URL is empty/],
    ['no web link', { url: 'ftp://example.com/a.pdf' }, 'INVALID_FILE', /http or https/],
    ['a path', { url: 'invoices/a.pdf' }, 'INVALID_FILE', /not a URL/],
    ['a long caption', { caption: 'x'.repeat(1025) }, 'INVALID_FILE', /1025 characters.*1024/],
    ['a caption on audio', { name: 'call.mp3' }, 'INVALID_FILE', /no caption on audio/],
  ])('%s', async (_case, fields, errorCode, message) => {
    const result = await runOneMsg(
      sandbox,
      [item(fields)],
      {},
      { onError: 'continueRegularOutput' },
    );
    expect(jsonOf(result)).toEqual([
      { ...item(fields), error: expect.stringMatching(message) as string, errorCode },
    ]);
    expect(await sandbox.control.requests()).toEqual([]);
  });

  test('1,024 characters are not too many', async () => {
    const result = await runOneMsg(sandbox, [item({ caption: 'x'.repeat(1024) })]);
    expect(jsonOf(result)[0]).toMatchObject({ sent: true });
  });

  test('a voice note that is no OGG file', async () => {
    const result = await runOneMsg(sandbox, [item({ caption: '' })], {
      options: { voiceNote: true },
    });
    expect(result.error).toMatchObject({ message: expect.stringContaining('OGG') as string });
  });
});

describe('many items', () => {
  const phones = ['12020721369', '+1 202 072 1369', '12025550111', '1-202-555-0111', '12025550122'];
  beforeEach(async () => await sandbox.control.configure({ windowEnforced: false }));

  test('the output keeps the order and pairing of the input', async () => {
    const items = phones.map((phone, index) => item({ phone, name: `${index}.pdf` }));
    const { outputs } = await runOneMsg(sandbox, items);
    expect(outputs[0]!.map(({ json, pairedItem }) => [json.filename, pairedItem])).toEqual(
      items.map(({ name }, index) => [name, { item: index }]),
    );
  });

  test("one recipient's files go one after another in item order, however the number is spelled", async () => {
    await sandbox.control.configure({ answerAfterMs: 5 });
    const items = Array.from({ length: 40 }, (_, index) =>
      item({
        phone: phones[index % phones.length]!,
        name: `${String(index).padStart(2, '0')}.pdf`,
      }),
    );
    await runOneMsg(sandbox, items);
    const sent = (await sandbox.control.messages()).filter(
      ({ direction }) => direction === 'outgoing',
    );
    expect(sent).toHaveLength(40);
    for (const chatId of new Set(sent.map((message) => message.chatId))) {
      const names = sent.filter((message) => message.chatId === chatId).map((m) => m.filename);
      expect(names).toEqual([...names].sort());
    }
    const { mostInFlight } = await sandbox.control.stats();
    expect(mostInFlight).toBe(3); // as many as there are recipients
  });

  test('no more recipients at a time than set, over as many connections', async () => {
    await sandbox.control.configure({ answerAfterMs: 10 });
    const items = Array.from({ length: 30 }, (_, index) =>
      item({ phone: `1202555${1000 + index}` }),
    );
    await runOneMsg(sandbox, items, { options: { concurrency: 4 } });
    expect((await sandbox.control.stats()).mostInFlight).toBe(4);
    const requests = await sandbox.control.requests('sendFile');
    expect(new Set(requests.map(({ connection }) => connection)).size).toBe(4);
  });

  test('a failed item costs the others nothing when the node continues', async () => {
    const items = [item(), item({ phone: 'nobody' }), item({ phone: '12025550111' })];
    const { outputs } = await runOneMsg(sandbox, items, {}, { onError: 'continueErrorOutput' });
    expect(outputs[0]!.map(({ json }) => json.phone)).toEqual([CUSTOMER, '12025550111']);
    expect(outputs[1]!.map(({ json }) => json)).toMatchObject([
      { phone: 'nobody', name: 'invoice.pdf', errorCode: 'INVALID_RECIPIENT' },
    ]);
  });

  test('a run that stops says how many were sent before, and which', async () => {
    const items = [item(), item({ phone: '12025550111' }), item({ phone: 'nobody' }), item()];
    const { error, outputs } = await runOneMsg(sandbox, items, { options: { concurrency: 1 } });
    expect(outputs).toEqual([]);
    expect(error).toMatchObject({
      message: expect.stringContaining('nobody') as string,
      description: expect.stringContaining('2 of the 4 items had been sent before: 0–1') as string,
      context: { itemIndex: 2, errorCode: 'INVALID_RECIPIENT' },
    });
    expect(await sandbox.control.requests('sendFile')).toHaveLength(2);
  });

  test('a cancelled execution starts nothing more', async () => {
    await sandbox.control.configure({ answerAfterMs: 50 });
    const items = Array.from({ length: 200 }, (_, index) =>
      item({ phone: `1202555${1000 + index}` }),
    );
    let cancel = () => {};
    const run = runOneMsg(sandbox, items, {}, { onStarted: (stop) => (cancel = stop) });
    while ((await sandbox.control.stats()).received < 10)
      await new Promise((resolve) => setTimeout(resolve, 5));
    cancel();
    await run;
    await sandbox.control.settled();
    const { received } = await sandbox.control.stats();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await sandbox.control.stats()).received).toBe(received);
    expect(received).toBeLessThan(60);
  });
});
