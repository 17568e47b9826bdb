import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import { oneMsgSendFileTriggerFields } from '../../../nodes/OneMsg/description/options';
import { triggerWebhooks } from '../../../nodes/shared/trigger/webhook-descriptions';

const PACKAGE = 'n8n-nodes-bench-do-nothing';

/** A trigger's type, as a workflow names it: the least that a trigger can do, and so the most that any could reach. */
export const DO_NOTHING_TYPE = `${PACKAGE}.doNothing`;

/** The type of a trigger that does as little, with the 1MSG Send File Trigger's fields and webhooks: what n8n does for any such one. */
export const SAME_FIELDS_TYPE = `${PACKAGE}.sameFields`;

/** The type of a node that does with a file what every node has to, but for sending it. */
export const SEND_NOTHING_TYPE = `${PACKAGE}.sendNothing`;

/** A request with this query is answered without starting the workflow. */
export const START_NOTHING = 'start=no';

/**
 * Puts a package with these where n8n keeps community packages. The triggers are registered like ours and pass the
 * body on; the bare one has a version 1 and a version 2, which differ in nothing but what n8n does with that number.
 * @param folder n8n's user folder
 */
export async function installDoNothing(folder: string): Promise<void> {
  const home = join(folder, '.n8n', 'nodes', 'node_modules', PACKAGE);
  await mkdir(home, { recursive: true });
  const manifest = {
    name: PACKAGE,
    version: '1.0.0',
    keywords: ['n8n-community-node-package'],
    n8n: {
      n8nNodesApiVersion: 1,
      nodes: ['DoNothing.node.js', 'SameFields.node.js', 'SendNothing.node.js'],
      credentials: [],
    },
  };
  await writeFile(join(home, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(home, 'DoNothing.node.js'), doNothing('DoNothing', BARE));
  await writeFile(join(home, 'SameFields.node.js'), doNothing('SameFields', LIKE_1MSG));
  await writeFile(join(home, 'SendNothing.node.js'), SEND_NOTHING);
}

const BARE: Shape = {
  version: [1, 2],
  webhooks: [
    {
      name: 'default',
      httpMethod: 'POST',
      path: 'webhook',
      responseMode: 'onReceived',
      responseData: '',
    },
  ],
  properties: [],
};

const LIKE_1MSG: Shape = {
  version: 1.1,
  webhooks: triggerWebhooks,
  properties: oneMsgSendFileTriggerFields,
};

type Shape = Pick<INodeTypeDescription, 'version' | 'webhooks' | 'properties'>;

/** @returns the node's module */
const doNothing = (name: string, shape: Shape) => `
exports.${name} = class {
  description = {
    displayName: '${name}',
    name: '${name.charAt(0).toLowerCase()}${name.slice(1)}',
    group: ['trigger'],
    description: 'Pass the body on',
    defaults: { name: '${name}' },
    inputs: [],
    outputs: ['main'],
    credentials: [{ name: 'oneMsgChannelApi', required: false }],
    ...${JSON.stringify(shape)},
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

const SEND_NOTHING = `
exports.SendNothing = class {
  description = {
    displayName: 'Send Nothing',
    name: 'sendNothing',
    group: ['output'],
    version: 1,
    description: 'Read the phone and the credential, and open the file',
    defaults: { name: 'Send Nothing' },
    inputs: ['main'],
    outputs: ['main'],
    credentials: [{ name: 'oneMsgChannelApi', required: true }],
    properties: [{ displayName: 'Phone', name: 'phone', type: 'string', default: '' }],
  };

  async execute() {
    const items = this.getInputData();
    for (const item of items.keys()) {
      await this.getCredentials('oneMsgChannelApi', item);
      this.getNodeParameter('phone', item);
      const { id } = this.helpers.assertBinaryData(item, 'data');
      for await (const piece of await this.helpers.getBinaryStream(id)) break;
    }
    return [items];
  }
};
`;
