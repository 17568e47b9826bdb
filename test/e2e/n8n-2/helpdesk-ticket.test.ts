import { createDataTable, type DataTable } from '../setup/data-table';
import { activateExample } from '../setup/example';
import { oneMsg, sentTo } from '../setup/providers';
import { eventually, invoiceUrl, n8n, openWindow, sandbox } from '../setup/stage';

/** Each status waits for three seconds. */
const PATIENCE_MS = 60_000;
const [DANA, OMAR] = ['12020721369', '12020721370'] as const;

let tickets: DataTable;
let workflowId: string;

beforeEach(async () => {
  await sandbox.reset();
  tickets = await createDataTable('Tickets', {
    ...{ ticket: 'string', customer: 'string', phone: 'string', invoiceUrl: 'string' },
    ...{ messageId: 'string', delivery: 'string', problem: 'string' },
  });
  workflowId = await activateExample('helpdesk-ticket.json');
});

afterEach(async () => {
  await n8n.deleteWorkflow(workflowId);
  await tickets.delete();
});

test('the example sends a ticket’s invoice once and writes in the ticket how far it came, or why not', async () => {
  await openWindow(DANA);
  await tickets.insert(
    { ticket: 'TKT-2048', customer: 'Dana', phone: `+${DANA}`, invoiceUrl },
    { ticket: 'TKT-2049', customer: 'Omar', phone: `+${OMAR}`, invoiceUrl },
  );
  for (const ticket of ['TKT-2048', 'TKT-2049', 'TKT-2048'])
    await n8n.postWebhook('helpdesk-ticket', { ticket });

  const sent = await sentTo(oneMsg, DANA);
  expect(sent.map(({ filename }) => filename)).toEqual(['Invoice TKT-2048.pdf']);
  const messageId = sent[0]?.id;
  await eventually(async () => {
    expect(await tickets.rows()).toMatchObject([
      { ticket: 'TKT-2048', messageId, delivery: 'delivered', problem: '' },
      { ticket: 'TKT-2049', delivery: 'failed' },
    ]);
  }, PATIENCE_MS);
  expect((await tickets.rows())[1]?.problem).toMatch(/24 hours/);

  await sandbox.customerReads(DANA);
  await eventually(async () => {
    expect((await tickets.rows())[0]).toMatchObject({ messageId, delivery: 'read', problem: '' });
  }, PATIENCE_MS);
});

test('the example writes in the ticket why an invoice was not sent', async () => {
  await sandbox.configure({ windowRefusal: 'atOnce' });
  await tickets.insert({ ticket: 'TKT-2051', customer: 'Omar', phone: OMAR, invoiceUrl });
  await n8n.postWebhook('helpdesk-ticket', { ticket: 'TKT-2051' });
  expect(await tickets.rows()).toMatchObject([{ messageId: null, delivery: 'not sent' }]);
  expect((await tickets.rows())[0]?.problem).toMatch(/window/i);
});

test('the example writes in the ticket why an invoice was not delivered', async () => {
  await openWindow(DANA);
  await sandbox.fail({
    method: 'sendFile',
    deliveryFails: { code: 131026, title: 'Message undeliverable' },
  });
  await tickets.insert({ ticket: 'TKT-2050', customer: 'Dana', phone: `+${DANA}`, invoiceUrl });
  await n8n.postWebhook('helpdesk-ticket', { ticket: 'TKT-2050' });
  await eventually(async () => {
    expect(await tickets.rows()).toMatchObject([
      { delivery: 'failed', problem: expect.stringContaining('cannot deliver') as string },
    ]);
  }, PATIENCE_MS);
});
