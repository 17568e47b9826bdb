import { outputOf } from '../../../lab/n8n/n8n-client';
import { createDataTable } from '../setup/data-table';
import { restartN8n } from '../setup/n8n-control';
import { activateExample } from '../setup/example';
import { channelId, n8n, registeredUrls, sandbox } from '../setup/stage';

test('the example lets a repeated event through until the work on it is done, then no more, also after a restart', async () => {
  await sandbox.reset();
  // Without its data table the workflow fails, as it does when any of its nodes does.
  const workflowId = await activateExample('acknowledge-when-done.json');
  const failed = await postStatus();
  expect(failed.status).toBe(500);

  const done = await createDataTable('Events done', { eventId: 'string' });
  expect((await postStatus()).status).toBe(200);
  expect((await postStatus()).status).toBe(200); // the trigger knows it
  await restartN8n();
  expect((await postStatus()).status).toBe(200); // the data table does

  const executions = (await n8n.executions(workflowId)).reverse();
  expect(executions.map(({ status }) => status)).toEqual(['error', 'success', 'success']);
  const workedOn = await Promise.all(
    executions.map(async ({ id }) => outputOf(await n8n.execution(id), 'Work').length),
  );
  expect(workedOn).toEqual([0, 1, 0]);
  await n8n.deleteWorkflow(workflowId);
  await done.delete();
});

async function postStatus(): Promise<Response> {
  const [url = ''] = await registeredUrls();
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      instanceId: channelId,
      ack: [{ id: 'wamid.done', chatId: '12020721369@c.us', phone: '12020721369', status: 'read' }],
    }),
  });
}
