import { outputOf, type StoredCredential } from '../../lab/n8n/n8n-client';
import type { N8nCluster } from '../../lab/n8n/n8n-cluster';
import { inARow, using, webhook } from '../../lab/n8n/workflows';
import type { QueueProvider } from './queue-provider';

const PHONE = '12020721369';
const PATH = 'queue-send-file';

/** Sends a file in queue mode; gives what is wrong when a worker has not sent it or it has not arrived. */
export async function sendOnWorker(
  { client, webhookProcessors, workers }: N8nCluster,
  { control, nodes }: QueueProvider,
  credential: StoredCredential,
  fileUrl: string,
): Promise<string | undefined> {
  await control.customerWrites({ from: PHONE, text: 'Hello' });
  const workflowId = await client.createWorkflow(
    inARow('Send File on a worker', [
      webhook(PATH),
      {
        name: 'Send File',
        type: nodes.sendFile,
        typeVersion: 1,
        parameters: { operation: 'sendFile', phone: PHONE, fileSource: 'url', fileUrl },
        credentials: using(credential),
      },
    ]),
  );
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
