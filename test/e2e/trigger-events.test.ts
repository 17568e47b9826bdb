import { outputOf } from '../../lab/n8n/n8n-client';
import { runSendFile } from './setup/send-file-workflow';
import {
  channelId,
  createTriggerWorkflow,
  invoiceUrl,
  n8n,
  openWindow,
  registeredUrls,
  sandbox,
} from './setup/stage';

const PHONE = '12020721369';
let workflowId: string;
let webhookUrl: string;

beforeEach(async () => {
  await sandbox.reset();
  workflowId = await createTriggerWorkflow();
  await n8n.activate(workflowId);
  webhookUrl = (await registeredUrls())[0] ?? '';
});

afterEach(() => n8n.deleteWorkflow(workflowId));

/** Posts to the trigger's URL as 1MSG would, or as somebody else. */
const post = (body: string, url = webhookUrl, contentType = 'application/json') =>
  fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body });

const ack = (changes: object = {}) =>
  JSON.stringify({
    instanceId: channelId,
    ack: [{ id: 'wamid.posted', chatId: `${PHONE}@c.us`, phone: PHONE, status: 'delivered' }],
    ...changes,
  });

test('the delivery of what Send File sent starts the workflow', async () => {
  await openWindow(PHONE);
  const sent = await runSendFile({
    items: [{ phone: PHONE, fileUrl: invoiceUrl, filename: 'invoice.pdf', caption: '' }],
  });
  const id = outputOf<{ id: string }>(sent, 'Send File')[0]?.id;

  const execution = await n8n.waitForExecution(workflowId, (each) =>
    outputOf(each, 'Then').some((event) => event.status === 'delivered'),
  );
  expect(outputOf(execution, 'Then')).toEqual([
    expect.objectContaining({
      event: 'status',
      status: 'delivered',
      id,
      phone: PHONE,
      chatId: `${PHONE}@c.us`,
      channelId,
      provider: '1msg',
      eventId: expect.any(String) as string,
      receivedAt: expect.any(String) as string,
    }),
  ]);
});

test.each(['hooks', 'raw'] as const)('statuses in the form "%s" start it, too', async (form) => {
  await sandbox.configure({ statusPayload: form });
  await openWindow(PHONE);
  await runSendFile({
    items: [{ phone: PHONE, fileUrl: invoiceUrl, filename: 'invoice.pdf', caption: '' }],
  });
  const execution = await n8n.waitForExecution(workflowId, (each) =>
    outputOf(each, 'Then').some((event) => event.status === 'delivered'),
  );
  expect(outputOf(execution, 'Then')[0]).toMatchObject({ phone: PHONE, channelId });
});

describe('what must start nothing', () => {
  test.each([
    ['a request without the secret', () => post(ack(), webhookUrl.split('?')[0])],
    ['a wrong secret', () => post(ack(), `${webhookUrl.split('?')[0]}?secret=guessed`)],
    ['another channel’s event', () => post(ack({ instanceId: 'ODI000000000' }))],
  ])('%s is turned away', async (_what, request) => {
    const answer = await request();
    expect([401, 403]).toContain(answer.status);
    expect(await n8n.executions(workflowId)).toEqual([]);
  });

  test.each([
    ['JSON that is no object', '"hello"'],
    ['nothing', ''],
  ])('an unreadable body (%s) is answered with 400', async (_what, body) => {
    expect((await post(body)).status).toBe(400);
    expect(await n8n.executions(workflowId)).toEqual([]);
  });

  test('JSON that ends too early does not even reach the trigger: n8n turns it away', async () => {
    const { status } = await post('{"ack":[{"id":');
    expect([400, 422]).toContain(status);
    expect(await n8n.executions(workflowId)).toEqual([]);
  });
});

test('an event posted with the secret is answered with 200 and starts it once', async () => {
  expect((await post(ack())).status).toBe(200);
  expect((await post(ack())).status).toBe(200);
  await n8n.waitForExecution(workflowId);
  expect(await n8n.executions(workflowId)).toHaveLength(1);
});
