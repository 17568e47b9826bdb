import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { WorkflowDefinition } from '../../lab/n8n/n8n-client';
import { type ProviderNodes, providerNodes } from '../../lab/n8n/provider-nodes';
import { giveCredentials } from '../../lab/n8n/workflows';
import type { WorkflowHost } from '../../lab/engine/engine-n8n';
import type { DemoAccount } from './demo-sandbox';

/** The workflows' files. */
export type DemoFile = 'ticket-ready.json' | 'delivery-log.json';

/** The data table that knows which message belongs to which ticket. */
export const DATA_TABLE = 'Sent invoices';
export const DATA_COLUMNS = ['messageId', 'ticket', 'filename'];

/** What the event that is pinned to the log's trigger belongs to. */
const SAMPLE = {
  messageId: 'sample-of-a-message',
  ticket: 'TKT-2048',
  filename: 'Invoice TKT-2048.pdf',
};

/** The sandbox's address in the files. */
const WRITTEN_FOR = 'http://127.0.0.1:3999';

/** The ids of the demo's workflows in n8n. */
export interface DemoWorkflows {
  ticketReady: string;
  deliveryLog: string;
}

/** Creates the credential, the data table and the two workflows of the demo, and activates them. */
export async function importDemo(host: WorkflowHost, account: DemoAccount): Promise<DemoWorkflows> {
  const { provider, credential } = account;
  const own = await host.createCredential(
    `${provider.title} (sandbox)`,
    provider.credentialType,
    credential,
  );
  await host.ensureDataTable(DATA_TABLE, DATA_COLUMNS, [SAMPLE]);

  const importWorkflow = async (file: DemoFile) => {
    const workflow = JSON.parse(await demoWorkflow(file, account)) as WorkflowDefinition;
    giveCredentials(workflow, (type) =>
      [provider.sendFile, provider.trigger].includes(type) ? own : undefined,
    );
    const workflowId = await host.createWorkflow(workflow);
    await host.activate(workflowId);
    return workflowId;
  };
  return {
    deliveryLog: await importWorkflow('delivery-log.json'),
    ticketReady: await importWorkflow('ticket-ready.json'),
  };
}

/** A workflow's file for that account, as the editor imports it: without credentials. */
export async function demoWorkflow(
  file: DemoFile,
  { provider, credential }: DemoAccount,
): Promise<string> {
  const text = await readFile(join(__dirname, file), 'utf8');
  return onProvider(text, provider).replaceAll(WRITTEN_FOR, credential.baseUrl);
}

/** The workflows are kept as 1MSG's; on another provider only the nodes are others. */
function onProvider(workflow: string, { sendFile, trigger, title }: ProviderNodes): string {
  const own = providerNodes['1msg'];
  return workflow
    .replaceAll(own.sendFile, sendFile)
    .replaceAll(own.trigger, trigger)
    .replaceAll(own.title, title);
}
