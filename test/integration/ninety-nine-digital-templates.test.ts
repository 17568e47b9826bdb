import type { IDataObject, ILoadOptionsFunctions, INodeParameters } from 'n8n-workflow';
import { NinetyNineDigitalSendFile } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFile.node';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node';
import type { NinetyNineDigitalConfig } from '../../sandbox/control/types';
import { NINETY_NINE_DIGITAL, templateParameters } from './providers';
import type { NodeRun } from './run-node';
import { jsonOf, recordOf } from './send-node';
import { useProvider } from './use-provider';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const CUSTOMER = '972501234567';
const OTHER = '972502222222';
// Nobody has written: no window is open.
const at = useProvider(NINETY_NINE_DIGITAL, [], { windowRefusal: 'atOnce' });
const control = () => at.sandbox.ninetyNineDigital.control;

const ITEM = { phone: '+972 50-123-4567', name: 'invoice.pdf', caption: 'Invoice TKT-2048' };
const DANA = { body_1: '={{ "Dana" }}', body_2: 'TKT-2048' };
const onError = 'continueRegularOutput';
const text = (pattern: RegExp) => expect.stringMatching(pattern) as string;
const CHARGED = '1 template went out. WhatsApp charges for templates.';

const send = async (
  template: string,
  variables: Record<string, string> = {},
  rest: INodeParameters = {},
  run: Partial<NodeRun> = {},
) => {
  const parameters = { ...templateParameters(template, variables), ...rest };
  return await at.run(run.items ?? [ITEM], parameters, { onError, ...run });
};
const atOnce = { operation: 'sendTemplate', fileSource: 'none' };
const sendInvoice = async (rest: INodeParameters = {}, run: Partial<NodeRun> = {}) =>
  await send('invoice_ready', DANA, { ...atOnce, fileSource: 'url', ...rest }, run);
const fallBack = async (rest: INodeParameters = {}, run: Partial<NodeRun> = {}) =>
  await send('invoice_ready', DANA, { whenWindowClosed: 'sendTemplate', ...rest }, run);
// Loads what sending needs: on this clock the five seconds that a link's server has are over in 50 ms.
beforeAll(async () => void (await sendInvoice()));
const bodies = async () =>
  (await at.control.requests('sendTemplate')).map(({ body }) => body as IDataObject);
const link = () => `${at.sandbox.url}/samples/invoice.pdf`;
const closeWindow = async () => {
  await at.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
  await at.control.forward({ hours: 25 });
};

