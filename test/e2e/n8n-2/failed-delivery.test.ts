import { type Execution, hasEnded, outputOf } from '../../../lab/n8n/n8n-client';
import { createDataTable, type DataTable } from '../setup/data-table';
import { activateExample } from '../setup/example';
import { oneMsg, sentTo } from '../setup/providers';
import {
  channelId,
  eventually,
  invoiceUrl,
  n8n,
  openWindow,
  sandbox,
  sandboxUrl,
  token,
} from '../setup/stage';

const PHONE = '12020721369';
/** Each event waits for three seconds. */
const PATIENCE_MS = 60_000;
const REENGAGEMENT = { code: 131047, title: 'Re-engagement message' };

let files: DataTable;
let workflowId: string;

beforeEach(async () => {
  await sandbox.reset();
  // Outside the window: a file is accepted, and its delivery fails later.
  await openWindow(PHONE);
  await sandbox.forward({ hours: 25 });
  files = await createDataTable('Sent files', {
    ...{ messageId: 'string', ticket: 'string', customer: 'string' },
    ...{ phone: 'string', fileUrl: 'string', tries: 'number' },
  });
  workflowId = await activateExample('failed-delivery.json');
});

afterEach(async () => {
  await n8n.deleteWorkflow(workflowId);
  await files.delete();
});

test('the example tries a failed file again by template, and leaves what fails twice to a person', async () => {
  await sandbox.fail({ method: 'sendTemplate', times: 'all', deliveryFails: REENGAGEMENT });
  const ticket = { ticket: 'TKT-2048', customer: 'Dana', phone: PHONE, invoiceUrl };
  await n8n.postWebhook('failed-delivery', ticket);

  await eventually(
    async () => expect(await endsOfEvents()).toEqual(['Note the Second Try', 'Tell Somebody']),
    PATIENCE_MS,
  );
  const [first, second, ...others] = await sentTo(oneMsg, PHONE);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ template: null, link: invoiceUrl });
  expect(second).toMatchObject({
    template: {
      name: 'invoice_ready',
      body: 'Hello Dana, your invoice for ticket TKT-2048 is ready.',
    },
    filename: 'Invoice TKT-2048.pdf',
    link: invoiceUrl,
  });
  expect(await files.rows()).toMatchObject([
    { messageId: first?.id, tries: 1, ticket: 'TKT-2048' },
    { messageId: second?.id, tries: 2, ticket: 'TKT-2048', phone: PHONE, fileUrl: invoiceUrl },
  ]);
});

test.each([
  [131026, 'NOT_REACHABLE', 'Send a Mail Instead'],
  [131042, 'PAYMENT', 'Tell Somebody'],
])('a failure %i, %s, ends at %s', async (code, reason, end) => {
  await openWindow(PHONE);
  await sandbox.fail({ method: 'sendFile', deliveryFails: { code, title: 'Failed' } });
  await sandbox.configure({ statusPayload: 'hooks' }); // the form with a code
  const ticket = { ticket: 'TKT-2049', customer: 'Dana', phone: PHONE, invoiceUrl };
  await n8n.postWebhook('failed-delivery', ticket);
  await eventually(async () => expect(await endsOfEvents()).toEqual([end]), PATIENCE_MS);
  const [told] = (await executionsOfEvents()).flatMap((execution) => outputOf(execution, end));
  expect(told).toMatchObject(
    end === 'Tell Somebody'
      ? { ticket: 'TKT-2049', customer: 'Dana', reason }
      : { phone: PHONE, text: expect.stringContaining(invoiceUrl) as string },
  );
  expect(await sentTo(oneMsg, PHONE)).toHaveLength(1);
});

test('a limit of WhatsApp’s waits for a day', async () => {
  await openWindow(PHONE);
  await sandbox.configure({ statusPayload: 'hooks' });
  await sandbox.fail({ method: 'sendFile', deliveryFails: { code: 131049, title: 'Failed' } });
  const ticket = { ticket: 'TKT-2050', customer: 'Dana', phone: PHONE, invoiceUrl };
  await n8n.postWebhook('failed-delivery', ticket);
  await eventually(async () => {
    const waiting = (await n8n.executions(workflowId)).filter(({ status }) => status === 'waiting');
    expect(waiting).toHaveLength(1);
    const { data } = await n8n.execution(waiting[0]!.id);
    expect(data.resultData.lastNodeExecuted).toBe('Wait a Day');
    expect(data.waitTill && new Date(data.waitTill).getTime()).toBeGreaterThan(
      Date.now() + 24 * 3_600_000,
    );
  }, PATIENCE_MS);
  expect(await sentTo(oneMsg, PHONE)).toHaveLength(1);
});

test('the example leaves alone what was sent by other means', async () => {
  await fetch(`${sandboxUrl}/${channelId}/sendFile`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ phone: PHONE, body: invoiceUrl, filename: 'invoice.pdf' }),
  });
  await eventually(
    async () => expect(await endsOfEvents()).toEqual(['Find the File']),
    PATIENCE_MS,
  );
  expect(await sentTo(oneMsg, PHONE)).toHaveLength(1);
});

/** The executions that a failed delivery has started and that have ended, oldest first. */
async function executionsOfEvents(): Promise<Execution[]> {
  const executions = (await n8n.executions(workflowId)).reverse();
  const all = await Promise.all(executions.map(({ id }) => n8n.execution(id)));
  return all.filter(
    (execution) =>
      hasEnded(execution) && '1MSG Send File Trigger' in execution.data.resultData.runData,
  );
}

/** Where they ended. */
async function endsOfEvents(): Promise<unknown[]> {
  return (await executionsOfEvents()).map(({ data }) => data.resultData.lastNodeExecuted);
}
