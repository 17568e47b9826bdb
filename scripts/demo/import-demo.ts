import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import type { N8nClient, WorkflowDefinition } from '../../lab/n8n/n8n-client';
import { type ProviderNodes, providerNodes } from '../../lab/n8n/provider-nodes';
import { giveCredentials } from '../../lab/n8n/workflows';

/** The account that the demo sends through. */
export interface DemoAccount {
  provider: ProviderNodes;
  /** The fields of its credential. */
  credential: IDataObject;
}

/** The ids of the demo's workflows in n8n. */
export interface DemoWorkflows {
  ticketReady: string;
  deliveryLog: string;
}

/** Creates the credential, the data table and the two workflows of the demo, and activates them. */
export async function importDemo(
  client: N8nClient,
  { provider, credential }: DemoAccount,
): Promise<DemoWorkflows> {
  const own = await client.createCredential(
    `${provider.title} (sandbox)`,
    provider.credentialType,
    credential,
  );
  await client.ensureDataTable('Sent invoices', ['messageId', 'ticket', 'filename']);

  const importWorkflow = async (file: string) => {
    const text = await readFile(join(__dirname, file), 'utf8');
    const workflow = JSON.parse(onProvider(text, provider)) as WorkflowDefinition;
    giveCredentials(workflow, (type) =>
      [provider.sendFile, provider.trigger].includes(type) ? own : undefined,
    );
    const workflowId = await client.createWorkflow(workflow);
    await client.activate(workflowId);
    return workflowId;
  };
  return {
    deliveryLog: await importWorkflow('delivery-log.json'),
    ticketReady: await importWorkflow('ticket-ready.json'),
  };
}

/** The workflows are kept as 1MSG's; on another provider only the nodes are others. */
function onProvider(workflow: string, { sendFile, trigger, title }: ProviderNodes): string {
  const own = providerNodes['1msg'];
  return workflow
    .replaceAll(own.sendFile, sendFile)
    .replaceAll(own.trigger, trigger)
    .replaceAll(own.title, title);
}
