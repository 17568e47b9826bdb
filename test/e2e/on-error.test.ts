import type { IDataObject } from 'n8n-workflow';

import { errorOf, outputOf } from '../../lab/n8n/n8n-client';
import { runSendFile } from './setup/send-file-workflow';
import { invoiceUrl, openWindow, sandbox } from './setup/stage';

const PHONES = ['12020721401', '12020721402', '12020721403', '12020721404', '12020721405'];
const REFUSED = 2;
const UNKNOWN = 3;
const TICKET = { customer: { name: 'Dana', tags: ['vip'] }, amount: 99.5 };

const items: IDataObject[] = PHONES.map((phone, index) => ({
  phone,
  fileUrl: invoiceUrl,
  filename: `${index}.pdf`,
  caption: '',
  ticket: TICKET,
}));

beforeEach(async () => {
  await sandbox.reset();
  await openWindow(...PHONES);
  await sandbox.configure({ history: false });
  // One that certainly was not sent, and one that perhaps was.
  await sandbox.fail(
    {
      method: 'sendFile',
      recipient: PHONES[REFUSED],
      answer: { status: 400, body: { error: 'Wrong file' } },
    },
    { method: 'sendFile', recipient: PHONES[UNKNOWN], stage: 'afterAccept', cut: true },
  );
});

const failedItem = (index: number, errorCode: string) => ({
  ...items[index],
  errorCode,
  error: expect.stringMatching(/\w+ \w+/) as string,
});

test('Continue: every item in its place, the failed ones with their fields, error and errorCode', async () => {
  const execution = await runSendFile({ items, onError: 'continueRegularOutput' });

  expect(execution.status).toBe('success');
  expect(outputOf(execution, 'Send File')).toEqual([
    expect.objectContaining({ status: 'accepted', phone: PHONES[0] }),
    expect.objectContaining({ status: 'accepted', phone: PHONES[1] }),
    failedItem(REFUSED, 'REJECTED'),
    failedItem(UNKNOWN, 'OUTCOME_UNKNOWN'),
    expect.objectContaining({ status: 'accepted', phone: PHONES[4] }),
  ]);
});

test('Continue (using error output): the failed items there, with their fields, error and errorCode', async () => {
  const execution = await runSendFile({ items, onError: 'continueErrorOutput' });

  expect(execution.status).toBe('success');
  expect(outputOf(execution, 'Send File', 0).map(({ phone }) => phone)).toEqual([
    PHONES[0],
    PHONES[1],
    PHONES[4],
  ]);
  expect(outputOf(execution, 'Send File', 1)).toEqual([
    failedItem(REFUSED, 'REJECTED'),
    failedItem(UNKNOWN, 'OUTCOME_UNKNOWN'),
  ]);
  const [run] = execution.data.resultData.runData['Send File'] ?? [];
  expect(run?.data?.main?.[1]?.map(({ pairedItem }) => pairedItem)).toEqual([
    expect.objectContaining({ item: REFUSED }),
    expect.objectContaining({ item: UNKNOWN }),
  ]);
});

test('Stop Workflow: the error names its item, and how many were sent before and which', async () => {
  const execution = await runSendFile({ items, parameters: { options: { concurrency: 1 } } });

  expect(execution.status).toBe('error');
  expect(errorOf(execution, 'Send File')).toMatchObject({
    name: 'NodeApiError',
    description: expect.stringContaining('2 of the 5 items had been sent before: 0–1.') as string,
    context: {
      itemIndex: REFUSED,
      errorCode: 'REJECTED',
      alreadySent: [
        { item: 0, id: expect.stringMatching(/^wamid\./) as string },
        { item: 1, id: expect.stringMatching(/^wamid\./) as string },
      ],
    },
  });
  expect(outputOf(execution, 'Send File')).toEqual([]);
  expect(await sandbox.requests('sendFile')).toHaveLength(3);
});
