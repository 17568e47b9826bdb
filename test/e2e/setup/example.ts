import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowDefinition } from '../../../scripts/n8n/n8n-client';
import { createChannelCredential, n8n } from './stage';

const FOLDER = join(__dirname, '..', '..', '..', 'examples');

/** Imports one of the `examples/`, gives its 1MSG nodes the sandbox's credential, and activates it. */
export async function activateExample(file: string): Promise<string> {
  const workflow = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as WorkflowDefinition;
  const { id, name, type } = await createChannelCredential();
  for (const node of workflow.nodes)
    if (node.type.startsWith('n8n-nodes-1msg-send-file.'))
      node.credentials = { [type]: { id, name } };
  const workflowId = await n8n.createWorkflow(workflow);
  await n8n.activate(workflowId);
  return workflowId;
}
