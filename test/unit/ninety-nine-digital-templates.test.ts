import { NINETY_NINE_DIGITAL_TEMPLATES as RULES } from '../../nodes/NinetyNineDigital/templates/template-body';
import {
  listTemplates,
  readTemplateId,
} from '../../nodes/NinetyNineDigital/templates/number-templates';
import type { NinetyNineDigitalClient } from '../../nodes/NinetyNineDigital/api/ninety-nine-digital-client';
import type { SendRequest } from '../../nodes/shared/provider/file-sender';
import { fillTemplate } from '../../nodes/shared/templates/fill-template';
import type { Template, TemplateSend } from '../../nodes/shared/templates/template';
import { fieldNameOf, labelOf } from '../../nodes/shared/templates/template-variables';
import { whyUnfit } from '../../nodes/shared/templates/unfit-templates';

const clock = { now: () => 0, sleep: async () => await Promise.resolve() };

async function list(body: unknown, status = 200) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const post = async () => await Promise.resolve({ kind: 'answer', status, headers: {}, text });
  return await listTemplates({ post } as unknown as NinetyNineDigitalClient, { retries: 0, clock });
}

const BODY = { type: 'body', text: 'Hello {{1}}, ticket {{2}}' };
const row = (...parts: object[]) => ({
  ...{ name: 'invoice_ready', language: 'en', category: 'utility', status: 'approved' },
  template: [...parts, BODY, { type: 'footer', text: 'Acme' }],
});
const read = async (...rows: object[]) => {
  const answer = await list({ status: 'OK', list: rows });
  return 'templates' in answer ? [...answer.templates.values()] : [];
};

describe('the list', () => {
  test('is read as 99digital documents it', async () => {
    expect(await read(row({ type: 'header', text: 'Your order' }))).toEqual([
      {
        name: 'invoice_ready',
        language: 'en',
        status: 'approved',
        header: { kind: 'text', text: 'Your order' },
        body: BODY.text,
        buttons: [],
        others: [],
      },
    ]);
  });

  test.each<[string, object[], Template['header']]>([
    ['without a text', [{ type: 'header', text: '' }], { kind: 'file', sure: true }],
    ['with null', [{ type: 'header', text: null }], { kind: 'file', sure: true }],
    [
      'with a link',
      [{ type: 'header', text: 'https://a.example/x' }],
      { kind: 'file', sure: true },
    ],
    ['with its kind', [{ type: 'header', text: 'DOCUMENT' }], { kind: 'file', sure: false }],
    ['as text without one', [{ type: 'header', format: 'text' }], { kind: 'file', sure: false }],
    ['with a format', [{ type: 'HEADER', format: 'IMAGE' }], { kind: 'image' }],
    ['as a place', [{ type: 'header', format: 'location' }], { kind: 'other', format: 'location' }],
    ['not at all', [], { kind: 'file', sure: false }],
  ])('a header that is listed %s', async (_how, parts, header) => {
    expect(await read(row(...parts))).toMatchObject([{ header }]);
  });

  test('examples, where there are any, name the fields', async () => {
    const example = { body_text: [['Dana', 'TKT-2048']] };
    const template = [{ ...BODY, example }];
    const [first] = await read({ ...row(), template });
    const names = RULES.variablesOf(first!).map((variable) => fieldNameOf(variable));
    expect(names.slice(0, 2)).toEqual(['Body 1 (e.g. “Dana”)', 'Body 2 (e.g. “TKT-2048”)']);
  });

  test('of two of the same name the approved one counts, and a language is not needed', async () => {
    const approved = { ...row(), language: undefined };
    for (const two of [
      [{ ...row(), status: 'REJECTED' }, approved],
      [approved, { ...row(), status: 'paused' }],
    ])
      expect(await read(...two)).toMatchObject([{ status: 'approved', language: '' }]);
  });

  test('may be empty, and rows that cannot be read cost the others nothing', async () => {
    expect(await list({ status: 'OK', list: [] })).toHaveProperty('templates');
    expect(await read(row(), { name: 2 })).toHaveLength(1);
  });

  test.each<[string, unknown, number, string, boolean, RegExp]>([
    ['a wrong key', { status: 'FAIL', reason: 3 }, 200, 'UNAUTHORIZED', false, /API Key/],
    ['another refusal', { status: 'FAIL', reason: 42 }, 400, 'REJECTED', false, /reason 42/],
    ["WhatsApp's error", { status: 'FAIL', reason: 6 }, 200, 'REJECTED', true, /try again/],
    ['no list', { status: 'OK' }, 200, 'REJECTED', false, /unreadable/],
    ['rows of which none is one', { status: 'OK', list: [1] }, 200, 'REJECTED', false, /unread/],
    ['a crash', '<html>', 502, 'UNREACHABLE', true, /HTTP 502/],
    ['another server', 'Not found', 404, 'REJECTED', false, /does not lead to 99digital/],
  ])('%s is no list, and says why', async (...[, body, status, errorCode, passes, text]) => {
    expect(await list(body, status)).toMatchObject({
      passes,
      failure: { errorCode, message: expect.stringMatching(text) as string },
    });
  });
});

