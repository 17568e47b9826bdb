import { readdirSync, readFileSync } from 'node:fs';

import { errorOf, outputOf } from '../../lab/n8n/n8n-client';
import { createDataTable } from './setup/data-table';
import { EXAMPLES_FOLDER, importExample, readExample } from './setup/example';
import { startLanguageModel } from './setup/language-model';
import { ninetyNine, oneMsg, openWindowAt, providers, sentTo } from './setup/providers';
import { filesFolder, n8n, n8nVersion, sandboxUrl, unique } from './setup/stage';

const files = readdirSync(EXAMPLES_FOLDER).filter((file) => file.endsWith('.json'));
const examples = files.map((file) => ({ file, nodes: readExample(file).nodes }));
const without = (holds: (example: (typeof examples)[number]) => boolean) =>
  examples.filter((example) => !holds(example)).map(({ file }) => file);

/** The nodes that a run of the example begins with. */
function beginningsOf(file: string) {
  const { nodes, connections } = readExample(file);
  const next = Object.values(connections).flatMap(({ main = [] }) => main.flat());
  return nodes
    .filter(({ name }) => connections[name]?.main)
    .filter(({ name }) => !next.some((to) => to?.node === name));
}

/** Of several beginnings n8n's button (1.123 and 2.41) takes a webhook, else an app's trigger, a schedule last. */
const rankOf = (type: string): number =>
  type.endsWith('.webhook') ? 2 : type.endsWith('.scheduleTrigger') ? 0 : 1;

test('every example says in a note above its nodes what it does, what is to be set and what to press', () => {
  const isAbove = ({ nodes: [note, ...nodes] }: (typeof examples)[number]) => {
    const tops = nodes.map(({ position }) => position?.[1] ?? 0);
    return (note?.position?.[1] ?? 0) + Number(note?.parameters.height) < Math.min(...tops);
  };
  const says =
    /^## .+\n.+\n\n\*\*To set:\*\* .*credential[^]*\n\n\*\*To try:\*\* .*press \*Execute workflow\*/;
  expect(
    without(
      (example) => isAbove(example) && says.test(example.nodes[0]?.parameters.content as string),
    ),
  ).toEqual([]);
});

test('where n8n’s button begins elsewhere than the note says, the note tells of the arrow beside it', () => {
  const isTold = ({ file, nodes: [note] }: (typeof examples)[number]) => {
    const text = note?.parameters.content as string;
    const [, from] = /\*\*To try:\*\* .*? from \*(.+?)\*/.exec(text) ?? [];
    const byRank = beginningsOf(file).sort((a, b) => rankOf(b.type) - rankOf(a.type));
    if (!from) return byRank.length === 1;
    return byRank[0]?.name === from || text.includes(`*${from}*, which the arrow beside`);
  };
  expect(without(isTold)).toEqual([]);
});

test('no example holds a credential', () => {
  expect(without(({ nodes }) => nodes.every(({ credentials }) => !credentials))).toEqual([]);
});

test('every example is in the list of when to use what', () => {
  const list = readFileSync(`${EXAMPLES_FOLDER}/README.md`, 'utf8');
  expect(without(({ file }) => list.includes(`\`${file}\``))).toEqual([]);
});

test('every example is run by a test', () => {
  const tests = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(`${__dirname}/${file}`, 'utf8'))
    .join('\n');
  // The pair's names are put together in their test.
  const nameIn = (file: string) => file.replace(/(1msg|99digital)\.json$/, '${name}');
  expect(without(({ file }) => tests.includes(nameIn(file)))).toEqual([]);
});

test('all examples can be active beside each other: no two have the same webhook', () => {
  const webhooks = examples.flatMap(({ nodes }) => {
    const ids = nodes.flatMap(({ webhookId, parameters }) => [webhookId, parameters.path]);
    return [...new Set(ids.filter(Boolean))];
  });
  expect(webhooks.length).toBeGreaterThan(files.length);
  expect(new Set(webhooks).size).toBe(webhooks.length);
});

