import { readdirSync, readFileSync } from 'node:fs';

import { EXAMPLES_FOLDER, readExample } from './setup/example';

const files = readdirSync(EXAMPLES_FOLDER).filter((file) => file.endsWith('.json'));
const examples = files.map((file) => ({ file, nodes: readExample(file).nodes }));
const without = (holds: (example: (typeof examples)[number]) => boolean) =>
  examples.filter((example) => !holds(example)).map(({ file }) => file);

test('every example says in a note above its nodes what is to be set', () => {
  const isAbove = ({ nodes: [note, ...nodes] }: (typeof examples)[number]) => {
    const tops = nodes.map(({ position }) => position?.[1] ?? 0);
    return (note?.position?.[1] ?? 0) + Number(note?.parameters.height) < Math.min(...tops);
  };
  const says = /^## .+\n.+\n\n\*\*To set:\*\* .*credential/;
  expect(
    without(
      (example) => isAbove(example) && says.test(example.nodes[0]?.parameters.content as string),
    ),
  ).toEqual([]);
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
