import { outputOf } from '../../lab/n8n/n8n-client';
import { ninetyNine, openWindowAt, registeredUrlsOf } from './setup/providers';
import { createTriggerWorkflow, eventually, invoiceUrl, n8n, sandboxUrl } from './setup/stage';
import { runSendFile } from './setup/send-file-workflow';

const PHONE = '972501234567';
const OTHERS = 'http://127.0.0.1:9/others-inbox?key=abc';
const provider = ninetyNine;
const { control, accountId: from } = provider;
const { apiKey } = provider.credential;

/** Calls 99digital as the number's owner would. */
async function call(method: string, fields: object = {}): Promise<Record<string, unknown>> {
  const answer = await fetch(`${sandboxUrl}/whatsapp/v2/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ apiKey, from, ...fields }),
  });
  return (await answer.json()) as Record<string, unknown>;
}

const settings = async () => {
  const { url, readStatus, system, retry } = await call('getWebhook');
  return [(url as string).trim(), ...[readStatus, system, retry].map(Number)];
};
const createTrigger = (parameters = {}) => createTriggerWorkflow(parameters, undefined, provider);
const replacing = { options: { replaceExisting: true } };

const post = async (url: string, body: object) =>
  await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const NOTICE = { status: 'OK', hook: 'system', type: 'template', to: from };

beforeEach(() => control.reset());

test('activation sets the webhook with statuses, failures and repetition on, deactivation clears it', async () => {
  const workflowId = await createTrigger();
  await n8n.activate(workflowId);
  const [url, ...switches] = await settings();
  expect(url).toMatch(new RegExp(`^${n8n.url}/webhook/.+\\?secret=`));
  expect(switches).toEqual([1, 1, 1]);
  await n8n.deactivate(workflowId);
  expect((await settings())[0]).toBe('');
  await n8n.deleteWorkflow(workflowId);
});

test('another’s webhook is not taken over, and the error says which it is and what to do', async () => {
  await call('setWebhook', { url: OTHERS, readStatus: 1 });
  const before = await settings();
  const workflowId = await createTrigger();
  const refusal = await n8n.activate(workflowId).then(
    () => 'it was activated',
    (error: unknown) => String(error),
  );
  expect(refusal).toContain('http://127.0.0.1:9/others-inbox');
  expect(refusal).not.toContain('abc');
  expect(refusal).toContain('Replace Existing Webhook');
  expect(await settings()).toEqual(before);
  await n8n.deleteWorkflow(workflowId);
});

test('with Replace Existing Webhook it is, and comes back on deactivation with its switches', async () => {
  await call('setWebhook', { url: OTHERS, readStatus: 1 });
  const before = await settings();
  const workflowId = await createTrigger(replacing);
  await n8n.activate(workflowId);
  expect((await settings())[0]).toContain('/webhook/');
  await n8n.deactivate(workflowId);
  expect(await settings()).toEqual(before);
  await n8n.deleteWorkflow(workflowId);
});

test('"Listen for test event" beside the active workflow gives the production URL back', async () => {
  await call('setWebhook', { url: OTHERS });
  const workflowId = await createTrigger(replacing);
  await n8n.activate(workflowId);
  const production = await settings();
  await n8n.listenForTestEvent(workflowId, provider.triggerName);
  expect((await settings())[0]).toContain('/webhook-test/');
  await n8n.stopListening(workflowId);
  await eventually(async () => expect(await settings()).toEqual(production));
  await n8n.deactivate(workflowId);
  expect((await settings())[0]).toBe(OTHERS);
  await n8n.deleteWorkflow(workflowId);
});

test('what Send File sent comes back as delivered, and a failure with its reason', async () => {
  const workflowId = await createTrigger();
  await n8n.activate(workflowId);
  await openWindowAt(provider, PHONE);
  const sent = await runSendFile({
    provider,
    items: [{ phone: PHONE, fileUrl: invoiceUrl, caption: '' }],
  });
  const id = outputOf<{ id: string }>(sent, 'Send File')[0]?.id;
  const execution = await n8n.waitForExecution(workflowId, (each) =>
    outputOf(each, 'Then').some((event) => event.status === 'delivered'),
  );
  expect(outputOf(execution, 'Then')).toEqual([
    expect.objectContaining({
      event: 'status',
      id,
      phone: PHONE,
      chatId: `${PHONE}@c.us`,
      channelId: from,
      provider: '99digital',
    }),
  ]);

  const [url = ''] = await registeredUrlsOf(provider);
  const failure = {
    ...{ status: 'OK', hook: 'system', type: 'messages', to: from, timestamp: 1688370011 },
    ...{ unique: 'wamid.failed', messageUpdate: 7, messageTo: PHONE },
  };
  expect(await (await post(url, failure)).json()).toMatchObject({ started: 1 });
  const failed = await n8n.waitForExecution(workflowId, (each) =>
    outputOf(each, 'Then').some((event) => event.status === 'failed'),
  );
  expect(outputOf(failed, 'Then')[0]).toMatchObject({
    id: 'wamid.failed',
    phone: PHONE,
    error: { code: 7 },
    timestamp: '2023-07-03T07:40:11.000Z',
  });
  expect((await post(url.split('?')[0] ?? '', failure)).status).toBe(401);
  expect((await post(url, { ...failure, to: '972779999999' })).status).toBe(403);
  // Notices about the account are off unless chosen.
  expect(await (await post(url, NOTICE)).json()).toMatchObject({ started: 0, notChosen: 1 });
  await n8n.deleteWorkflow(workflowId);
});

test('a notice about the account starts the workflow that asks for it, whatever Phone Numbers says', async () => {
  const workflowId = await createTrigger({
    events: ['failed', 'account'],
    options: { phoneNumbers: PHONE },
  });
  await n8n.activate(workflowId);
  const [url = ''] = await registeredUrlsOf(provider);
  expect(await (await post(url, NOTICE)).json()).toMatchObject({ started: 1, notChosen: 0 });
  const execution = await n8n.waitForExecution(workflowId, (each) =>
    outputOf(each, 'Then').some(({ event }) => event === 'account'),
  );
  expect(outputOf(execution, 'Then')).toEqual([
    expect.objectContaining({ event: 'account', type: 'template', channelId: from, raw: NOTICE }),
  ]);
  await n8n.deactivate(workflowId);
  await n8n.deleteWorkflow(workflowId);
});
