import fc from 'fast-check';
import type { SendRequest } from '../../nodes/shared/sending/file-sender';
import type { TemplateSend } from '../../nodes/OneMsg/api/send-template';
import { cleanTemplateText, sendTemplateBody } from '../../nodes/OneMsg/api/send-template';
import { filledBody, labelOf, variablesOf } from '../../nodes/OneMsg/api/template-variables';
import type { Template } from '../../nodes/OneMsg/api/templates';
import { readTemplateId } from '../../nodes/OneMsg/api/templates';

const request: SendRequest = {
  recipient: { phone: '12020721369', chatId: '12020721369@c.us', kind: 'person' },
  file: { source: 'url', url: 'https://example.com/invoice.pdf' },
  mediaType: 'document',
  filename: 'invoice.pdf',
};
const template: Template = {
  name: 'invoice_ready',
  language: 'en',
  approved: true,
  category: 'UTILITY',
  namespace: 'c0ffee',
  header: { kind: 'document' },
  body: 'Hello {{1}}, here is {{2}}.',
  buttons: [],
};
const media = { link: 'https://example.com/invoice.pdf' };
const send = (changes: Partial<TemplateSend> = {}): TemplateSend => ({
  request,
  message: { name: 'invoice_ready', language: 'en', includeFile: true },
  values: { body_1: 'Dana', body_2: 'TKT-2048' },
  template,
  media,
  ...changes,
});
const paramsOf = (changes: Partial<TemplateSend>) => sendTemplateBody(send(changes)).params;
const texts = (...values: string[]) => values.map((text) => ({ type: 'text', text }));
const documentHeader = {
  type: 'header',
  parameters: [{ type: 'document', document: { ...media, filename: 'invoice.pdf' } }],
};

test('the body is what 1MSG documents', () => {
  expect(sendTemplateBody(send())).toEqual({
    template: 'invoice_ready',
    language: { policy: 'deterministic', code: 'en' },
    namespace: 'c0ffee',
    params: [documentHeader, { type: 'body', parameters: texts('Dana', 'TKT-2048') }],
    phone: '12020721369',
  });
});

test('a group is written to by its chat ID', () => {
  const recipient = { phone: null, chatId: '120363043@g.us', kind: 'group' } as const;
  const body = sendTemplateBody(send({ request: { ...request, recipient } }));
  expect(body).toMatchObject({ chatId: '120363043@g.us' });
  expect(body).not.toHaveProperty('phone');
});

test('images and videos in the header have no file name', () => {
  const image = { template: { ...template, header: { kind: 'image' } as const, body: '' } };
  expect(paramsOf({ ...image, request: { ...request, mediaType: 'image' } })).toEqual([
    { type: 'header', parameters: [{ type: 'image', image: media }] },
  ]);
});

test('parameters go in the order of their numbers, each once', () => {
  const values = Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => [`body_${index + 1}`, `v${index + 1}`]),
  );
  const numbers = Array.from({ length: 11 }, (_, index) => `{{${11 - index}}}`);
  const body = `${numbers.join(' ')} {{1}}`;
  expect(paramsOf({ values, template: { ...template, header: undefined, body } })).toEqual([
    { type: 'body', parameters: texts(...Object.values(values)) },
  ]);
});

test('variables with names carry them', () => {
  const named = { ...template, header: undefined, body: 'Hello {{customer}}, {{ ticket_id }}' };
  expect(paramsOf({ template: named })).toEqual([
    {
      type: 'body',
      parameters: [
        { type: 'text', parameter_name: 'customer', text: 'Dana' },
        { type: 'text', parameter_name: 'ticket_id', text: 'TKT-2048' },
      ],
    },
  ]);
  expect(filledBody(named, { body_1: 'Dana', body_2: '7' })).toBe('Hello Dana, 7');
});

test('a button keeps its place among those without variables', () => {
  const buttons: Template['buttons'] = [
    { kind: 'other', text: 'Show me', url: '' },
    { kind: 'url', text: 'Site', url: 'https://example.com' },
    { kind: 'url', text: 'Track', url: 'https://example.com/{{1}}' },
    { kind: 'copyCode', text: 'Copy', url: '' },
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
  ]);
});

describe('a template that could not be looked up', () => {
  const unseen = (changes: Partial<TemplateSend> = {}) =>
    paramsOf({ template: undefined, ...changes });

  test('gets what was given, and the file', () => {
    expect(unseen({ values: { body_2: 'b', body_1: 'a', button_2: 'c' } })).toEqual([
      documentHeader,
      { type: 'body', parameters: texts('a', 'b') },
      { type: 'button', sub_type: 'url', index: '1', parameters: texts('c') },
    ]);
  });

  test('has no file where its header is a text, or none is wanted', () => {
    const header = { type: 'header', parameters: texts('h') };
    expect(unseen({ values: { header_1: 'h' } })).toEqual([header]);
    const message = { name: 'a', language: 'en', includeFile: false };
    expect(unseen({ values: {}, message })).toEqual([]);
  });

  test('is refused when a variable in between is missing', () => {
    expect(() => unseen({ values: { body_1: 'a', body_3: 'c', body_2: '' } })).toThrow('Body 2');
  });
});

test('all variables that are missing are named', () => {
  expect(() => paramsOf({ values: {} })).toThrow(/Body 1 — "Hello .*Body 2 — "/);
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
