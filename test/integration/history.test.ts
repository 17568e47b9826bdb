import type { Failure } from '../../sandbox/failures/failure';
import { jsonOf, runOneMsg } from './one-msg-node';
import { CUSTOMER, useSandbox } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const sandbox = useSandbox([CUSTOMER]);

const INVOICE = { phone: CUSTOMER, name: 'invoice.pdf', caption: 'Invoice TKT-2048' };
const send = async (...failures: Array<Omit<Failure, 'method'>>) => {
  await sandbox.control.fail(...failures.map((failure) => ({ method: 'sendFile', ...failure })));
  const result = await runOneMsg(sandbox, [INVOICE], {}, { onError: 'continueRegularOutput' });
  return { json: jsonOf(result)[0]! };
};

test('what was sent but not answered is found in the history', async () => {
  const { json } = await send({ stage: 'afterAccept', cut: true });
  const [message] = (await sandbox.control.messages(CUSTOMER)).slice(-1);
  expect(json).toMatchObject({ sent: true, id: message!.id, reconciled: true });
});

test('a caption that reads like a secret is recognised in the history all the same', async () => {
  const caption = 'Basic subscription, bearer bond, see https://x.example/?token=1';
  await sandbox.control.fail({ method: 'sendFile', stage: 'afterAccept', cut: true });
  const result = await runOneMsg(sandbox, [{ ...INVOICE, caption }]);
  expect(jsonOf(result)[0]).toMatchObject({ reconciled: true, caption });
});

test.each<[string, Omit<Failure, 'method'>]>([
  ['503', { answer: { status: 503, body: '' } }],
  ['429', { answer: { status: 429, body: { error: 'Too many requests' } } }],
  ['nothing', { cut: true }],
])('a history that answers %s once is looked at again', async (_answer, failure) => {
  await sandbox.control.fail({ method: 'messages', ...failure });
  const { json } = await send({ stage: 'afterAccept', cut: true });
  expect(json).toMatchObject({ sent: true, reconciled: true });
});

test('an earlier message of the same caption is not taken for one whose fate is unknown', async () => {
  await runOneMsg(sandbox, [INVOICE]);
  await sandbox.control.forward({ ms: 60_000 });
  const { json } = await send({ stage: 'afterRead', cut: true });
  expect(json).toMatchObject({ errorCode: 'OUTCOME_UNKNOWN' });
});

test('one message of the history settles one item only', async () => {
  await sandbox.control.fail(
    { method: 'sendFile', stage: 'afterAccept', cut: true },
    { method: 'sendFile', stage: 'afterRead', cut: true },
  );
  const result = await runOneMsg(
    sandbox,
    [INVOICE, INVOICE],
    {},
    { onError: 'continueRegularOutput' },
  );
  expect(jsonOf(result)).toMatchObject([{ reconciled: true }, { errorCode: 'OUTCOME_UNKNOWN' }]);
});

describe('a message that looks like the one in doubt, but is another', () => {
  const LOST = { method: 'sendFile', stage: 'afterRead', cut: true } as const;
  const run = async (...items: Array<typeof INVOICE>) =>
    jsonOf(await runOneMsg(sandbox, items, {}, { onError: 'continueRegularOutput' }));

  test('of a run before, in the same second', async () => {
    const [first] = await run(INVOICE);
    await sandbox.control.fail(LOST);
    const [second] = await run({ ...INVOICE, name: 'statement.pdf' });
    expect(first).toMatchObject({ status: 'accepted' });
    expect(second).toMatchObject({ errorCode: 'OUTCOME_UNKNOWN' });
  });

  test('of a run at the same time, before its answer is there', async () => {
    await sandbox.control.fail(
      { method: 'sendFile', stage: 'afterAccept', delayMs: 300 },
      { ...LOST, filename: 'statement.pdf' },
    );
    const first = run(INVOICE);
    while ((await sandbox.control.stats()).received < 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const [second] = await run({ ...INVOICE, name: 'statement.pdf' });
    expect(second).toMatchObject({ errorCode: 'OUTCOME_UNKNOWN' });
    expect((await first)[0]).toMatchObject({ status: 'accepted' });
  });

  test('that was queued before in the run', async () => {
    await sandbox.control.fail({ method: 'sendFile', queuedMs: 10 }, LOST);
    const [first, second] = await run(INVOICE, { ...INVOICE, name: 'statement.pdf' });
    expect(first).toMatchObject({ status: 'queued' });
    expect(second).toMatchObject({ errorCode: 'OUTCOME_UNKNOWN' });
  });

  test('that was queued, and both have come through', async () => {
    await sandbox.control.fail(
      { method: 'sendFile', queuedMs: 10 },
      { method: 'sendFile', stage: 'afterAccept', cut: true },
    );
    expect(await run(INVOICE, INVOICE)).toMatchObject([{ status: 'queued' }, { reconciled: true }]);
  });
});

test('an unknown outcome says that the history could not be read', async () => {
  await sandbox.control.fail({
    method: 'messages',
    times: 'all',
    answer: { status: 503, body: '' },
  });
  const { json } = await send({ stage: 'afterRead', cut: true });
  expect(json.error).toContain('history could not be read');
});

test.each([
  [true, "not appeared in the chat's history"],
  [false, 'no chat history'],
])('an unknown outcome says whether there was a history to look at (%s)', async (history, text) => {
  await sandbox.control.configure({ history });
  const { json } = await send({ stage: 'afterRead', cut: true });
  expect(json.error).toContain(text);
});
