import fc from 'fast-check';
import type { SendRequest } from '../../nodes/shared/provider/file-sender';
import type { HttpExchange } from '../../nodes/shared/http/exchange';
import type { Explanation } from '../../nodes/shared/provider/explain-outcome';
import { ONE_MSG_TEMPLATES } from '../../nodes/OneMsg/templates/template-body';
import { variablesOf } from '../../nodes/OneMsg/templates/template-variables';
import { readTemplateId } from '../../nodes/OneMsg/templates/templates';
import { cleanTemplateText, fillTemplate } from '../../nodes/shared/templates/fill-template';
import type { ListTemplates, Template, TemplateSend } from '../../nodes/shared/templates/template';
import { TemplateSender } from '../../nodes/shared/templates/template-sender';
import { fieldNameOf, filledBody, labelOf } from '../../nodes/shared/templates/template-variables';
import { whyUnfit } from '../../nodes/shared/templates/unfit-templates';
import { FakeClock } from './fake-clock';

const request: SendRequest = {
  recipient: { phone: '12020721369', chatId: '12020721369@c.us', kind: 'person' },
  file: { source: 'url', url: 'https://example.com/invoice.pdf' },
  mediaType: 'document',
  filename: 'invoice.pdf',
};
const template: Template = {
  name: 'invoice_ready',
  language: 'en',
  status: 'approved',
  namespace: 'c0ffee',
  header: { kind: 'document' },
  body: 'Hello {{1}}, here is {{2}}.',
  buttons: [],
  others: [],
};
const media = { link: 'https://example.com/invoice.pdf' };
const send = (changes: Partial<TemplateSend> = {}): TemplateSend => ({
  request,
  message: { name: 'invoice_ready', language: 'en', includeFile: true },
  values: { body_1: 'Dana', body_2: 'TKT-2048' },
  template,
  ...changes,
});
const bodyOf = (changes: Partial<TemplateSend> = {}) =>
  fillTemplate(send(changes), ONE_MSG_TEMPLATES).body(media);
const paramsOf = (changes: Partial<TemplateSend>) => bodyOf(changes).params;
const texts = (...values: string[]) => values.map((text) => ({ type: 'text', text }));
const documentHeader = {
  type: 'header',
  parameters: [{ type: 'document', document: { ...media, filename: 'invoice.pdf' } }],
};

describe('the list of templates is asked for before it is needed', () => {
  const message = {
    ...{ name: 'invoice_ready', language: 'en', includeFile: true },
    variables: () => ({ body_1: 'Dana', body_2: 'TKT-2048' }),
  };
  const senderOf = (list: ListTemplates) =>
    new TemplateSender({
      ...{ rules: ONE_MSG_TEMPLATES, list, clock: new FakeClock(), retries: 0 },
      post: async () => await Promise.resolve({ kind: 'accepted', id: 'wamid.1' }),
      mediaOf: async () => await Promise.resolve(media),
      hint: () => undefined,
    });

  test('once, by all', async () => {
    const list = jest.fn<ReturnType<ListTemplates>, []>(
      async () => await Promise.resolve({ templates: new Map([['invoice_ready:en', template]]) }),
    );
    const sender = senderOf(list);
    sender.expectSend();
    sender.expectSend();
    expect(list).toHaveBeenCalledTimes(1);
    expect(await sender.send(request, message)).toEqual({ kind: 'accepted', id: 'wamid.1' });
    expect(list).toHaveBeenCalledTimes(1);
  });

  test('and again when it is needed, where it failed before that: what the provider said may be over', async () => {
    const answer = { status: 429, headers: { 'retry-after': '30' }, text: '' };
    const limited = { kind: 'answer', ...answer } as unknown as HttpExchange;
    const failure = { errorCode: 'RATE_LIMITED', message: 'too fast' } as Explanation;
    const list = jest
      .fn<ReturnType<ListTemplates>, []>()
      .mockResolvedValueOnce({ unanswered: limited, failure, passes: true })
      .mockResolvedValue({ templates: new Map([['invoice_ready:en', template]]) });
    const sender = senderOf(list);
    sender.expectSend();
    await new Promise(setImmediate);
    expect(await sender.send(request, message)).toEqual({ kind: 'accepted', id: 'wamid.1' });
    expect(list).toHaveBeenCalledTimes(2);
  });

  test('an error is told to the item that needs it, and to nobody before', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on('unhandledRejection', note);
    const sender = senderOf(async () => await Promise.reject(new Error('no list')));
    sender.expectSend();
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(await sender.send(request, message)).toMatchObject({ kind: 'refused', text: 'no list' });
  });
});

test('the body is what 1MSG documents', () => {
  expect(bodyOf()).toEqual({
    template: 'invoice_ready',
    language: { policy: 'deterministic', code: 'en' },
    namespace: 'c0ffee',
    params: [documentHeader, { type: 'body', parameters: texts('Dana', 'TKT-2048') }],
    phone: '12020721369',
  });
});

