import { errorOf, outputOf } from '../../lab/n8n/n8n-client';
import { importExample } from './setup/example';
import { oneMsg, sentTo } from './setup/providers';
import { n8n, openWindow, sandbox, sandboxUrl } from './setup/stage';

const PHONE = '12020721369';
const link = `${sandboxUrl}/samples/invoice-Q-2048.pdf`;
const filename = 'Quote Harbour Office Printers.pdf';

let workflowId: string;

beforeEach(async () => {
  await sandbox.reset();
  workflowId = await importExample('crm-quote.json', {
    addresses: { 'http://127.0.0.1:3999': sandboxUrl },
  });
});
afterEach(() => n8n.deleteWorkflow(workflowId));

async function run() {
  const execution = await n8n.runManually(workflowId, 'HubSpot Trigger');
  expect(errorOf(execution)).toBeUndefined();
  // Two deals have moved, and one of them to the stage.
  expect(outputOf(execution, 'HubSpot Trigger')).toHaveLength(2);
  return outputOf(execution, '1MSG Send File').map(({ status, sentVia }) => [status, sentVia]);
}

test('the example sends the quote of the deal that its pinned data shows, once', async () => {
  await openWindow(PHONE);
  expect(await run()).toEqual([['accepted', 'sendFile']]);
  expect(await sentTo(oneMsg, PHONE)).toMatchObject([
    {
      ...{ link, filename, template: null },
      caption: 'Hello Dana, here is our quote for Harbour Office Printers.',
    },
  ]);
  expect(await run()).toEqual([['skipped', undefined]]);
  expect(await sentTo(oneMsg, PHONE)).toHaveLength(1);
});

test('the example sends the quote by template to a contact who has not written for a day', async () => {
  await openWindow(PHONE);
  await sandbox.forward({ hours: 25 });
  expect(await run()).toEqual([['accepted', 'sendTemplate']]);
  expect(await sentTo(oneMsg, PHONE)).toMatchObject([
    {
      ...{ link, filename },
      template: {
        name: 'invoice_ready',
        body: 'Hello Dana, your invoice for ticket Harbour Office Printers is ready.',
      },
    },
  ]);
});
