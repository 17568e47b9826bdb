import { outputOf } from '../../lab/n8n/n8n-client';
import { runSendFile } from './setup/send-file-workflow';
import { invoiceUrl, openWindow, sandbox, sandboxUrl, token } from './setup/stage';

const PHONE = '12020721369';

beforeEach(() => sandbox.reset());

test('a file is sent by its URL, and the output says what was sent', async () => {
  await openWindow(PHONE);
  const execution = await runSendFile({
    items: [
      {
        phone: '+1 (202) 072-1369',
        fileUrl: invoiceUrl,
        filename: 'invoice.pdf',
        caption: 'Yours',
      },
    ],
  });

  expect(execution.status).toBe('success');
  const [sent, ...others] = outputOf(execution, 'Send File');
  expect(others).toEqual([]);
  expect(sent).toMatchObject({
    sent: true,
    id: expect.stringMatching(/^wamid\./) as string,
    status: 'accepted',
    phone: PHONE,
    chatId: `${PHONE}@c.us`,
    filename: 'invoice.pdf',
    caption: 'Yours',
    sentVia: 'sendFile',
    acceptedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
  });
  // 1MSG's own words are for an item that shows its request.
  expect(sent).not.toHaveProperty('message');

  await sandbox.settled();
  const [message] = (await sandbox.messages(PHONE)).filter((each) => each.direction === 'outgoing');
  expect(message).toMatchObject({ id: sent?.id, filename: 'invoice.pdf', caption: 'Yours' });
  expect(message?.statuses.map(({ status }) => status)).toEqual(['sent', 'delivered']);
  const original = await (await fetch(invoiceUrl)).arrayBuffer();
  expect(message?.file).toMatchObject({ mime: 'application/pdf', size: original.byteLength });
});

test('without a file name it is taken from the URL', async () => {
  await openWindow(PHONE);
  const execution = await runSendFile({
    items: [{ phone: PHONE, fileUrl: `${invoiceUrl}?signature=abc`, filename: '', caption: '' }],
  });
  expect(outputOf(execution, 'Send File')[0]).toMatchObject({ filename: 'invoice-TKT-2048.pdf' });
});

test('several items go out in one run and come back in their order', async () => {
  const phones = Array.from({ length: 12 }, (_, index) => `1202072${1400 + index}`);
  await openWindow(...phones);
  // The first ones answer last.
  for (const [index, recipient] of phones.slice(0, 3).entries()) {
    await sandbox.fail({ method: 'sendFile', recipient, delayMs: 600 - index * 200 });
  }
  const execution = await runSendFile({
    items: phones.map((phone, index) => ({
      phone,
      fileUrl: `${sandboxUrl}/samples/invoice.pdf?ticket=TKT-${index}`,
      filename: `invoice-${index}.pdf`,
      caption: `Ticket ${index}`,
    })),
  });

  const output = outputOf(execution, 'Send File');
  expect(output.map((item) => item.phone)).toEqual(phones);
  expect(output.map((item) => item.filename)).toEqual(
    phones.map((_, index) => `invoice-${index}.pdf`),
  );
  expect(new Set(output.map((item) => item.id)).size).toBe(phones.length);
  const run = execution.data.resultData.runData['Send File']?.at(-1);
  expect(run?.data?.main?.[0]?.map((item) => item.pairedItem)).toEqual(
    phones.map((_, index) => expect.objectContaining({ item: index }) as object),
  );
});

test('several files to one recipient arrive in the order of the items', async () => {
  await openWindow(PHONE);
  const names = ['first.pdf', 'second.pdf', 'third.pdf', 'fourth.pdf'];
  await runSendFile({
    items: names.map((filename) => ({ phone: PHONE, fileUrl: invoiceUrl, filename, caption: '' })),
  });
  const sent = (await sandbox.messages(PHONE)).filter((each) => each.direction === 'outgoing');
  expect(sent.map(({ filename }) => filename)).toEqual(names);
});

test('the token goes to 1MSG in the header alone, and stays out of the execution', async () => {
  await openWindow(PHONE);
  const execution = await runSendFile({
    items: [{ phone: PHONE, fileUrl: invoiceUrl, filename: 'a.pdf', caption: '' }],
  });
  const [request] = await sandbox.requests('sendFile');
  expect(JSON.stringify(request)).not.toContain(`token=${token}`);
  expect(execution.rawData).not.toContain(token);
});
