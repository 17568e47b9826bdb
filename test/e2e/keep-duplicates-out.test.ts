import { hasEnded, outputOf } from '../../lab/n8n/n8n-client';
import { activateExample } from './setup/example';
import { restartN8n } from './setup/n8n-control';
import { channelId, eventually, n8n, registeredUrls, sandbox } from './setup/stage';

let workflowId: string;

beforeEach(async () => {
  await sandbox.reset();
  workflowId = await activateExample('keep-duplicates-out.json');
});

afterEach(() => n8n.deleteWorkflow(workflowId));

test('the example keeps a repeated event out over a restart of n8n, and lets a new one through', async () => {
  expect(await eventsWorkedOn(await postStatus('delivered'))).toEqual(['delivered']);
  await restartN8n();
  expect(await eventsWorkedOn(await postStatus('delivered'))).toEqual([]);
  expect(await eventsWorkedOn(await postStatus('read'))).toEqual(['read']);
}, 300_000);

/** Gives how many executions there must be when the one that the request starts has ended. */
async function postStatus(status: string): Promise<number> {
  const before = (await n8n.executions(workflowId)).length;
  const [url = ''] = await registeredUrls();
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      instanceId: channelId,
      ack: [{ id: 'wamid.repeated', chatId: '12020721369@c.us', phone: '12020721369', status }],
    }),
  });
  // Started: the trigger's own memory has not kept it out.
  expect(await answer.json()).toMatchObject({ started: 1 });
  return before + 1;
}

/** The statuses that have reached the place for the user's own nodes, in the newest of so many executions. */
async function eventsWorkedOn(executions: number): Promise<unknown[]> {
  await eventually(async () => {
    const all = await n8n.executions(workflowId);
    expect(all.filter(hasEnded)).toHaveLength(executions);
  });
  const [newest] = await n8n.executions(workflowId);
  const execution = await n8n.execution(newest?.id ?? '');
  expect(execution.status).toBe('success');
  return outputOf(execution, 'Each Event Once').map(({ status }) => status);
}