const template: Template = {
  ...{ name: 'invoice_ready', language: 'en', status: 'approved', body: BODY.text },
  ...{ header: { kind: 'file', sure: true }, buttons: [], others: [] },
};
const request: SendRequest = {
  recipient: { phone: '972501234567', chatId: '972501234567@c.us', kind: 'person' },
  file: { source: 'url', url: 'https://example.com/invoice.pdf?key=1' },
  mediaType: 'document',
  filename: 'invoice.pdf',
};
const media = { link: 'https://example.com/invoice.pdf?key=1' };
const bodyOf = (changes: Partial<TemplateSend> = {}) =>
  fillTemplate(
    {
      request,
      message: { name: 'invoice_ready', includeFile: true, atOnce: true },
      values: { body_1: 'Dana', body_2: 'TKT-2048' },
      template,
      ...changes,
    },
    RULES,
  ).body(media);
const without = { message: { name: 'invoice_ready', includeFile: false, atOnce: true } as const };

describe('the request', () => {
  test('is what 99digital documents', () => {
    expect(bodyOf()).toEqual({
      to: '972501234567',
      name: 'invoice_ready',
      headerType: 5,
      headerLink: media.link,
      bodyVariable1: 'Dana',
      bodyVariable2: 'TKT-2048',
    });
  });

  test.each([
    ['image', 3],
    ['video', 4],
    ['document', 5],
    ['audio', 5],
  ] as const)('the file says what the header is: %s', (mediaType, headerType) => {
    expect(bodyOf({ request: { ...request, mediaType } })).toMatchObject({ headerType });
  });

  test('without a file the header is none', () => {
    for (const header of [undefined, { kind: 'file', sure: false }, { kind: 'text', text: 'Hi' }])
      expect(
        bodyOf({ ...without, template: { ...template, header: header as Template['header'] } }),
      ).toEqual({
        ...{ to: '972501234567', name: 'invoice_ready', headerType: 1 },
        ...{ bodyVariable1: 'Dana', bodyVariable2: 'TKT-2048' },
      });
  });

  test('websites and a code go along', () => {
    const values = {
      ...{ body_1: 'Dana', body_2: 'TKT' },
      ...{ website_1: 'a', website_2: 'b', coupon_code: 'SPRING' },
    };
    const body = bodyOf({ values });
    expect(body).toMatchObject({
      ...{ bodyVariable1: 'Dana', bodyVariable2: 'TKT' },
      ...{ websiteVariable: 'a', websiteVariable2: 'b', couponCode: 'SPRING' },
    });
    expect(Object.keys(body)).toHaveLength(9);
  });

  test('what the template has no place for is refused: it may be another template’s', () => {
    const values = { body_1: 'Dana', body_2: 'TKT', body_3: 'no', header_1: 'no', button_1: 'no' };
    expect(() => bodyOf({ values })).toThrow(
      /no place for \(Body 3, Header 1, Button 1\), perhaps/,
    );
  });

  test('a user ID', () => {
    const recipient = { phone: null, chatId: 'IL.1605856887361213', kind: 'user' } as const;
    expect(bodyOf({ request: { ...request, recipient } })).toMatchObject({
      to: 'IL.1605856887361213',
    });
  });

  test('a text that is not listed takes what is given, in order', () => {
    const unlisted = { ...template, body: '' };
    expect(bodyOf({ template: unlisted, values: { body_1: 'a', body_2: 'b' } })).toMatchObject({
      ...{ bodyVariable1: 'a', bodyVariable2: 'b' },
    });
    expect(() => bodyOf({ template: unlisted, values: { body_2: 'b', body_4: 'd' } })).toThrow(
      /nothing for Body 1, Body 3$/,
    );
  });
});

