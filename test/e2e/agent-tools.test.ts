import type { NodeConnectionType } from 'n8n-workflow';

import { errorOf } from '../../lab/n8n/n8n-client';
import { inARow, itemsFromWebhook, using, type WorkflowNode } from '../../lab/n8n/workflows';
import { startLanguageModel } from './setup/language-model';
import { createCredential, ninetyNine, oneMsg } from './setup/providers';
import { n8n, unique } from './setup/stage';

/** What the model is told that each operation does, by where it is chosen; without a resource as in older workflows. */
const TOLD: Array<[resource: string | undefined, operation: string, told: string]> = [
  [undefined, 'sendFile', 'Send a file over WhatsApp'],
  ['message', 'sendFile', 'Send a file over WhatsApp'],
  ['message', 'sendTemplate', 'Send an approved template over WhatsApp'],
  ['message', 'getDeliveryStatus', 'Get the delivery status of a WhatsApp message'],
  ['chat', 'getSessionWindow', 'Check whether files can be sent to a WhatsApp customer now'],
  ['media', 'downloadFile', 'Download a file received over WhatsApp'],
  ['media', 'uploadMedia', 'Upload a file to be sent over WhatsApp later'],
];
const AT_99DIGITAL = ['sendFile', 'getSessionWindow', 'downloadFile'];

test('the model of an agent is told what each operation does', async () => {
  const model = await startLanguageModel(() => []);
  const openAi = await n8n.createCredential(unique('model'), 'openAiApi', {
    apiKey: unique('key'),
    url: model.url,
  });
  const tools: WorkflowNode[] = [];
  const expected: Record<string, string> = {};
  for (const provider of [oneMsg, ninetyNine]) {
    const name = provider === oneMsg ? '1MSG' : '99digital';
    const credential = await createCredential(provider);
    for (const [resource, operation, told] of TOLD) {
      if (provider !== oneMsg && !AT_99DIGITAL.includes(operation)) continue;
      const tool = [name, resource ?? 'older', operation].join('_');
      expected[tool] = `${told} in ${name} Send File`;
      tools.push({
        name: tool,
        type: `${provider.sendFile}Tool`,
        typeVersion: 1,
        parameters: {
          ...(resource && { resource }),
          operation,
          phone: '+1 202 072 1369',
          fileUrl: 'https://example.com/invoice.pdf',
          messageId: 'wamid.2048',
          ...(operation === 'sendTemplate' && {
            template: { __rl: true, mode: 'id', value: 'invoice_ready:en' },
          }),
        },
        credentials: using(credential),
      });
    }
  }
  const path = unique('agent');
  const row = inARow(path, [
    ...itemsFromWebhook(path),
    {
      name: 'AI Agent',
      type: '@n8n/n8n-nodes-langchain.agent',
      typeVersion: 3,
      parameters: { promptType: 'define', text: 'What can you do?', options: {} },
    },
  ]);
  const chat: WorkflowNode = {
    name: 'Chat Model',
    type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
    typeVersion: 1.2,
    parameters: {
      model: { __rl: true, mode: 'list', value: 'gpt-4.1-mini' },
      options: {},
    },
    credentials: using(openAi),
  };
  const toAgent = (type: NodeConnectionType) => ({
    [type]: [[{ node: 'AI Agent', type, index: 0 }]],
  });
  const others = [chat, ...tools].map((node, index) => ({
    ...node,
    id: `other-${index}`,
    position: [index * 200, 400] as [number, number],
  }));
  const workflowId = await n8n.createWorkflow({
    ...row,
    nodes: [...row.nodes, ...others],
    connections: {
      ...row.connections,
      [chat.name]: toAgent('ai_languageModel'),
      ...Object.fromEntries(tools.map(({ name }) => [name, toAgent('ai_tool')])),
    },
  });
  try {
    await n8n.activate(workflowId);
    await n8n.postWebhook(path, { items: [{ question: 1 }] });
    expect(errorOf(await n8n.waitForExecution(workflowId))).toBeUndefined();
    const [request] = model.requests;
    const told = request?.tools?.map(({ function: { name, description } }) => [name, description]);
    expect(Object.fromEntries(told ?? [])).toEqual(expected);
  } finally {
    await n8n.deleteWorkflow(workflowId);
    await model.close();
  }
});