describe('Send a Template', () => {
  test('goes out outside the window, and comes out as the contract says', async () => {
    const result = await sendInvoice();
    const [message] = await at.sent();
    expect(message).toMatchObject({
      ...{ chatId: CUSTOMER, kind: 'document', filename: 'invoice.pdf', link: link() },
      template: { body: 'Hello Dana, your invoice for ticket TKT-2048 is ready.' },
    });
    expect(jsonOf(result)).toEqual([
      {
        sent: true,
        id: message!.id,
        status: 'accepted',
        phone: CUSTOMER,
        chatId: `${CUSTOMER}@c.us`,
        filename: 'invoice.pdf',
        caption: '',
        sentVia: 'sendTemplate',
        acceptedAt: text(/Z$/),
        window: 'closed',
        minutesLeft: null,
        closesAt: null,
      },
    ]);
    expect(result.hints).toEqual([CHARGED]);
    expect(await at.attempts()).toBe(0);
  });

  test('the request holds just what 99digital documents, the key in the body', async () => {
    await sendInvoice();
    expect(await bodies()).toEqual([
      {
        apiKey: '***',
        from: at.sandbox.ninetyNineDigital.from,
        ...{ to: CUSTOMER, name: 'invoice_ready', headerType: 5, headerLink: link() },
        ...{ bodyVariable1: 'Dana', bodyVariable2: 'TKT-2048' },
      },
    ]);
  });

  test('without a file, with the ends of links and a code to copy', async () => {
    const links = { body_1: 'Dana', website_1: 'TKT-2048', website_2: 'INV 7' };
    const first = await send('order_shipped', links, atOnce);
    await send('spring_coupon', { body_1: 'Dana', coupon_code: 'SPRING' }, atOnce);
    expect(jsonOf(first)).toMatchObject([{ sent: true, filename: null, caption: '' }]);
    expect((await at.sent()).map(({ template }) => template?.buttons)).toMatchObject([
      [{ url: 'https://example.com/track/TKT-2048' }, { url: 'https://example.com/bill/INV 7' }],
      [{ text: 'Copy code', code: 'SPRING' }],
    ]);
  });

  test.each<NinetyNineDigitalConfig['templateHeaders']>([
    ...(['empty', 'link', 'kind', 'format', 'missing'] as const),
  ])('whatever the list says of headers (%s), the file goes in it', async (templateHeaders) => {
    await control().configure({ templateHeaders });
    expect(jsonOf(await sendInvoice())).toMatchObject([{ sent: true, filename: 'invoice.pdf' }]);
    const video = {
      fileUrl: `${at.sandbox.url}/samples/how-to.mp4`,
      options: { checkFile: false },
    };
    const result = await send('product_video', {}, { ...atOnce, fileSource: 'url', ...video });
    expect(jsonOf(result)).toMatchObject([{ sent: true, filename: null }]);
    expect((await bodies()).map(({ headerType }) => headerType)).toEqual([5, 4]);
  });

  test('the request is shown where it is asked for', async () => {
    const options = { includeRequest: true };
    const result = await sendInvoice({ options });
    const [body] = await bodies();
    const shown = { ...body };
    delete shown.apiKey;
    const url = `${at.sandbox.url}/whatsapp/v2/sendTemplate`;
    expect(jsonOf(result)[0]).toMatchObject({ request: { method: 'POST', url, body: shown } });
    expect(recordOf(result)).not.toContain(at.sandbox.ninetyNineDigital.apiKey);
    const [failed] = jsonOf(await send('invoice_ready', {}, { ...atOnce, options }));
    expect(failed).toMatchObject({ request: { url, body: { name: 'invoice_ready' } } });
  });

  test('goes at the pace of the node, one after another to a person', async () => {
    const items = [ITEM, { ...ITEM, phone: OTHER }, ITEM];
    const result = await sendInvoice({ options: { messagesPerSecond: 50 } }, { items });
    expect(jsonOf(result)).toMatchObject([{ sent: true }, { sent: true }, { sent: true }]);
    const ids = (await at.sent()).filter(({ chatId }) => chatId === CUSTOMER).map(({ id }) => id);
    expect(ids).toEqual([jsonOf(result)[0]!.id, jsonOf(result)[2]!.id]);
    expect(await at.control.requests('getTemplates')).toHaveLength(1);
  });
});

describe('binary data', () => {
  const binary = {
    data: { data: Buffer.from('%PDF-1.7').toString('base64'), mimeType: 'application/pdf' },
  };

  test.each([
    ['at once', { ...atOnce, fileSource: 'binary' }],
    ["in a file's place", { whenWindowClosed: 'sendTemplate', fileSource: 'binary' }],
  ])('needs an n8n that can be reached: %s', async (_how, rest) => {
    const result = await send('invoice_ready', DANA, rest, { binary });
    expect(jsonOf(result)).toMatchObject([{ errorCode: 'INVALID_FILE' }]);
    expect(await bodies()).toEqual([]);
  });
});