describe('Execute workflow does something with the sample data that is pinned', () => {
  const PHONE = '12020721369';
  const EVENT = '1MSG Send File Trigger';
  /** What is executed: from which node, which node then gives something, and to how many people something goes. */
  const RUNS: Array<[file: string, from: string, gives: string, people: number]> = [
    ['acknowledge-when-done.json', EVENT, 'Note as Done', 0],
    ['ai-agent.json', EVENT, 'Answer of the Agent', 1],
    ['closed-window-template.json', 'Invoice Ready', '1MSG Send File', 1],
    ['closed-window-template.json', EVENT, 'Refusals Are Heard', 0],
    ['crm-quote.json', 'HubSpot Trigger', '1MSG Send File', 1],
    ['failed-delivery.json', 'Invoice Ready', '1MSG Send File', 1],
    ['failed-delivery.json', EVENT, 'Second Try: 1MSG Send File', 1],
    ['helpdesk-ticket.json', 'Ticket Solved', '1MSG Send File', 1],
    ['helpdesk-ticket.json', EVENT, 'Wait for the Note', 0],
    ['keep-duplicates-out.json', EVENT, 'Each Event Once', 0],
    ['monthly-statements.json', 'First of the Month', '1MSG Send File', 3],
    ['monthly-statements.json', EVENT, 'Failures Are Heard', 0],
    ['pdf-made-here.json', 'Ticket Solved', '1MSG Send File', 1],
    ['receipts.json', EVENT, 'Download Received File', 0],
    ['ticket-invoice-1msg.json', 'Helpdesk: Ticket Ready', '1MSG Send File', 1],
    ['ticket-invoice-1msg.json', EVENT, 'What Became of It', 0],
    ['ticket-invoice-99digital.json', 'Helpdesk: Ticket Ready', '99digital Send File', 1],
    ['ticket-invoice-99digital.json', '99digital Send File Trigger', 'What Became of It', 0],
  ];
  /** The data tables that are to be set. */
  const TABLES: Record<string, [name: string, ...columns: string[]]> = {
    'acknowledge-when-done.json': ['Events done', 'eventId'],
    'helpdesk-ticket.json': [
      ...(['Tickets', 'ticket', 'customer', 'phone', 'invoiceUrl'] as const),
      ...['messageId', 'delivery', 'problem'],
    ],
    'failed-delivery.json': [
      ...(['Sent files', 'messageId', 'ticket', 'customer', 'phone', 'fileUrl'] as const),
      'tries',
    ],
  };
  const here = {
    'http://127.0.0.1:3999': sandboxUrl,
    // Of whom the n8n that all tests share has heard nothing: whoever wrote in another test has an open window there.
    '12020721370': '12020729370',
    '12020721371': '12020729371',
    '/home/node/.n8n-files/receipts': filesFolder,
  };

  test('in every example, from each node that begins it and does not only tidy up', () => {
    const runs = RUNS.map(([file, from]) => `${file}: ${from}`);
    const begin = files.flatMap((file) =>
      beginningsOf(file)
        .filter(({ name }) => name !== 'Every Night')
        .map(({ name }) => `${file}: ${name}`),
    );
    expect([...runs].sort()).toEqual(begin.sort());
  });

  test.each(RUNS)('%s from %s: %s', async (file, from, gives, people) => {
    const table = TABLES[file];
    if (table && n8nVersion.startsWith('1.')) return; // it has no such data tables
    const provider = file.includes('99digital') ? ninetyNine : oneMsg;
    for (const each of providers) await each.control.reset();
    await openWindowAt(provider, PHONE);
    const model = await startLanguageModel(() => [{ document: 'Invoice TKT-2048' }]);
    const text = readFileSync(`${EXAMPLES_FOLDER}/${file}`, 'utf8');
    const addresses = Object.entries(here).filter(([address]) => text.includes(address));
    const [name = '', ...columns] = table ?? [];
    const types = columns.map(
      (column) => [column, column === 'tries' ? 'number' : 'string'] as const,
    );
    const stored = table && (await createDataTable(name, Object.fromEntries(types)));
    const chat = { apiKey: unique('key'), url: model.url };
    const workflowId = await importExample(file, {
      provider,
      addresses: Object.fromEntries(addresses),
      credentials: {
        '@n8n/n8n-nodes-langchain.lmChatOpenAi': await n8n.createCredential(
          unique('model'),
          'openAiApi',
          chat,
        ),
      },
    });
    try {
      const execution = await n8n.runManually(workflowId, from);
      expect(errorOf(execution)).toBeUndefined();
      const output = outputOf(execution, gives);
      expect(output.length).toBeGreaterThan(0);
      if (people > 0) {
        const messages = await provider.control.messages();
        const sent = messages.filter(({ direction }) => direction === 'outgoing');
        expect(new Set(sent.map(({ chatId }) => chatId)).size).toBe(people);
        expect(sent).toHaveLength(people);
        expect(await sentTo(provider, PHONE)).toHaveLength(1);
        if (gives.includes('Send File')) for (const item of output) expect(item.sent).toBe(true);
      }
    } finally {
      await n8n.deleteWorkflow(workflowId);
      await stored?.delete();
      await model.close();
    }
  });
});
