import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowDefinition } from '../../../scripts/n8n/n8n-client';
import { n8n } from './n8n-under-test';
import { createCredential, oneMsg, type ProviderUnderTest } from './providers';

const FOLDER = join(__dirname, '..', '..', '..', 'examples');

/** Imports one of the `examples/`, gives our nodes in it the sandbox's credential, and activates it. */
export async function activateExample(
  file: string,
  provider: ProviderUnderTest = oneMsg,
): Promise<string> {
  const workflow = readExample(file);
  const { id, name, type } = await createCredential(provider);
  for (const node of workflow.nodes)
    if (node.type.startsWith('n8n-nodes-1msg-send-file.'))
      node.credentials = { [type]: { id, name } };
  const workflowId = await n8n.createWorkflow(workflow);
  await n8n.activate(workflowId);
  return workflowId;
}

/** One of the `examples/` as it is in its file. */
export const readExample = (file: string): WorkflowDefinition =>
  JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as WorkflowDefinition;
