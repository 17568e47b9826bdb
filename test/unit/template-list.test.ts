import { variablesOf } from '../../nodes/OneMsg/templates/template-variables';
import type { OneMsgClient } from '../../nodes/OneMsg/api/one-msg-client';
import { listTemplates } from '../../nodes/OneMsg/templates/templates';
import type { Template } from '../../nodes/shared/templates/template';

const clock = { now: () => 0, sleep: async () => await Promise.resolve() };

/** Lists what these answers give, the last one again and again. */
async function list(...answers: unknown[]) {
  const texts = answers.map((answer) =>
    typeof answer === 'string' ? answer : JSON.stringify(answer),
  );
  const get = async () => {
    const text = (texts.length > 1 ? texts.shift() : texts[0]) ?? '';
    return await Promise.resolve({ kind: 'answer', status: 200, headers: {}, text });
  };
  return await listTemplates({ get } as unknown as OneMsgClient, { retries: 0, clock });
}

async function read(...answers: unknown[]): Promise<Template[]> {
  const answer = await list(...answers);
  return 'templates' in answer ? [...answer.templates.values()] : [];
}

const components = [
  { type: 'HEADER', format: 'DOCUMENT' },
  { type: 'BODY', text: 'Hello {{1}}' },
  { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Book' }] },
];
const row = { name: 'invoice_ready', language: 'en', status: 'APPROVED', namespace: 'ns' };
const rows = [{ ...row, components }];
const template: Template = {
  name: 'invoice_ready',
  language: 'en',
  status: 'approved',
  namespace: 'ns',
  header: { kind: 'document' },
  body: 'Hello {{1}}',
  buttons: [{ type: 'flow', text: 'Book', url: '' }],
  others: [],
};

test.each<[string, unknown]>([
  ['in `templates`', { templates: rows }],
  ['at top level', rows],
  ['in `waba_templates`', { waba_templates: rows, total: 1 }],
  ['in `data`', { data: rows }],
  ['in `data.templates`', { data: { templates: rows } }],
  ['as a JSON text', { templates: JSON.stringify(rows) }],
  ['as a JSON text each', { templates: rows.map((each) => JSON.stringify(each)) }],
])('rows are read %s', async (_where, answer) => {
  expect(await read(answer)).toEqual([template]);
});

test.each<[string, object]>([
  ['components as a JSON text', { components: JSON.stringify(components) }],
  ['a component as a JSON text', { components: components.map((one) => JSON.stringify(one)) }],
  ['the language as an object', { language: { policy: 'deterministic', code: 'en' } }],
  ['`message_template_namespace`', { namespace: undefined, message_template_namespace: 'ns' }],
  ['`messageTemplateNamespace`', { namespace: null, messageTemplateNamespace: ' ns ' }],
  [
    'a header with `subType`',
    { components: [{ type: 'header', subType: 'Document' }, ...components.slice(1)] },
  ],
  [
    'buttons as a JSON text',
    {
      components: components.map((one) =>
        one.buttons ? { ...one, buttons: JSON.stringify(one.buttons) } : one,
      ),
    },
  ],
])('a row is read with %s', async (_form, changes) => {
  expect(await read({ templates: [{ ...rows[0], ...changes }] })).toEqual([template]);
});

describe('the namespace', () => {
  const bare = (name: string) => ({ ...row, name, namespace: undefined, components });

  test('of the other rows, on whatever page, is that of all', async () => {
    const all = await read(
      { templates: [bare('a')] },
      { templates: [bare('b'), { ...rows[0], name: 'c' }] },
    );
    expect(all.map(({ name, namespace }) => [name, namespace])).toEqual([
      ['a', 'ns'],
      ['b', 'ns'],
      ['c', 'ns'],
    ]);
  });

  test.each(['namespace', 'message_template_namespace'])(
    'in `%s` beside the rows is that of all that have none',
    async (name) => {
      const other = { ...rows[0], name: 'b', namespace: 'other' };
      const all = await read({ [name]: 'ns', templates: [JSON.stringify(bare('a')), other] });
      expect(all.map(({ namespace }) => namespace)).toEqual(['ns', 'other']);
    },
  );

  test('is not known where the other rows differ, or have none', async () => {
    const others = ['one', 'two'].map((namespace) => ({ ...rows[0], name: namespace, namespace }));
    const [first] = await read({ templates: [bare('a'), ...others] });
    expect(first?.namespace).toBeUndefined();
    expect((await read({ templates: [bare('a')] }))[0]?.namespace).toBeUndefined();
  });
});

test.each<[string, object]>([
  ['an object', { templates: [], error: { message: 'Channel is not connected' } }],
  ['an object of its own kind', { templates: [], error: { reason: 'x' } }],
  ['a text', { templates: [], error: 'No access' }],
  ['a message', { templates: [], message: 'Channel is not connected' }],
  ['a failure without words', { templates: [], success: false }],
  ['errors of their own kind', { templates: [], errors: [{ reason: 'x' }] }],
  ['another object', { hooks: [] }],
  ['rows of which none can be read', { templates: [{ name: 'a' }, 'b'] }],
])('an answer without rows that says why is no empty list: %s', async (_form, answer) => {
  expect(await list(answer)).toHaveProperty('unanswered');
});

test('rows that cannot be read cost the others nothing', async () => {
  const all = await read({ templates: [...rows, { name: 'a' }] }, { templates: [{ name: 'b' }] });
  expect(all).toEqual([template]);
});

test.each<[string, object]>([
  ['no templates', { templates: [] }],
  ['an empty error', { templates: [], error: {}, total: 0 }],
  ['null as error', { templates: [], error: null }],
  ['a success in words', { templates: [], success: true, message: 'Templates' }],
])('%s is an empty list', async (_what, answer) => {
  expect(await read(answer)).toEqual([]);
  expect(await list(answer)).toHaveProperty('templates');
});

test('what a template holds besides text, file and buttons is not passed over', async () => {
  const odd = [
    { type: 'HEADER', format: 'LOCATION' },
    { type: 'CAROUSEL', cards: [] },
    { type: 'limited_time_offer' },
  ];
  const [first] = await read({ templates: [{ ...row, components: odd }] });
  expect(first).toMatchObject({
    header: { kind: 'other', format: 'location' },
    others: ['carousel', 'limited_time_offer'],
    body: '',
  });
});

test('of two of the same name the approved one counts', async () => {
  const rejected = { ...rows[0], status: 'REJECTED' };
  for (const two of [
    [rejected, rows[0]],
    [rows[0], rejected],
  ])
    expect(await read({ templates: two })).toMatchObject([{ status: 'approved' }]);
});

test('buttons in several components are all of the template', async () => {
  const twice = ['One', 'Two'].map((text) => ({
    type: 'BUTTONS',
    buttons: [{ type: 'URL', text }],
  }));
  const [first] = await read({ templates: [{ ...row, components: twice }] });
  expect(first?.buttons.map(({ text }) => text)).toEqual(['One', 'Two']);
});

test('what was given as examples is read, by number or by name, and of a link its end', async () => {
  const components = [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['2048'] } },
    {
      type: 'BODY',
      text: 'Hello {{customer}}',
      example: { body_text_named_params: [{ param_name: 'customer', example: 'Dana' }] },
    },
    {
      type: 'BUTTONS',
      buttons: [
        {
          ...{ type: 'URL', text: 'Track', url: 'https://a.example/t/{{1}}' },
          example: ['https://a.example/t/TKT-2048'],
        },
      ],
    },
  ];
  const [first] = await read({ templates: [{ ...row, components }] });
  expect(variablesOf(first!).map(({ field, example }) => [field, example])).toEqual([
    ['header_1', '2048'],
    ['body_1', 'Dana'],
    ['button_1', 'TKT-2048'],
  ]);
  const odd = { body_text: 'Dana', header_text: [[1]] };
  const other = [{ type: 'BODY', text: 'Hello {{1}}', example: odd }];
  const [second] = await read({ templates: [{ ...row, components: other }] });
  expect(variablesOf(second!)).toMatchObject([{ example: 'Dana' }]);
});
