import { randomUUID } from 'node:crypto';

import { oneMsg } from './setup/providers';
import {
  channelId,
  createTriggerWorkflow,
  eventually,
  n8n,
  registeredUrls,
  sandbox,
  sandboxUrl,
  token,
} from './setup/stage';

/** Sets the channel's webhook list as its owner would: over 1MSG's own API. */
const setWebhooks = (webhookUrl: string[]): Promise<Response> =>
  fetch(`${sandboxUrl}/${channelId}/webhook`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ webhookUrl }),
  });

const INBOX = 'http://127.0.0.1:9/1msg-inbox';

beforeEach(() => sandbox.reset());

test('activation adds its URL to the channel’s list, deactivation removes only that', async () => {
  await setWebhooks([INBOX]);
  const workflowId = await createTriggerWorkflow();

  await n8n.activate(workflowId);
  const [first, own, ...others] = await registeredUrls();
  expect(first).toBe(INBOX);
  expect(own).toMatch(new RegExp(`^${n8n.url}/webhook/.+\\?secret=`));
  expect(own).not.toContain(token);
  expect(others).toEqual([]);

  await n8n.deactivate(workflowId);
  expect(await registeredUrls()).toEqual([INBOX]);
  await n8n.deleteWorkflow(workflowId);
});

test('a copy of an active workflow cannot be activated, and leaves the original its URL', async () => {
  const webhookId = randomUUID();
  const original = await createTriggerWorkflow({}, undefined, oneMsg, webhookId);
  await n8n.activate(original);
  const registered = await registeredUrls();
  const copy = await createTriggerWorkflow({}, undefined, oneMsg, webhookId);

  await expect(n8n.activate(copy)).rejects.toThrow();
  await n8n.deactivate(copy).catch(() => undefined);
  expect(await registeredUrls()).toEqual(registered);
  expect(registered).toHaveLength(1);
  await n8n.deleteWorkflow(copy);
  await n8n.deactivate(original);
  expect(await registeredUrls()).toEqual([]);
  await n8n.deleteWorkflow(original);
});

test('a list with five URLs stops activation, and the error shows them and the trigger’s own', async () => {
  const five = [1, 2, 3, 4, 5].map((number) => `${INBOX}/${number}`);
  await setWebhooks(five);
  const workflowId = await createTriggerWorkflow();

  const refusal = await n8n.activate(workflowId).then(
    () => 'it was activated',
    (error: unknown) => String(error),
  );
  for (const url of five) expect(refusal).toContain(url);
  expect(refusal).toContain(`${n8n.url}/webhook/`);
  expect(await registeredUrls()).toEqual(five);
  await n8n.deleteWorkflow(workflowId);
});

test('"Listen for test event" gets its event and cleans up after itself', async () => {
  const workflowId = await createTriggerWorkflow({ events: ['messageReceived'] });
  await n8n.listenForTestEvent(workflowId, '1MSG Send File Trigger');
  expect(await registeredUrls()).toEqual([
    expect.stringMatching(new RegExp(`^${n8n.url}/webhook-test/`)),
  ]);

  await sandbox.customerWrites({ from: '12020721369', text: 'Is it ready?' });
  const execution = await n8n.waitForExecution(workflowId, ({ mode }) => mode === 'manual');
  expect(execution.rawData).toContain('Is it ready?');
  await eventually(async () => expect(await registeredUrls()).toEqual([]));
  await n8n.deleteWorkflow(workflowId);
});

test('"Stop listening" cleans up, too, and leaves the production URL alone', async () => {
  const workflowId = await createTriggerWorkflow();
  await n8n.activate(workflowId);
  const production = await registeredUrls();
  await n8n.listenForTestEvent(workflowId, '1MSG Send File Trigger');
  expect(await registeredUrls()).toHaveLength(2);

  await n8n.stopListening(workflowId);
  await eventually(async () => expect(await registeredUrls()).toEqual(production));
  await n8n.deleteWorkflow(workflowId);
});