describe('what is wrong is found before', () => {
  const url = (end: string) => ({ type: 'url', text: 'Track', url: `https://a.example/${end}` });
  test.each<[string, Partial<TemplateSend>, RegExp]>([
    ['a missing variable', { values: { body_1: 'Dana' } }, /nothing for Body 2/],
    [
      'a missing end of a link that is listed',
      { template: { ...template, buttons: [url('{{1}}')] } },
      /nothing for Website 1 — "Track: /,
    ],
    [
      'a missing code of a button that is listed',
      { template: { ...template, buttons: [{ type: 'copy_code', text: 'Copy', url: '' }] } },
      /nothing for Coupon Code/,
    ],
    ['too long a text', { values: { body_1: 'a'.repeat(1020), body_2: 'b' } }, /at most 1,024/],
    ['no file for a header', without, /takes a document, image or video; choose one/],
    [
      'a file for a header of text',
      { template: { ...template, header: { kind: 'text', text: 'Hi' } } },
      /has no header for a document/,
    ],
    [
      'another kind of file',
      { template: { ...template, header: { kind: 'image' } } },
      /takes an image, but invoice\.pdf is a document/,
    ],
  ])('%s', (_what, changes, text) => expect(() => bodyOf(changes)).toThrow(text));

  test.each<[string, Partial<Template>, RegExp]>([
    ['a status that is not approved', { status: 'paused' }, /not approved, but paused/],
    ['a variable in the header', { header: { kind: 'text', text: '{{1}}' } }, /its header has/],
    ['an eleventh variable', { body: '{{11}}' }, /more variables .* \(Body 11\)/],
    [
      'a third link',
      { buttons: [url('{{1}}'), url('{{1}}'), url('{{1}}')] },
      /more variables .* \(Website 3\)/,
    ],
    ['a carousel', { others: ['carousel'] }, /holds a carousel/],
  ])('%s', (_what, changes, reason) => {
    const one = { ...template, ...changes };
    expect(whyUnfit(one, RULES)).toMatch(reason);
    expect(() => bodyOf({ template: one })).toThrow(reason);
  });
});

test('what the list does not tell of is offered, and not demanded', () => {
  expect(
    RULES.variablesOf(template).map((one) => [one.field, labelOf(one), !one.optional]),
  ).toEqual([
    ['body_1', 'Body 1 — "Hello {{1}}, ticket {{2}}"', true],
    ['body_2', 'Body 2 — "…ticket {{2}}"', true],
    ['website_1', "Website 1 (if a button's link ends in a variable)", false],
    ['website_2', "Website 2 (if a second button's link does)", false],
    ['coupon_code', 'Coupon Code (if a button copies a code)', false],
  ]);
});

test.each(['invoice_ready', ' invoice_ready '])('%p names a template', (id) => {
  expect(readTemplateId(id)).toEqual({ name: 'invoice_ready' });
});

test.each(['', 'invoice_ready:en', 'invoice ready'])('%p does not', (id) => {
  expect(readTemplateId(id)).toBeUndefined();
});
