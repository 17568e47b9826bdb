import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { OperationName } from '../../nodes/shared/description/operations';
import type { OutputSchema } from '../../scripts/docs/output-schemas';
import { schemaPath } from '../../scripts/docs/output-schemas';
import { useOnceKeys } from './use-once-keys';
import { NINETY_NINE_DIGITAL, ONE_MSG, PROVIDERS, templateParameters } from './providers';
import { jsonOf } from './send-node';
import { CUSTOMER } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

// n8n shows a node's schema before the node has run (docs/n8n-facts.md#output-previews), so it has to say what comes out.

const FOLDERS = { [ONE_MSG.id]: 'OneMsg', [NINETY_NINE_DIGITAL.id]: 'NinetyNineDigital' };

function schemaOf(provider: string, operation: OperationName): OutputSchema {
  const path = join(__dirname, '..', '..', schemaPath(FOLDERS[provider]!, operation));
  return JSON.parse(readFileSync(path, 'utf8')) as OutputSchema;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** @param seen gets the fields that the value has and the schema knows @returns where it is not as the schema says */
function contradictions(
  value: unknown,
  schema: OutputSchema,
  seen: Set<string> = new Set(),
  path = 'item',
): string[] {
  const type = typeOf(value);
  if (![schema.type].flat().includes(type)) return [`${path} is ${type}`];
  if (Array.isArray(value) && schema.items)
    return value.flatMap((each) => contradictions(each, schema.items!, seen, `${path}[]`));
  if (type !== 'object' || !schema.properties) return [];
  const { properties, required = [] } = schema;
  const fields = Object.entries(value as object);
  const missing = required.filter((name) => !(name in (value as object)));
  return [
    ...missing.map((name) => `${path}.${name} is missing`),
    ...fields.flatMap(([name, field]) => {
      const at = `${path}.${name}`;
      if (!properties[name]) return [`${at} is not in the schema`];
      seen.add(at);
      return contradictions(field, properties[name], seen, at);
    }),
  ];
}

/** All fields of a schema, by their paths. */
function fieldsOf({ properties, items }: OutputSchema, path = 'item'): string[] {
  if (items) return fieldsOf(items, `${path}[]`);
  return Object.entries(properties ?? {}).flatMap(([name, schema]) => [
    `${path}.${name}`,
    ...fieldsOf(schema, `${path}.${name}`),
  ]);
}

/** @returns which fields of the schema none of the items has */
function expectAsTheSchemaSays(items: IDataObject[], schema: OutputSchema): string[] {
  expect(items.filter(({ error, event }) => error !== undefined && event === undefined)).toEqual(
    [],
  );
  const seen = new Set<string>();
  expect(items.flatMap((item) => contradictions(item, schema, seen))).toEqual([]);
  return fieldsOf(schema).filter((field) => !seen.has(field));
}

const invoice = { phone: CUSTOMER, name: 'invoice.pdf', caption: 'Invoice', key: '' };
/** These only a webhook tells, or a provider that says something unheard of: tests of the trigger have them. */
const UNSEEN = /\.(raw|category|pricing|conversation)$/;

describe.each(PROVIDERS)('$name', (provider) => {
  const { id } = provider;
  const keys = useOnceKeys(provider);
  /** Runs the node with one item each. */
  const run = async (
    items: IDataObject[],
    parameters: INodeParameters,
    options: Record<string, unknown> = {},
  ) => {
    const result = await keys.at.run(items, { ...parameters, options } as never);
    expect(result.error).toBeUndefined();
    return jsonOf(result);
  };

  test('each operation has a schema', () => {
    const operations = provider
      .newNode()
      .description.properties.filter(({ name }) => name === 'operation');
    const names = operations.flatMap(({ options = [] }) =>
      options.map((option) => (option as { value: OperationName }).value),
    );
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) expect(schemaOf(id, name).type).toBe('object');
  });

  test('what Send File gives is what its schema says, and the schema has no other fields', async () => {
    const { at } = keys;
    const items = await run([invoice], {}, { includeRequest: true });
    for (const key of ['TKT-1', 'TKT-1'])
      items.push(...(await run([{ ...invoice, key }], {}, { sendOnceKey: '={{ $json.key }}' })));
    if (id === '1msg') {
      const deliveryFails = { code: 131047, title: 'Re-engagement message' };
      await at.fail({ deliveryFails });
      const waits = { waitFor: 'read', waitTimeout: 10 };
      items.push(...(await run([invoice, invoice], {}, waits)));
      await at.fail({ answer: { status: 200, body: { jobId: 'job-1', message: 'Queued' } } });
      items.push(...(await run([invoice], {}, { includeRequest: true })));
      await at.fail({ stage: 'afterAccept', cut: true });
      items.push(...(await run([invoice], {})));
    }
    const unseen = expectAsTheSchemaSays(items, schemaOf(id, 'sendFile'));
    // 99digital cannot be polled: test/e2e waits for what a trigger hears.
    const heard = id === '1msg' ? UNSEEN : /\.delivery|\.waitTimedOut/;
    expect(unseen.filter((field) => !heard.test(field))).toEqual([]);
  });

  test('Get Session Window', async () => {
    const phones = [{ phone: CUSTOMER }, { phone: '12025550199' }];
    const items = await run(phones, { operation: 'getSessionWindow' });
    expect(expectAsTheSchemaSays(items, schemaOf(id, 'getSessionWindow'))).toEqual([]);
  });
});

