import { setTimeout as sleep } from 'node:timers/promises';

import { createSendFileWorkflow } from './setup/send-file-workflow';
import { eventually, invoiceUrl, n8n, sandbox } from './setup/stage';

const COUNT = 200;

test('stopping an execution of 200 items stops what has not started', async () => {
  await sandbox.reset();
  await sandbox.configure({ windowEnforced: false, answerAfterMs: 500 });
  const workflow = await createSendFileWorkflow({ parameters: { options: { concurrency: 5 } } });
  await workflow.start(
    Array.from({ length: COUNT }, (_, index) => ({
      phone: `1202072${2000 + index}`,
      fileUrl: invoiceUrl,
      filename: 'invoice.pdf',
      caption: '',
    })),
  );
  const sent = async () => (await sandbox.requests('sendFile')).length;
  await eventually(async () => expect(await sent()).toBeGreaterThan(5), 60_000);

  const [running] = await n8n.executions(workflow.id);
  await n8n.stopExecution(running?.id ?? '');
  const execution = await workflow.ended();

  expect(execution.status).toBe('canceled');
  await sleep(500);
  const sentByThen = await sent();
  expect(sentByThen).toBeLessThan(COUNT);
  // Five recipients at a time and two answers a second: going on would be seen.
  await sleep(2_000);
  expect(await sent()).toBe(sentByThen);
  await workflow.delete();
});
