import { inspect } from 'node:util';
import fc from 'fast-check';
import type { IDataObject, IExecuteFunctions, INodeParameters, INodeType } from 'n8n-workflow';
import { ItemParameters } from '../../nodes/shared/parameters/item-parameters';
import { runNode } from './run-node';

const NAMES = ['phone', 'fileUrl', 'filename', 'caption'];
/** Of several parts each. */
const MAPPED = ['template', 'templateVariables'];
const ALL = [...NAMES, ...MAPPED];

/** Reads its parameters in both ways: each by n8n itself, and as our nodes do. */
const readsTwice: INodeType = {
  description: {
    displayName: 'Reads Twice',
    name: 'readsTwice',
    group: ['transform'],
    version: 1,
    description: '',
    defaults: {},
    inputs: [],
    outputs: ['main'],
    properties: [
      ...NAMES.map((name) => ({
        displayName: name,
        name,
        type: 'string' as const,
        default: '',
      })),
      {
        displayName: 'Template',
        name: 'template',
        type: 'resourceLocator' as const,
        default: { mode: 'id', value: '' },
        modes: [{ displayName: 'By ID', name: 'id', type: 'string' as const }],
      },
      {
        displayName: 'Template Variables',
        name: 'templateVariables',
        type: 'resourceMapper' as const,
        default: { mappingMode: 'defineBelow', value: null },
        typeOptions: { resourceMapper: { resourceMapperMethod: 'none', mode: 'add' as const } },
      },
    ],
  },
  execute(this: IExecuteFunctions) {
    const parameters = new ItemParameters(this, ALL);
    const evaluate = jest.spyOn(this, 'evaluateExpression');
    const items = this.getInputData().map((_item, index) => ({
      json: {
        alone: ALL.map((name) => told(() => this.getNodeParameter(name, index))),
        together: ALL.map((name) => told(() => parameters.get(name, index))),
        asked: evaluate.mock.calls.splice(0).length,
      },
    }));
    return Promise.resolve([items]);
  },
};

function told(read: () => unknown): string {
  try {
    return inspect(read(), { depth: null });
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  }
}

async function readBoth(parameters: INodeParameters, items: IDataObject[]) {
  const { outputs } = await runNode({ nodeType: readsTwice, parameters, credentials: {}, items });
  return outputs[0]!.map(
    ({ json }) => json as { alone: string[]; together: string[]; asked: number },
  );
}

test('an item is asked for its fields in one go, each as n8n gives it by itself', async () => {
  const parameters = {
    phone: '={{ $json.phone }}',
    fileUrl: "={{ $('Start').item.json.link }}",
    filename: '=Invoice {{ $json.number }}.pdf',
    caption: '=Dear {{ $json.customer.name }},\n\nhere is “{{ $json["what it is"] }}”.',
  };
  const item = {
    phone: 12020721369,
    link: 'https://files.example.com/1.pdf',
    number: 2048,
    customer: { name: 'Dana' },
    'what it is': 'your invoice',
  };
  const [first, second] = await readBoth(parameters, [item, { ...item, customer: null }]);
  expect(first!.together).toEqual(first!.alone);
  expect(first!.together).toContain("'Dear Dana,\\n\\nhere is “your invoice”.'");
  expect(first!.asked).toBe(1);
  expect(second!.together).toEqual(second!.alone); // a field that cannot be read costs the others nothing
  expect(second!.together).toContain('12020721369');
});

test('n8n is not asked for what is in the input item, once it has said the same', async () => {
  const parameters = {
    phone: '={{ $json.phone }}',
    fileUrl: '={{ $input.item.json["links"][0] }}',
    filename: '=Invoice {{ $json.invoice.number }}.pdf',
    caption: '={{ $json.caption }}',
  };
  const item = {
    phone: 1,
    links: ['https://a/'],
    invoice: { number: 2048 },
    caption: 'Here it is',
  };
  const noCaption = { ...item, caption: undefined };
  const read = await readBoth(parameters, [
    noCaption,
    item,
    noCaption,
    { ...item, invoice: 'none' },
  ]);
  for (const { alone, together } of read) expect(together).toEqual(alone);
  expect(read.map(({ asked }) => asked)).toEqual([1, 0, 0, 1]);
});

/** As the editor stores it: what is known of each field stands beside the values. */
const mapper = (value: INodeParameters) => ({
  mappingMode: 'defineBelow',
  value,
  matchingColumns: [],
  schema: Object.keys(value).map((id) => ({
    ...{ id, displayName: `${id} (e.g. “=2”)`, type: 'string', ofTemplate: 'invoice:en' },
    ...{ required: true, defaultMatch: false, canBeUsedToMatch: false, display: true },
  })),
});

