import type { IDataObject } from 'n8n-workflow';

import { errorOf, type Execution, outputOf } from '../../lab/n8n/n8n-client';
import { activateExample } from './setup/example';
import { type JsonServer, startJsonServer } from './setup/json-server';
import { n8n, openWindow, sandbox, sandboxUrl } from './setup/stage';

const customers = Array.from({ length: 500 }, (_, index) => {
  const customer = `C-${1001 + index}`;
  return {
    customer,
    name: `Customer ${index + 1}`,
    phone: `1202072${2000 + index}`,
    statementUrl: `${sandboxUrl}/samples/invoice-${customer}.pdf`,
  };
});
const phonesOf = (some: typeof customers) => some.map(({ phone }) => phone);
const namesOf = (items: IDataObject[]) => items.map(({ customer }) => customer).sort();

/** Those whose window is known to be open; all others are outside it. */
const writing = customers.slice(0, 20);
const unreachable = customers.slice(100, 110);
const unknown = customers[200]!;
const badNumbers = customers.slice(300, 303);
for (const [index, customer] of badNumbers.entries()) customer.phone = `none-${index}`;
const reached = customers.filter(
  (customer) => ![...unreachable, ...badNumbers, unknown].includes(customer),
);

let billing: JsonServer;
let workflowId: string;

beforeAll(async () => {
  billing = await startJsonServer({ 'GET /customers': () => customers });
});
afterAll(() => billing.close());

beforeEach(async () => {
  await sandbox.reset();
  // A channel that tells nothing when it is asked: all that is known the trigger has heard.
  await sandbox.configure({ history: false, hookInfo: false });
  workflowId = await activateExample('monthly-statements.json', {
    addresses: { 'https://billing.example.com': billing.url },
    unpin: ['List of Customers'],
  });
});
afterEach(() => n8n.deleteWorkflow(workflowId));

test('the example reaches 500 customers, nearly all of them by template, and in a second run those whose message failed', async () => {
  await openWindow(...phonesOf(writing));
  await sandbox.settled();
  await sandbox.configure({ batchHooksMs: 500 }); // of the statuses there are more than a thousand
  // Its answer is lost, and nothing tells what became of it.
  const lost = { method: 'sendTemplate', stage: 'afterAccept', cut: true } as const;
  await sandbox.fail({ ...lost, recipient: unknown.phone });
  for (const recipient of phonesOf(unreachable))
    await sandbox.fail({
      ...{ method: 'sendTemplate', recipient },
      deliveryFails: { code: 131026, title: 'Message undeliverable' },
    });

  const first = await run();
  expect(statuses(first)).toEqual({ delivered: reached.length });
  expect(problems(first)).toEqual({
    NOT_REACHABLE: namesOf(unreachable),
    INVALID_RECIPIENT: namesOf(badNumbers),
    OUTCOME_UNKNOWN: [unknown.customer],
  });
  const sent = await sentByPhone();
  expect([...sent.keys()].sort()).toEqual(phonesOf([...reached, ...unreachable, unknown]).sort());
  for (const [phone, messages] of sent)
    expect([phone, messages.map(({ template }) => template?.name)]).toEqual([
      phone,
      [phonesOf(writing).includes(phone) ? undefined : 'invoice_ready'],
    ]);
  expect(sent.get(customers[50]!.phone)).toMatchObject([
    {
      link: customers[50]!.statementUrl,
      filename: expect.stringMatching(/^Statement 20/) as string,
    },
  ]);

  const second = await run();
  // Of the one that was perhaps sent nothing more is said than that its key is used.
  expect(statuses(second)).toEqual({
    delivered: unreachable.length,
    skipped: reached.length + 1,
  });
  expect(problems(second)).toEqual({ INVALID_RECIPIENT: namesOf(badNumbers) });
  for (const [phone, messages] of await sentByPhone())
    expect([phone, messages.length]).toEqual([
      phone,
      phonesOf(unreachable).includes(phone) ? 2 : 1,
    ]);
}, 300_000);

async function run(): Promise<Execution> {
  const execution = await n8n.runManually(workflowId, 'First of the Month');
  expect(errorOf(execution)).toBeUndefined();
  return execution;
}

/** How many items of the way on have which status. */
function statuses(execution: Execution): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of outputOf<{ status: string }>(execution, 'Sent or Sent Before'))
    counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** The customers noted as not reached, by the reason. */
function problems(execution: Execution): Record<string, unknown[]> {
  // The node runs for what failed at once and for what failed later.
  const runs = execution.data.resultData.runData['Tell Somebody'] ?? [];
  const items = runs.flatMap(({ data }) => data?.main?.[0] ?? []);
  const noted = items.map(({ json }) => json as { customer: string; reason: string });
  const reasons = [...new Set(noted.map(({ reason }) => reason))];
  return Object.fromEntries(
    reasons.map((each) => [each, namesOf(noted.filter(({ reason }) => reason === each))]),
  );
}

/** What the channel has accepted, by whom it is for. */
async function sentByPhone() {
  const sent = (await sandbox.messages()).filter(({ direction }) => direction === 'outgoing');
  const phones = [...new Set(sent.map(({ chatId }) => chatId))];
  return new Map(
    phones.map((chatId) => [
      chatId.replace('@c.us', ''),
      sent.filter((message) => message.chatId === chatId),
    ]),
  );
}