describe('1MSG alone', () => {
  const keys = useOnceKeys(ONE_MSG);
  const run = async (items: IDataObject[], parameters: INodeParameters) => {
    const result = await keys.at.run(items, parameters);
    expect(result.error).toBeUndefined();
    return jsonOf(result);
  };

  test('docs/send-file.md shows the item that comes out', async () => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'send-file.md'), 'utf8');
    const [, json = ''] = /## What comes out[^]*?```json\n([^]*?)```/.exec(page) ?? [];
    const [item] = await run([invoice], {});
    const shown = JSON.parse(json) as IDataObject;
    expect(Object.keys(shown).sort()).toEqual(Object.keys(item!).sort());
  });

  test('Send a Template', async () => {
    const variables = { body_1: 'Dana', body_2: 'TKT-2048' };
    const chosen = templateParameters('invoice_ready:en', variables);
    const items = await run([invoice], { operation: 'sendTemplate', ...chosen });
    expectAsTheSchemaSays(items, schemaOf('1msg', 'sendTemplate'));
    expect(items[0]).toMatchObject({ sent: true, sentVia: 'sendTemplate' });
  });

  test('Get Delivery Status', async () => {
    await keys.at.fail({ deliveryFails: { code: 131047, title: 'Re-engagement message' } });
    const sent = await run([invoice, invoice], {});
    await keys.at.control.settled();
    const asked = [...sent, { id: 'wamid.none' }].map(({ id }) => ({ id }));
    const parameters = { operation: 'getDeliveryStatus', messageId: '={{ $json.id }}' };
    const items = await run(asked, parameters);
    const unseen = expectAsTheSchemaSays(items, schemaOf('1msg', 'getDeliveryStatus'));
    expect(unseen.filter((field) => !UNSEEN.test(field))).toEqual([]);
  });

  test('Upload Media', async () => {
    const fileUrl = `${keys.at.sandbox.url}/samples/invoice.pdf`;
    const items = await run([{}], { operation: 'uploadMedia', fileUrl, filename: '' });
    expect(expectAsTheSchemaSays(items, schemaOf('1msg', 'uploadMedia'))).toEqual([]);
  });
});

describe('what differs from a schema is found', () => {
  const schema: OutputSchema = {
    type: 'object',
    properties: { id: { type: 'string' }, list: { type: 'array', items: { type: 'integer' } } },
    required: ['id'],
  };
  test.each([
    [{}, ['item.id is missing']],
    [{ id: null }, ['item.id is null']],
    [{ id: 'a', more: 1 }, ['item.more is not in the schema']],
    [{ id: 'a', list: [1, 'b'] }, ['item.list[] is string']],
    [{ id: 'a', list: [1] }, []],
  ])('%j', (item, found) => expect(contradictions(item, schema)).toEqual(found));

  test('and so is a field that nothing has', () =>
    expect(expectAsTheSchemaSays([{ id: 'a' }], schema)).toEqual(['item.list']));
});
