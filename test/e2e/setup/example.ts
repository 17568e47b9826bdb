import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { StoredCredential, WorkflowDefinition } from '../../../lab/n8n/n8n-client';
import { giveCredentials } from '../../../lab/n8n/workflows';
import { n8n } from './n8n-under-test';
import { createCredential, oneMsg, type ProviderUnderTest } from './providers';

export const EXAMPLES_FOLDER = join(__dirname, '..', '..', '..', 'examples');

/** What a person sets in an example after importing it. */
export interface ExampleSettings {
  /** Whose credential our nodes get. Default: 1MSG. */
  provider?: ProviderUnderTest;
  /** Addresses in the file, each with the one that stands for it here. */
  addresses?: Record<string, string>;
  /** Credentials of other nodes, by node type. */
  credentials?: Record<string, StoredCredential>;
  /** Nodes whose sample data is unpinned. */
  unpin?: string[];
}

/** Imports one of the `examples/`, sets in it what is to be set, and activates it. */
export async function activateExample(file: string, settings?: ExampleSettings): Promise<string> {
  const workflowId = await importExample(file, settings);
  await n8n.activate(workflowId);
  return workflowId;
}

/** Imports one of the `examples/` and sets in it what is to be set. */
export async function importExample(
  file: string,
  { provider = oneMsg, addresses = {}, credentials = {}, unpin = [] }: ExampleSettings = {},
): Promise<string> {
  const workflow = readExample(file, addresses);
  for (const node of unpin) delete workflow.pinData?.[node];
  const own = await createCredential(provider);
  giveCredentials(workflow, (type) =>
    type.startsWith('n8n-nodes-1msg-send-file.') ? own : credentials[type],
  );
  return n8n.createWorkflow(workflow);
}

/** One of the `examples/` as it is in its file, but for `addresses`. */
export function readExample(
  file: string,
  addresses: Record<string, string> = {},
): WorkflowDefinition {
  let text = readFileSync(join(EXAMPLES_FOLDER, file), 'utf8');
  for (const [address, here] of Object.entries(addresses)) {
    if (!text.includes(address)) throw new Error(`${file} has no ${address}`);
    text = text.replaceAll(address, here);
  }
  return JSON.parse(text) as WorkflowDefinition;
}
