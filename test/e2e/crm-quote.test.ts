import { errorOf, outputOf } from '../../lab/n8n/n8n-client';
import { importExample } from './setup/example';
import { oneMsg, sentTo } from './setup/providers';
import { invoiceUrl, n8n, openWindow, sandbox } from './setup/stage';

const PHONE = '12020721369';

test('the example sends the quote of the deal that its pinned data shows, once', async () => {
  await sandbox.reset();
  await openWindow(PHONE);
  const workflowId = await importExample('crm-quote.json', {
    addresses: { 'https://crm.example.com/quotes/Q-2048.pdf': invoiceUrl },
  });
  const run = async () => {
    const execution = await n8n.runManually(workflowId, 'HubSpot Trigger');
    expect(errorOf(execution)).toBeUndefined();
    // Two deals have moved, and one of them to the stage.
    expect(outputOf(execution, 'HubSpot Trigger')).toHaveLength(2);
    return outputOf(execution, '1MSG Send File').map(({ status }) => status);
  };

  expect(await run()).toEqual(['accepted']);
  expect(await sentTo(oneMsg, PHONE)).toMatchObject([
    {
      link: invoiceUrl,
      filename: 'Quote Harbour Office Printers.pdf',
      caption: 'Hello Dana, here is our quote for Harbour Office Printers.',
    },
  ]);
  expect(await run()).toEqual(['skipped']);
  expect(await sentTo(oneMsg, PHONE)).toHaveLength(1);
  await n8n.deleteWorkflow(workflowId);
});