test('a group is written to by its chat ID', () => {
  const recipient = { phone: null, chatId: '120363043@g.us', kind: 'group' } as const;
  const body = bodyOf({ request: { ...request, recipient } });
  expect(body).toMatchObject({ chatId: '120363043@g.us' });
  expect(body).not.toHaveProperty('phone');
});

test('a hidden number is written to by its user ID, in the place of a number', () => {
  const recipient = { phone: null, chatId: 'CO.1726691741709890', kind: 'user' } as const;
  const body = bodyOf({ request: { ...request, recipient } });
  expect(body).toMatchObject({ phone: 'CO.1726691741709890' });
  expect(body).not.toHaveProperty('chatId');
});

test('images and videos in the header have no file name', () => {
  const image = {
    template: { ...template, header: { kind: 'image' } as const, body: 'Look' },
    values: {},
  };
  expect(paramsOf({ ...image, request: { ...request, mediaType: 'image' } })).toEqual([
    { type: 'header', parameters: [{ type: 'image', image: media }] },
  ]);
});

const withBody = (body: string): Template => ({ ...template, header: undefined, body });

test('body_2 is {{2}}, wherever it stands: in the labels, in the request, and in what the customer reads', () => {
  const swapped = withBody('Ticket {{2}} of {{1}}: {{ 2 }} is ready.');
  expect(variablesOf(swapped).map(labelOf)).toEqual([
    'Body 1 — "…{{2}} of {{1}}: {{ 2 }} is ready."',
    'Body 2 — "Ticket {{2}} of {{1}}: {{ 2 }} is ready."',
  ]);
  const values = { body_1: 'Dana', body_2: 'TKT-2048' };
  expect(filledBody(swapped, values)).toBe('Ticket TKT-2048 of Dana: TKT-2048 is ready.');
  expect(paramsOf({ values, template: swapped })).toEqual([
    { type: 'body', parameters: texts('Dana', 'TKT-2048') },
  ]);
});

test('in whatever order placeholders stand and come again, each is filled with its own value, and given once', () => {
  const order = fc.integer({ min: 1, max: 14 }).chain((count) => {
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const again = fc.array(fc.constantFrom(...numbers), { maxLength: 5 });
    const all = fc.shuffledSubarray(numbers, { minLength: count });
    return fc.tuple(fc.constant(numbers), all, again);
  });
  fc.assert(
    fc.property(order, ([numbers, shuffled, again]) => {
      const places = [...shuffled, ...again];
      const one = withBody(places.map((number) => `<{{${number}}}>`).join(' '));
      const values = Object.fromEntries(numbers.map((n) => [`body_${n}`, `v${n}`]));
      expect(variablesOf(one).map(({ field }) => field)).toEqual(numbers.map((n) => `body_${n}`));
      expect(filledBody(one, values)).toBe(places.map((number) => `<v${number}>`).join(' '));
      expect(paramsOf({ values, template: one })).toEqual([
        { type: 'body', parameters: texts(...numbers.map((n) => `v${n}`)) },
      ]);
    }),
  );
});

test('a number that is left out in the text is left out among the fields', () => {
  expect(variablesOf(withBody('{{3}} {{1}}')).map(({ field }) => field)).toEqual([
    'body_1',
    'body_3',
  ]);
});

test('variables with names carry them', () => {
  const named = {
    ...template,
    header: undefined,
    body: 'Hello {{customer}}, {{ ticket-id }} {{customer}}',
  };
  expect(paramsOf({ template: named })).toEqual([
    {
      type: 'body',
      parameters: [
        { type: 'text', parameter_name: 'customer', text: 'Dana' },
        { type: 'text', parameter_name: 'ticket-id', text: 'TKT-2048' },
      ],
    },
  ]);
  expect(filledBody(named, { body_1: 'Dana', body_2: '7' })).toBe('Hello Dana, 7 Dana');
});

test('a button keeps its place among those without variables', () => {
  const buttons: Template['buttons'] = [
    { type: 'quick_reply', text: 'Show me', url: '' },
    { type: 'url', text: 'Site', url: 'https://example.com' },
    { type: 'url', text: 'Track', url: 'https://example.com/{{1}}' },
    { type: 'copy_code', text: 'Copy', url: '' },
    { type: 'flow', text: 'Book', url: '' },
  ];
  const values = { button_3: 'TKT', button_4: 'SPRING' };
  const plain = { ...template, header: undefined, body: 'Hi', buttons };
  expect(variablesOf(plain).map(({ field }) => field)).toEqual(['button_3', 'button_4']);
  expect(paramsOf({ values, template: plain })).toEqual([
    { type: 'button', sub_type: 'url', index: '2', parameters: texts('TKT') },
    {
      type: 'button',
      sub_type: 'copy_code',
      index: '3',
      parameters: [{ type: 'coupon_code', coupon_code: 'SPRING' }],
    },
    {
      type: 'button',
      sub_type: 'flow',
      index: '4',
      parameters: [{ type: 'action', action: { flow_token: 'unused' } }],
    },
  ]);
});

const button = (type: string, url = '') => ({ buttons: [{ type, text: 'Buy', url }] });