describe('what is wrong is said before anything is sent', () => {
  test.each<[string, string, Record<string, string>, INodeParameters, string, RegExp]>([
    ['no file', 'invoice_ready', DANA, {}, 'INVALID_FILE', /header takes .*; choose one/],
    ['a media ID', 'invoice_ready', DANA, { fileSource: 'mediaId' }, 'INVALID_FILE', /no media ID/],
    [
      'a file that no header takes',
      'order_shipped',
      { body_1: 'Dana' },
      { fileSource: 'url' },
      'INVALID_FILE',
      /set File to None/,
    ],
    [
      'a link without https',
      'invoice_ready',
      DANA,
      { fileSource: 'url', fileUrl: 'http://files.example.com/a.pdf' },
      'INVALID_FILE',
      /https links only/,
    ],
    [
      'a missing variable',
      'invoice_ready',
      { body_1: 'Dana' },
      { fileSource: 'url' },
      'REJECTED',
      /The template invoice_ready was not sent: .* nothing for Body 2/,
    ],
    [
      'too long a text',
      'ticket_update',
      { body_1: 'a'.repeat(1000), body_2: 'b', body_3: 'c' },
      {},
      'REJECTED',
      /at most 1,024/,
    ],
    [
      "1MSG's ID",
      '={{ "invoice_ready:en" }}',
      DANA,
      {},
      'REJECTED',
      /name alone, such as invoice_ready/,
    ],
    ['none', '={{ "" }}', DANA, {}, 'REJECTED', /^No template is chosen$/],
    ['one that there is not', 'bill', DANA, {}, 'REJECTED', /the number has no template of this/],
    ['one that waits', 'summer_sale', DANA, {}, 'REJECTED', /not approved, but submitted/],
    ['one that is paused', 'weekly_news', DANA, {}, 'REJECTED', /not approved, but paused/],
  ])('%s', async (...[, template, variables, rest, errorCode, pattern]) => {
    const [item] = jsonOf(await send(template, variables, { ...atOnce, ...rest }));
    expect(item).toMatchObject({ ...ITEM, errorCode, error: text(pattern) });
    expect(item!.error).not.toMatch(/in the file's place|session window/);
    expect(await bodies()).toEqual([]);
  });

  test.each<[string, object, string, RegExp]>([
    ['a wrong key', { status: 'FAIL', reason: 3 }, 'UNAUTHORIZED', /the template was not sent/],
    ['a refusal', { status: 'FAIL', reason: 2 }, 'REJECTED', /could not be listed: .*reason 2/],
    ["WhatsApp's error", { status: 'FAIL', reason: 6 }, 'REJECTED', /could not send.*try again/],
  ])('a list that cannot be read: %s', async (_what, body, errorCode, pattern) => {
    const answer = { status: 200, body: body as Record<string, unknown> };
    await at.control.fail({ method: 'getTemplates', answer, times: 'all' });
    expect(jsonOf(await sendInvoice({ options: { maxRetries: 1 } }))).toMatchObject([
      { errorCode, error: text(pattern) },
    ]);
    expect(await bodies()).toEqual([]);
  });

  test.each([
    [429, 'RATE_LIMITED'],
    [401, 'UNAUTHORIZED'],
  ])(
    'a list that is refused with HTTP %i goes by that where its reason is unknown',
    async (...given) => {
      const [status, errorCode] = given;
      const answer = { status, body: { status: 'FAIL', reason: 42 } };
      await at.control.fail({ method: 'getTemplates', answer, times: 'all' });
      const options = { maxRetries: 0 };
      expect(jsonOf(await sendInvoice({ options }))).toMatchObject([{ errorCode }]);
      expect(await bodies()).toEqual([]);
    },
  );

  test('a list that cannot be read for a passing reason is asked for again', async () => {
    const answer = { status: 200, body: { status: 'FAIL', reason: 6 } };
    await at.control.fail({ method: 'getTemplates', answer });
    expect(jsonOf(await sendInvoice())).toMatchObject([{ sent: true }]);
  });
});

describe('what 99digital answers', () => {
  const says = (status: number, reason: number) => ({
    ...{ method: 'sendTemplate', times: 'all' as const },
    answer: { status, body: { status: 'FAIL', reason } },
  });

  test('WhatsApp had an error: the template is sent again, and arrives once', async () => {
    await at.control.fail({ ...says(200, 6), times: 2 });
    expect(jsonOf(await sendInvoice())).toMatchObject([{ sent: true }]);
    expect(await bodies()).toHaveLength(3);
    expect(await at.sent()).toHaveLength(1);
  });

  test.each([
    [200, 4, 'INVALID_RECIPIENT', /did not send the template: the recipient/],
    [200, 3, 'UNAUTHORIZED', /so the template was not sent/],
    [200, 7, 'REJECTED', /refused the template as if it needed an open session window/],
    [400, 42, 'REJECTED', /99digital refused the template: reason 42/],
  ])('HTTP %d, reason %d', async (status, reason, errorCode, pattern) => {
    await at.control.fail(says(status, reason));
    expect(jsonOf(await sendInvoice())).toMatchObject([{ errorCode, error: text(pattern) }]);
    expect(await at.sent()).toEqual([]);
  });

  test.each([
    ['a file for none', 'ticket_update', { body_3: 'done' }, 'url', /set File to None/],
    ['no file for one', 'invoice_ready', {}, 'none', /choose one under File/],
  ])('a header that is not listed may be why: %s', async (...[, id, more, fileSource, pattern]) => {
    await control().configure({ templateHeaders: 'missing' });
    const result = await send(id, { ...DANA, ...more }, { ...atOnce, fileSource });
    expect(jsonOf(result)).toMatchObject([{ errorCode: 'REJECTED', error: text(pattern) }]);
    expect(await at.sent()).toEqual([]);
  });

  test.each(['afterRead', 'afterAccept'] as const)(
    'what perhaps was sent is not sent again (%s)',
    async (stage) => {
      await at.control.fail({ method: 'sendTemplate', stage, cut: true });
      expect(jsonOf(await sendInvoice())).toMatchObject([
        { errorCode: 'OUTCOME_UNKNOWN', error: text(/whether the template reached/) },
      ]);
      expect(await bodies()).toHaveLength(1);
    },
  );
});

describe("in a file's place", () => {
  test.each([
    ['somebody who never wrote (reason 8)', async () => {}],
    ['somebody whose window has closed (reason 7)', closeWindow],
  ])('it goes to %s', async (_whom, prepare) => {
    await prepare();
    const result = await fallBack();
    expect(jsonOf(result)).toMatchObject([
      { sent: true, sentVia: 'sendTemplate', filename: 'invoice.pdf', caption: '' },
    ]);
    expect(await at.attempts()).toBe(1);
    expect(await at.sent()).toMatchObject([{ link: link(), template: { name: 'invoice_ready' } }]);
    expect(result.hints).toEqual([CHARGED]);
  });

  test('while the window is open the file goes as a file', async () => {
    await at.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
    expect(jsonOf(await fallBack())).toMatchObject([
      { sentVia: 'sendFile', caption: ITEM.caption },
    ]);
    expect(await bodies()).toEqual([]);
    expect(await at.control.requests('getTemplates')).toEqual([]);
  });

  test('the window may be looked up first', async () => {
    await closeWindow();
    expect(jsonOf(await fallBack({ options: { checkWindow: true } }))).toMatchObject([
      { sentVia: 'sendTemplate' },
    ]);
    expect(await at.attempts()).toBe(0);
  });

  test('without it a closed window is an error that tells of it', async () => {
    expect(jsonOf(await at.run([ITEM], {}, { onError }))).toMatchObject([
      { errorCode: 'WINDOW_CLOSED', error: text(/choose "Send a Template"/) },
    ]);
  });

  test('a template of words goes without the file, and a hint says so', async () => {
    const rest = { whenWindowClosed: 'sendTemplate' };
    const result = await send(
      'order_shipped',
      { body_1: 'a', website_1: 'b', website_2: 'c' },
      rest,
    );
    expect(jsonOf(result)).toMatchObject([{ sent: true, filename: null, caption: '' }]);
    expect(result.hints).toEqual([
      text(/order_shipped \(en\)|order_shipped has no header/),
      CHARGED,
    ]);
    expect(await bodies()).toMatchObject([{ headerType: 1 }]);
  });

  test('a file that is not to go along does not', async () => {
    const rest = { whenWindowClosed: 'sendTemplate', templateIncludeFile: false };
    const result = await send('ticket_update', { ...DANA, body_3: 'done' }, rest);
    expect(jsonOf(result)).toMatchObject([{ sent: true, filename: null }]);
    expect(await bodies()).toMatchObject([{ headerType: 1 }]);
    expect((await bodies())[0]).not.toHaveProperty('headerLink');
  });

  test('a refused template is told as such', async () => {
    const answer = { status: 200, body: { status: 'FAIL', reason: 42 } };
    await at.control.fail({ method: 'sendTemplate', answer });
    expect(jsonOf(await fallBack())).toMatchObject([
      {
        errorCode: 'REJECTED',
        error: text(/^99digital refused the template in/),
      },
    ]);
  });
});

describe('in the editor', () => {
  const { methods, description } = new NinetyNineDigitalSendFile();
  const editor = (template: unknown = { mode: 'list', value: '' }, more: object = {}) =>
    ({
      getNode: () => ({ name: 'Send', type: 'ninetyNineDigitalSendFile', typeVersion: 1 }),
      getCredentials: () =>
        Promise.resolve({
          ...NINETY_NINE_DIGITAL.credentials(at.sandbox).ninetyNineDigitalApi,
          ...more,
        }),
      getCurrentNodeParameter: () => template,
      helpers: {},
    }) as unknown as ILoadOptionsFunctions;

  test('the list shows approved templates only, by name, and which ones take a file', async () => {
    const { results } = await methods.listSearch.searchTemplates.call(editor());
    expect(results.map(({ name, value }) => [name, value])).toEqual([
      [
        'invoice_ready (en) · file: Hello {{1}}, your invoice for ticket {{2}} is ready.',
        'invoice_ready',
      ],
      [
        'invoice_ready_he (he) · file: שלום {{1}}, החשבונית לפנייה {{2}} מוכנה.',
        'invoice_ready_he',
      ],
      ['order_shipped (en): Hello {{1}}, your order has left our store.', 'order_shipped'],
      ['product_photo (en) · file: Look what has arrived, {{1}}!', 'product_photo'],
      ['product_video (en) · file: See it in use.', 'product_video'],
      ['spring_coupon (en): Everything for half the price, {{1}}!', 'spring_coupon'],
      [
        'ticket_update (en_US): Hello {{1}}, ticket {{2}} is now {{3}}. Reply to read more.',
        'ticket_update',
      ],
    ]);
  });

  test('it can be searched', async () => {
    const { results } = await methods.listSearch.searchTemplates.call(editor(), 'your order');
    expect(results.map(({ value }) => value)).toEqual(['order_shipped']);
  });

  test('what keeps the list from being read is said, without the key', async () => {
    const asked = methods.listSearch.searchTemplates.call(
      editor(undefined, { apiKey: 'key-2048' }),
    );
    await expect(asked).rejects.toThrow('99digital did not accept the credential');
    await expect(asked).rejects.not.toThrow('key-2048');
  });

  const fieldsOf = async (value: string | null) =>
    await methods.resourceMapping.getTemplateVariables.call(editor({ mode: 'id', value }));

  test("the template's variables are fields, and what is not listed is optional", async () => {
    const { fields } = await fieldsOf('order_shipped');
    expect(fields.map(({ id, required }) => [id, required])).toEqual([
      ['body_1', true],
      ['website_1', false],
      ['website_2', false],
      ['coupon_code', false],
    ]);
    const all = (await fieldsOf('={{ $json.template }}')).fields;
    expect(all.map(({ id }) => id)).toContain('body_10');
    expect((await fieldsOf('bill')).emptyFieldsNotice).toBe('The number has no template bill.');
  });

  const fieldsFor = (node: { description: typeof description }, operation: string) =>
    node.description.properties
      .filter(({ displayOptions }) => displayOptions?.show?.operation?.includes(operation))
      .map(({ name }) => name);

  test("it has 1MSG's fields, but for what 99digital cannot do", () => {
    for (const operation of ['sendFile', 'sendTemplate']) {
      const ofOneMsg = fieldsFor(new OneMsgSendFile(), operation);
      const missing = ['mediaId', 'mediaType', 'filename'];
      const expected = ofOneMsg.filter((name) => !missing.includes(name));
      const own = fieldsFor({ description }, operation);
      expect(own.filter((name) => name !== 'binaryNotice')).toEqual(expected);
    }
  });
});