test('a template and its variables are read together with the rest', async () => {
  const parameters = {
    phone: '={{ $json.phone }}',
    template: { __rl: true, mode: 'id', value: '={{ $json.template }}' },
    templateVariables: mapper({
      body_1: '=Dear {{ $json.name }}',
      body_2: '={{ $json.number }}',
      body_3: 'fixed',
      body_4: '={{ $json.nothing }}',
      body_5: null,
    }),
  };
  const item = { phone: 1, template: 'invoice:en', name: 'Dana', number: 2048 };
  const read = await readBoth(parameters, [item, item, { ...item, name: ['Dana'] }, item]);
  for (const { alone, together } of read) expect(together).toEqual(alone);
  expect(read[1]!.together.at(-1)).toMatch(/body_1: 'Dear Dana',\s+body_2: 2048,/);
  expect(read.map(({ asked }) => asked)).toEqual([1, 0, 1, 0]);
});

test('one variable that is more than a field leaves all of them to n8n, and nothing else', async () => {
  const parameters = {
    phone: '={{ $json.phone }}',
    caption: '={{ $json.name }}',
    templateVariables: mapper({
      body_1: '={{ $json.name.toUpperCase() }}',
      body_2: '={{ $json.b }}',
    }),
  };
  const [first, second] = await readBoth(parameters, [{ phone: 1, name: 'Dana' }, { phone: 2 }]);
  expect(first!.together).toEqual(first!.alone);
  expect(first!.asked).toBe(1);
  expect(second!.together).toEqual(second!.alone);
});

const field = fc.constantFrom(
  '$json.text',
  '$json.number',
  '$json["with space"]',
  "$json['nested'].deep",
  '$json["nested"]["deep"].length',
  '$json.list[1]',
  '$json.nothing',
  '$json.nothing.below',
  '$json.nested',
  '$json.list',
  '$input.item.json.text',
  "$('Start').item.json.number",
  "$('Nobody').item.json.number",
  '$json.constructor',
  '$json.text.toUpperCase()',
  '$json.list.first()',
  '$json?.text',
  '$json.number + 1',
  '"}}"',
);
const text = fc.constantFrom(
  '',
  ' ',
  'Invoice ',
  '.pdf',
  '\n',
  '\\',
  '\\{{',
  '}}',
  '{',
  '$',
  '"',
  "'",
);
const expression = fc
  .array(fc.tuple(text, field, fc.constantFrom('{{ ', '{{')), { minLength: 1, maxLength: 3 })
  .chain((places) =>
    text.map(
      (end) =>
        `=${places.map(([before, path, open]) => `${before}${open}${path} }}`).join('')}${end}`,
    ),
  );
const written = fc.oneof(expression, fc.constant('=fixed'), fc.constant('fixed'));
const part = fc.oneof(
  { weight: 4, arbitrary: written },
  fc.constantFrom<unknown>('', null, 5, true, ['={{ $json.text }}', 'b'], {
    deep: '={{ $json.text }}',
  }),
);
const variables = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(part, part, written) },
  fc.constant(undefined),
);
const value = fc.oneof(
  fc.constantFrom<unknown>('', 0, -0, false, true, null, undefined, NaN, 'a "quoted" {{ text }}'),
  fc.constantFrom<unknown>(1e21, 0.5, 10n, new Date(0), [], ['a', 'b'], {}, { toString: 'no' }),
  fc.string(),
);

test('whatever the expressions and the items are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(written, { minLength: 5, maxLength: 5 }),
      variables,
      fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 4 }),
      async ([phone, fileUrl, filename, caption, whole], parts, values) => {
        const items = values.map(([one, other]) => ({
          text: one,
          number: other,
          'with space': other,
          nested: { deep: one },
          list: [other, one],
        }));
        const parameters = {
          ...{ phone, fileUrl, filename, caption },
          template: { __rl: true, mode: 'id', value: whole },
          templateVariables: parts
            ? mapper({ body_1: parts[0], body_2: parts[1], header_1: parts[2] } as INodeParameters)
            : whole,
        } as INodeParameters;
        for (const { alone, together } of await readBoth(parameters, items as IDataObject[]))
          expect(together).toEqual(alone);
      },
    ),
    { numRuns: 300 },
  );
});
