import { errorOf, outputOf } from '../../lab/n8n/n8n-client';
import { runSendFile } from './setup/send-file-workflow';
import {
  createChannelCredential,
  createTriggerWorkflow,
  invoiceUrl,
  n8n,
  n8nLog,
  openWindow,
  sandbox,
} from './setup/stage';

/** A token that the sandbox refuses and, as 1MSG does, repeats in its answer. */
const TOKEN = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.refused-and-repeated.c2VjcmV0LTIwNDg';
const PHONE = '12020721369';
const items = [{ phone: PHONE, fileUrl: invoiceUrl, filename: 'invoice.pdf', caption: '' }];

beforeEach(async () => {
  await sandbox.reset();
  await openWindow(PHONE);
});

test.each([
  ['stops', undefined],
  ['goes on', 'continueRegularOutput' as const],
  ['takes the error output', 'continueErrorOutput' as const],
])('a refused token leaves no trace when the node %s', async (_manner, onError) => {
  const credential = await createChannelCredential({ token: TOKEN });
  const execution = await runSendFile({ items, credential, ...(onError && { onError }) });

  const failed = onError
    ? outputOf(execution, 'Send File', onError === 'continueErrorOutput' ? 1 : 0)[0]
    : errorOf(execution);
  expect(failed).toBeDefined();
  if (onError) expect(failed).toMatchObject({ errorCode: 'UNAUTHORIZED' });
  expect(await sandbox.requests('sendFile')).not.toEqual([]);
  expect(execution.rawData).not.toContain(TOKEN);
  expect(execution.rawData).not.toContain(encodeURIComponent(TOKEN));
  expect(n8nLog()).not.toContain(TOKEN);
});

test('a refused token leaves no trace when the trigger cannot be activated', async () => {
  const credential = await createChannelCredential({ token: TOKEN });
  const workflowId = await createTriggerWorkflow({}, credential);
  const refusal = await n8n.activate(workflowId).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  expect(refusal).toMatch(/token/i);
  expect(refusal).not.toContain(TOKEN);
  expect(n8nLog()).not.toContain(TOKEN);
  await n8n.deleteWorkflow(workflowId);
});
