import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { errorOf, outputOf } from '../../lab/n8n/n8n-client';
import { activateExample } from './setup/example';
import { channelId, filesFolder, n8n, sandbox, sandboxUrl } from './setup/stage';

const PHONE = '12020721369';
const FOLDER = '/home/node/.n8n-files/receipts';

let workflowId: string;

beforeEach(async () => {
  await sandbox.reset();
  workflowId = await activateExample('receipts.json', { addresses: { [FOLDER]: filesFolder } });
});
afterEach(() => n8n.deleteWorkflow(workflowId));

test('the example keeps the file that a customer sends, whatever it is called, and leaves texts alone', async () => {
  const before = readdirSync(filesFolder);
  const pdf = Buffer.from(
    await (await fetch(`${sandboxUrl}/samples/invoice-R-1.pdf`)).arrayBuffer(),
  );
  await sandbox.customerWrites({ from: PHONE, text: 'Here it comes' });
  const text = await n8n.waitForExecution(workflowId);
  expect(errorOf(text)).toBeUndefined();
  expect(outputOf(text, 'Download Received File')).toEqual([]);

  const media = {
    filename: '../קבלה של דנה.pdf',
    mime: 'application/pdf',
    base64: pdf.toString('base64'),
    caption: 'For TKT-2048',
  };
  await sandbox.customerWrites({ from: PHONE, senderName: 'Dana', media });
  const execution = await n8n.waitForExecution(workflowId, ({ id }) => id !== text.id);
  expect(errorOf(execution)).toBeUndefined();
  const [noted, ...others] = outputOf(execution, 'Note It in the CRM');
  expect(others).toEqual([]);
  expect(noted).toMatchObject({ phone: PHONE, name: 'Dana', caption: 'For TKT-2048' });
  const files = readdirSync(filesFolder).filter((name) => !before.includes(name));
  expect(files).toHaveLength(1);
  expect(files[0]).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\d ${PHONE} .*דנה\\.pdf$`));
  expect(noted?.file).toBe(join(filesFolder, files[0]!));
  expect(readFileSync(join(filesFolder, files[0]!))).toEqual(pdf);
});

test('the example tells of a file that could not be fetched', async () => {
  const [{ url = '' } = {}] = (await sandbox.webhooks()).urls;
  await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      instanceId: channelId,
      messages: [
        {
          ...{ id: 'false_1', type: 'image', body: `${sandboxUrl}/media/none/it.jpg` },
          ...{ chatId: `${PHONE}@c.us`, fromMe: false, time: Math.floor(Date.now() / 1000) },
        },
      ],
    }),
  });
  const execution = await n8n.waitForExecution(workflowId);
  expect(outputOf(execution, 'Tell Somebody')).toMatchObject([{ errorCode: 'INVALID_FILE' }]);
  expect(outputOf(execution, 'Keep the File')).toEqual([]);
});
