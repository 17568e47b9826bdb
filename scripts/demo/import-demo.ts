import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { N8nClient, WorkflowDefinition } from '../n8n/n8n-client';

/** The channel that the demo sends through. */
export interface DemoChannel {
  url: string;
  channelId: string;
  token: string;
}

/** The ids of the demo's workflows in n8n. */
export interface DemoWorkflows {
  ticketReady: string;
  deliveryLog: string;
}

const PACKAGE = 'n8n-nodes-1msg-send-file.';

/** Creates the credential, the data table and the two workflows of the demo, and activates them. */
export async function importDemo(client: N8nClient, channel: DemoChannel): Promise<DemoWorkflows> {
  const { id, name, type } = await client.createCredential(
    '1MSG Channel (sandbox)',
    'oneMsgChannelApi',
    { channelId: channel.channelId, token: channel.token, baseUrl: channel.url },
  );
  await client.createDataTable('Sent invoices', ['messageId', 'ticket', 'filename']);

  const importWorkflow = async (file: string) => {
    const workflow = JSON.parse(
      await readFile(join(__dirname, file), 'utf8'),
    ) as WorkflowDefinition;
    for (const node of workflow.nodes) {
      if (node.type.startsWith(PACKAGE)) node.credentials = { [type]: { id, name } };
    }
    const workflowId = await client.createWorkflow(workflow);
    await client.activate(workflowId);
    return workflowId;
  };
  return {
    deliveryLog: await importWorkflow('delivery-log.json'),
    ticketReady: await importWorkflow('ticket-ready.json'),
  };
}
