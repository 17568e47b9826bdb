import { outputOf } from '../../lab/n8n/executions';
import type { StoredCredential } from '../../lab/n8n/n8n-client';
import type { N8nCluster } from '../../lab/queue/n8n-cluster';
import type { QueueProvider } from './queue-provider';

const PHONE = '12020721369';
const PATH = 'queue-send-file';

/** Sends a file in queue mode; gives what is wrong when a worker has not sent it or it has not arrived. */
export async function sendOnWorker(
  { client, webhookProcessors, workers }: N8nCluster,
  { control, nodes }: QueueProvider,
  { id, name, type }: StoredCredential,
  fileUrl: string,
): Promise<string | undefined> {
  await control.customerWrites({ from: PHONE, text: 'Hello' });
  const workflowId = await client.createWorkflow({
    name: 'Send File on a worker',
    nodes: [
      {
        name: 'Webhook',
        type: 'n8n-nodes-base.webhook',
        typeVersion: 2,
        webhookId: PATH,
        parameters: { httpMethod: 'POST', path: PATH, responseMode: 'onReceived' },
      },
      {
        name: 'Send File',
        type: nodes.sendFile,
        typeVersion: 1,
        parameters: { operation: 'sendFile', phone: PHONE, fileSource: 'url', fileUrl },
        credentials: { [type]: { id, name } },
      },
    ],
    connections: { Webhook: { main: [[{ node: 'Send File', type: 'main', index: 0 }]] } },
  });
  await client.activate(workflowId);
  await fetch(`${webhookProcessors[0]?.url}/webhook/${PATH}`, { method: 'POST' });
  const execution = await client.waitForExecution(workflowId);
  await client.deactivate(workflowId);

  const [sent] = outputOf(execution, 'Send File');
  const arrived = (await control.messages(PHONE)).find((message) => message.id === sent?.id);
  if (execution.status !== 'success' || !arrived?.file)
    return `The execution ended with ${execution.status}, and the file is not there: ${JSON.stringify(sent)}`;
  const started = `Worker started execution ${execution.id} `;
  if (!workers.some((worker) => worker.log().includes(started)))
    return `No worker's log says "${started.trim()}".`;
  console.log(`${arrived.filename}, ${arrived.file.size} bytes, sent in execution ${execution.id}`);
  return undefined;
}
