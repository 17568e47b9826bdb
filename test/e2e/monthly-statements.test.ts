import type { IDataObject } from 'n8n-workflow';

import { errorOf, type Execution, outputOf } from '../../lab/n8n/n8n-client';
import { importExample } from './setup/example';
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

const silent = customers.slice(100, 110);
const unknown = customers[200]!;
const badNumbers = customers.slice(300, 303);
for (const [index, customer] of badNumbers.entries()) customer.phone = `none-${index}`;
const notReached = [...silent, ...badNumbers];
const reached = customers.filter((customer) => ![...notReached, unknown].includes(customer));

let billing: JsonServer;
let workflowId: string;

beforeAll(async () => {
  billing = await startJsonServer({ 'GET /customers': () => customers });
});
afterAll(() => billing.close());

beforeEach(async () => {
  await sandbox.reset();
  await sandbox.configure({ windowRefusal: 'atOnce' });
  workflowId = await importExample('monthly-statements.json', {
    addresses: { 'https://billing.example.com': billing.url },
  });
});
afterEach(() => n8n.deleteWorkflow(workflowId));

test('the example sends 500 statements once, and in a second run only those that certainly were not sent', async () => {
  await openWindow(...phonesOf(reached), unknown.phone);
  // One whose answer is lost, on a channel whose history does not tell what became of it.
  await sandbox.configure({ history: false });
  await sandbox.fail({
    method: 'sendFile',
    recipient: unknown.phone,
    stage: 'afterAccept',
    cut: true,
  });

  const first = await run();
  expect(statuses(first)).toEqual({ accepted: reached.length });
  expect(outputOf(first, 'Tell Somebody')).toHaveLength(notReached.length + 1);
  expect(problems(first)).toEqual({
    WINDOW_CLOSED: namesOf(silent),
    INVALID_RECIPIENT: namesOf(badNumbers),
    OUTCOME_UNKNOWN: [unknown.customer],
  });
  expect(await phonesSentTo()).toEqual(phonesOf([...reached, unknown]).sort());

  const [stillSilent, ...writing] = silent;
  await openWindow(...phonesOf(writing));
  const second = await run();
  // Of the one that was perhaps sent nothing more is said than that its key is used.
  expect(statuses(second)).toEqual({ accepted: writing.length, skipped: reached.length + 1 });
  expect(problems(second)).toEqual({
    WINDOW_CLOSED: [stillSilent?.customer],
    INVALID_RECIPIENT: namesOf(badNumbers),
  });
  expect(await phonesSentTo()).toEqual(phonesOf([...reached, unknown, ...writing]).sort());
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

/** The customers noted on the error branch, by their error code. */
function problems(execution: Execution): Record<string, unknown[]> {
  const noted = outputOf<{ errorCode: string }>(execution, 'What Did Not Go Out');
  const codes = [...new Set(noted.map(({ errorCode }) => errorCode))];
  return Object.fromEntries(
    codes.map((code) => [code, namesOf(noted.filter(({ errorCode }) => errorCode === code))]),
  );
}

/** Whom the channel has accepted a statement for, as often as it has. */
async function phonesSentTo(): Promise<string[]> {
  const sent = (await sandbox.messages()).filter(({ direction }) => direction === 'outgoing');
  return sent.map(({ chatId }) => chatId.replace('@c.us', '')).sort();
}
