import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PACKAGE = 'n8n-nodes-bench-do-nothing';

/** The trigger's type, as a workflow names it. */
export const DO_NOTHING_TYPE = `${PACKAGE}.doNothing`;

/** A request with this query is answered without starting the workflow. */
export const START_NOTHING = 'start=no';

/**
 * Puts a package with one trigger where n8n keeps community packages: the least that a trigger can do, and
 * so the most that any trigger could reach. It is registered like ours and passes the body on.
 *
 * In version 1 and version 2, which differ in nothing but what n8n does with that number.
 * @param folder n8n's user folder
 */
export async function installDoNothing(folder: string): Promise<void> {
  const home = join(folder, '.n8n', 'nodes', 'node_modules', PACKAGE);
  await mkdir(home, { recursive: true });
  const manifest = {
    name: PACKAGE,
    version: '1.0.0',
    keywords: ['n8n-community-node-package'],
    n8n: { n8nNodesApiVersion: 1, nodes: ['DoNothing.node.js'], credentials: [] },
  };
  await writeFile(join(home, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(home, 'DoNothing.node.js'), SOURCE);
}

const SOURCE = `
exports.DoNothing = class {
  description = {
    displayName: 'Do Nothing',
    name: 'doNothing',
    group: ['trigger'],
    version: [1, 2],
    description: 'Pass the body on',
    defaults: { name: 'Do Nothing' },
    inputs: [],
    outputs: ['main'],
    webhooks: [{ name: 'default', httpMethod: 'POST', path: 'webhook', responseMode: 'onReceived', responseData: '' }],
    credentials: [{ name: 'oneMsgChannelApi', required: false }],
    properties: [],
  };

  webhookMethods = {
    default: { checkExists: async () => false, create: async () => true, delete: async () => true },
  };

  async webhook() {
    const { body, query } = this.getRequestObject();
    if (query.start === 'no') return { webhookResponse: { started: 0 } };
    return { workflowData: [[{ json: body }]], webhookResponse: { started: 1 } };
  }
};
`;
