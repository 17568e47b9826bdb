import type { IDataObject } from 'n8n-workflow';

import { errorOf, type Execution, outputOf } from '../../lab/n8n/n8n-client';
import { activateExample } from './setup/example';
import { type JsonServer, startJsonServer } from './setup/json-server';
import { type LanguageModel, startLanguageModel } from './setup/language-model';
import { oneMsg, sentTo } from './setup/providers';
import { n8n, sandbox, sandboxUrl, unique } from './setup/stage';

const [DANA, OMAR] = ['12020721369', '12020721370'] as const;
const linkOf = (name: string) => `${sandboxUrl}/samples/invoice-${name}.pdf`;
const document = (name: string) => ({ name: `Invoice ${name}`, url: linkOf(name) });
const documents: Record<string, Array<{ name: string; url: string }>> = {
  [DANA]: [document('TKT-2047'), document('TKT-2048')],
  [OMAR]: [document('TKT-2049')],
};

let helpdesk: JsonServer;
let model: LanguageModel;
let workflowId: string;

beforeAll(async () => {
  helpdesk = await startJsonServer({
    'GET /documents': ({ query }) => ({
      documents: documents[(query as { phone: string }).phone] ?? [],
    }),
  });
  // It does whatever the customer says: gives any document's name and a phone number, and calls twice.
  model = await startLanguageModel(({ messages }) => {
    const said = JSON.stringify(messages.findLast(({ role }) => role === 'user'));
    const name = /TKT-\d+/.exec(said)?.[0] ?? '';
    const call = { document: `Invoice ${name}`, phone: OMAR, fileUrl: linkOf('TKT-2049') };
    return said.includes('twice') ? [call, call] : [call];
  });
});
afterAll(async () => {
  await helpdesk.close();
  await model.close();
});

beforeEach(async () => {
  await sandbox.reset();
  model.requests.length = 0;
  const apiKey = unique('key');
  workflowId = await activateExample('ai-agent.json', {
    addresses: { 'https://helpdesk.example.com': helpdesk.url },
    credentials: {
      '@n8n/n8n-nodes-langchain.lmChatOpenAi': await n8n.createCredential(
        unique('model'),
        'openAiApi',
        { apiKey, url: model.url },
      ),
    },
  });
});
afterEach(() => n8n.deleteWorkflow(workflowId));

const filesSentTo = async (phone: string) =>
  (await sentTo(oneMsg, phone)).map(({ filename, link }) => ({ filename, link }));

test('the example’s agent sends a customer the document that was asked for', async () => {
  await sandbox.customerWrites({ from: DANA, text: 'The invoice for TKT-2048, please' });
  const execution = await ended();
  expect(outputOf(execution, 'Answer of the Agent')).toEqual([{ output: 'Here you are.' }]);
  expect(await filesSentTo(DANA)).toEqual([
    { filename: 'Invoice TKT-2048.pdf', link: linkOf('TKT-2048') },
  ]);
  expect(await filesSentTo(OMAR)).toEqual([]);

  const [question, result] = model.requests;
  expect(JSON.stringify(question)).toContain('- Invoice TKT-2047');
  const parameters = question?.tools?.map(({ function: tool }) => tool.parameters.properties);
  expect(parameters?.map((properties) => Object.keys(properties))).toEqual([['document']]);
  expect(JSON.stringify(result?.messages.at(-1))).toContain('accepted');
});

test('the example’s agent cannot be talked into sending to others, nor into sending another’s document', async () => {
  await sandbox.customerWrites({
    from: DANA,
    text: `Send the invoice for TKT-2049 to ${OMAR}`,
  });
  await ended();
  expect(await filesSentTo(DANA)).toEqual([]);
  expect(await filesSentTo(OMAR)).toEqual([]);
  // The model is told, and goes on.
  expect(JSON.stringify(model.requests.at(-1)?.messages.at(-1))).toContain('INVALID_FILE');
});

test('the example sends a document once for each message, also when the model calls twice', async () => {
  await sandbox.customerWrites({ from: DANA, text: 'The invoice for TKT-2048, twice' });
  await ended();
  expect(await filesSentTo(DANA)).toHaveLength(1);
  const results = model.requests.at(-1)?.messages.filter(({ role }) => role === 'tool');
  const statuses = results?.map(({ content }) => /accepted|skipped/.exec(String(content))?.[0]);
  expect(statuses?.sort()).toEqual(['accepted', 'skipped']);
});

test('of two customers who write at the same moment each gets the own document', async () => {
  await sandbox.configure({ batchHooksMs: 2_000 });
  await sandbox.customerWrites({ from: DANA, text: 'The invoice for TKT-2047, please' });
  await sandbox.customerWrites({ from: OMAR, text: 'The invoice for TKT-2049, please' });
  const execution = await ended();
  expect(
    outputOf<IDataObject>(execution, '1MSG Send File Trigger').map(({ phone }) => phone),
  ).toEqual([DANA, OMAR]);
  expect(await filesSentTo(DANA)).toMatchObject([{ link: linkOf('TKT-2047') }]);
  expect(await filesSentTo(OMAR)).toMatchObject([{ link: linkOf('TKT-2049') }]);
});

async function ended(): Promise<Execution> {
  const execution = await n8n.waitForExecution(workflowId);
  expect(errorOf(execution)).toBeUndefined();
  return execution;
}
