import { randomUUID } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';

import { N8nEditor } from '../../../lab/browser/n8n-editor';
import { using } from '../../../lab/n8n/workflows';
import { readContext } from './context';
import { n8n, n8nUrl, unique } from './n8n-under-test';
import { createCredential, type ProviderUnderTest } from './providers';

/** A person's wait, on a machine that may be busy. */
export const PATIENCE_MS = 180_000;

/** A node of a provider as a builder leaves it. */
export interface NodeToOpen {
  name: string;
  /** Default: Send File. */
  kind?: 'sendFile' | 'trigger';
  parameters?: INodeParameters;
}

/** n8n's editor in a browser for the tests of a file, opened before them; their workflows are deleted after them. */
export class EditorUnderTest {
  private opened: N8nEditor | undefined;
  private readonly workflows: string[] = [];

  constructor() {
    beforeAll(async () => {
      this.opened = await N8nEditor.open(n8nUrl, readContext().owner);
    }, PATIENCE_MS);
    afterAll(async () => {
      await this.opened?.close();
      for (const id of this.workflows) await n8n.deleteWorkflow(id);
    });
  }

  /** To be asked for within a test. */
  get editor(): N8nEditor {
    if (!this.opened) throw new Error('The editor is opened before the first test, not earlier.');
    return this.opened;
  }

  /** Opens a workflow whose Start leads to each of the nodes, which have the provider's credential. */
  async openNodes(provider: ProviderUnderTest, nodes: NodeToOpen[]): Promise<void> {
    await this.openWorkflow(await storeNodes(provider, nodes));
  }

  /** Opens a stored workflow. */
  async openWorkflow(id: string): Promise<void> {
    this.workflows.push(id);
    await this.editor.openWorkflow(id);
  }
}

async function storeNodes(provider: ProviderUnderTest, nodes: NodeToOpen[]): Promise<string> {
  const credentials = using(await createCredential(provider));
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
        credentials,
      })),
    ],
    connections: {
      Start: { main: [actions.map((node) => ({ node: node.name, type: 'main', index: 0 }))] },
    },
  });
}