describe('a template that cannot be filled in whole is not offered, and refused before anything is sent', () => {
  test.each<[string, Partial<Template>, RegExp]>([
    ['a carousel', { others: ['carousel'] }, /holds a carousel/],
    ['a limited-time offer', { others: ['limited_time_offer'] }, /holds a limited-time offer/],
    ['a part that nobody knows', { others: ['hologram'] }, /holds HOLOGRAM/],
    ['a location', { header: { kind: 'other', format: 'location' } }, /header takes a location/],
    ['a product', { header: { kind: 'other', format: 'product' } }, /header takes a product/],
    ['a header of no kind', { header: { kind: 'other', format: '' } }, /something unknown/],
    ['a one-time password', button('otp'), /button "Buy" opens a one-time password/],
    ['a catalog', button('catalog'), /a catalog/],
    ['products', button('mpm'), /a list of products/],
    ['order details', button('order_details'), /order details/],
    ['a button that nobody knows', button('teleport'), /TELEPORT/],
    ['a link of two variables', button('url', 'https://a.example/{{1}}/{{2}}'), /URL/],
    ['a status that is not approved', { status: 'paused' }, /not approved, but paused/],
    ['no text', { body: '' }, /does not list what its text is/],
  ])('%s', (_what, changes, reason) => {
    const one = { ...template, ...changes };
    expect(whyUnfit(one, ONE_MSG_TEMPLATES)).toMatch(reason);
    expect(() => paramsOf({ template: one })).toThrow(reason);
  });

  test('all others can', () => {
    for (const type of [
      '',
      'quick_reply',
      'phone_number',
      'voice_call',
      'url',
      'copy_code',
      'flow',
    ])
      expect(whyUnfit({ ...template, ...button(type) }, ONE_MSG_TEMPLATES)).toBeUndefined();
    expect(whyUnfit({ ...template, status: '' }, ONE_MSG_TEMPLATES)).toBeUndefined();
  });

  test('nor can one without a namespace be sent', () => {
    expect(() => paramsOf({ template: { ...template, namespace: undefined } })).toThrow(
      /lists no namespace/,
    );
  });
});

test('all variables that are missing are named', () => {
  expect(() => paramsOf({ values: {} })).toThrow(/Body 1 — "Hello .*Body 2 — "/);
});

test('values that the template has no place for are refused: they may be another template’s', () => {
  const values = { body_1: 'Dana', body_2: 'TKT-2048', body_3: 'done', button_1: 'x' };
  expect(() => paramsOf({ values })).toThrow(/no place for \(Body 3, Button 1\), perhaps/);
  expect(() => paramsOf({ values: { ...values, body_3: '', button_1: '' } })).not.toThrow();
});

test.each([
  [{}, 'Body 2 — "…here is {{2}}."'],
  [{ '1': 'Dana', '2': 'TKT-2048' }, 'Body 2 (e.g. “TKT-2048”)'],
  [{ '2': 'a rather long\nexample of it' }, 'Body 2 (e.g. “a rather long ex…”)'],
])('a field is called by the example that the template has: %p', (body, name) => {
  const [, second] = variablesOf({ ...template, examples: { header: {}, body } });
  expect(fieldNameOf(second!)).toBe(name);
});

test('an audio file fits a document header only', () => {
  const audio = { request: { ...request, mediaType: 'audio', filename: 'a.mp3' } as const };
  const image = { ...template, header: { kind: 'image' } as const };
  expect(paramsOf(audio)).toContainEqual(expect.objectContaining({ type: 'header' }));
  expect(() => paramsOf({ ...audio, template: image })).toThrow('a.mp3 is an audio file');
});

test('no text is left that WhatsApp would refuse, and none is made longer', () => {
  const chars = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\n', '\r', '\u2028', 'é') });
  fc.assert(
    fc.property(chars, (text) => {
      const clean = cleanTemplateText(text);
      expect(clean).not.toMatch(/[\t\n\r\u2028]| {5}|^\s|\s$/);
      expect(clean.length).toBeLessThanOrEqual(text.length);
      expect(clean.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }),
  );
});

test('half an emoji, as a cut leaves it, becomes a sign that servers can read', () => {
  expect(cleanTemplateText('Thank you 🙂'.slice(0, -1))).toBe('Thank you \ufffd');
});

test('a label shows the words around its variable', () => {
  const body = `${'before '.repeat(20)}{{1}}${' after'.repeat(20)}`;
  const [variable] = variablesOf({ ...template, body });
  expect(labelOf(variable!)).toMatch(/^Body 1 — "…before \{\{1\}\}( after){5,6}…"$/);
});

test.each([
  ['invoice_ready:en', 'invoice_ready', 'en'],
  [' invoice_ready : pt_BR ', 'invoice_ready', 'pt_BR'],
])('%p names a template', (id, name, language) => {
  expect(readTemplateId(id)).toEqual({ name, language });
});

test.each(['', 'invoice_ready', ':en', 'invoice_ready:', 'a:b:c', 'invoice ready:en'])(
  '%p does not',
  (id) => {
    expect(readTemplateId(id)).toBeUndefined();
  },
);
