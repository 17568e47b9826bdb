import { type Execution, hasEnded, outputOf } from '../../lab/n8n/n8n-client';
import { activateExample } from './setup/example';
import { oneMsg, sentTo } from './setup/providers';
import { invoiceUrl, n8n, openWindow, sandbox, unique } from './setup/stage';

const PHONE = '12020721369';
const ENDS = ['Did Not Arrive', 'Went Out as Template', 'Went Out as File'];

let workflowId: string;

beforeEach(async () => {
  await sandbox.reset();
  // As on newer channels: only the trigger tells what became of a message.
  await sandbox.configure({ hookInfo: false });
  workflowId = await activateExample('closed-window-template.json');
  await openWindow(PHONE);
});
afterEach(() => n8n.deleteWorkflow(workflowId));

/** Posts a ticket and gives the execution that sends its invoice, when it has ended. */
async function ready(): Promise<{ ticket: string; execution: Execution; ends: string[] }> {
  const ticket = unique('TKT');
  const post = { ticket, customer: 'Dana', phone: `+${PHONE}`, invoiceUrl };
  await n8n.postWebhook('closed-window-template', post);
  const execution = await n8n.waitForExecution(
    workflowId,
    (each) => hasEnded(each) && 'Invoice Ready' in each.data.resultData.runData,
  );
  return { ticket, execution, ends: ENDS.filter((end) => outputOf(execution, end).length > 0) };
}

test('the example sends the invoice as a file in an open window', async () => {
  const { ticket, ends } = await ready();
  expect(ends).toEqual(['Went Out as File']);
  expect(await sentTo(oneMsg, PHONE)).toMatchObject([
    {
      ...{ template: null, link: invoiceUrl, filename: `Invoice ${ticket}.pdf` },
      caption: `Hello Dana, here is the invoice for ticket ${ticket}.`,
    },
  ]);
});

test.each(['later', 'atOnce'] as const)(
  'the example sends it in a template’s header when the window is closed, and WhatsApp says so %s',
  async (windowRefusal) => {
    await sandbox.configure({ windowRefusal });
    await sandbox.forward({ hours: 25 });
    const { ticket, ends, execution } = await ready();
    expect(ends).toEqual(['Went Out as Template']);
    expect(outputOf(execution, '1MSG Send File')).toMatchObject([
      { sentVia: 'sendTemplate', status: 'delivered' },
    ]);
    const arrived = (await sentTo(oneMsg, PHONE)).filter(({ template }) => template);
    expect(arrived).toMatchObject([
      {
        template: { body: `Hello Dana, your invoice for ticket ${ticket} is ready.` },
        ...{ filename: `Invoice ${ticket}.pdf`, link: invoiceUrl },
      },
    ]);
    await sandbox.settled(); // the refusal has been told, too
    expect(await sentTo(oneMsg, PHONE)).toHaveLength(windowRefusal === 'later' ? 2 : 1);
  },
);

test('the example says what did not arrive for another reason', async () => {
  await sandbox.fail({
    method: 'sendFile',
    deliveryFails: { code: 131026, title: 'Message undeliverable' },
  });
  const { ends, execution } = await ready();
  expect(ends).toEqual(['Did Not Arrive']);
  expect(outputOf(execution, 'Did Not Arrive')).toMatchObject([
    { sent: false, delivery: { error: { reason: 'NOT_REACHABLE' } } },
  ]);
  expect(await sentTo(oneMsg, PHONE)).toHaveLength(1);
});
