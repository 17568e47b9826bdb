import { randomUUID } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';

import { createCredential, type ProviderUnderTest } from './providers';
import { n8n, unique } from './n8n-under-test';

/** A node of a provider as a builder leaves it. */
export interface NodeToOpen {
  name: string;
  /** Default: Send File. */
  kind?: 'sendFile' | 'trigger';
  parameters?: INodeParameters;
}

/** Stores a workflow whose Start leads to each of the nodes, which have the provider's credential. */
export async function storeNodes(
  provider: ProviderUnderTest,
  nodes: NodeToOpen[],
): Promise<string> {
  const { id, name, type } = await createCredential(provider);
  const actions = nodes.filter(({ kind }) => kind !== 'trigger');
  return await n8n.createWorkflow({
    name: unique('editor'),
    nodes: [
      {
        name: 'Start',
        type: 'n8n-nodes-base.manualTrigger',
        typeVersion: 1,
        parameters: {},
        position: [0, 0],
      },
      ...nodes.map((node, place) => ({
        ...{ id: randomUUID(), name: node.name, parameters: node.parameters ?? {} },
        type: node.kind === 'trigger' ? provider.trigger : provider.sendFile,
        typeVersion: node.kind === 'trigger' ? 1.1 : 1,
        ...(node.kind === 'trigger' && { webhookId: randomUUID() }),
        position: [300, 150 * place] as [number, number],
        credentials: { [type]: { id, name } },
      })),
    ],
    connections: {
      Start: { main: [actions.map((node) => ({ node: node.name, type: 'main', index: 0 }))] },
    },
  });
}
