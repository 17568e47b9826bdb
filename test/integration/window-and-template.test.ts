import { createHash } from 'node:crypto';
import type { IDataObject, ILoadOptionsFunctions, INodeParameters } from 'n8n-workflow';
import type { FailureAnswer } from '../../sandbox/failures/failure';
import type { OneMsgConfig } from '../../sandbox/one-msg/config';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node';
import { jsonOf, runOneMsg } from './one-msg-node';
import { CUSTOMER, useSandbox } from './use-sandbox';

const sandbox = useSandbox([], { windowRefusal: 'atOnce' });

const INVOICE = { phone: '+1 (202) 072-1369', name: 'invoice.pdf', caption: 'Invoice TKT-2048' };
const onError = 'continueRegularOutput';
const closeWindow = async () => {
  await sandbox.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
  await sandbox.control.forward({ hours: 25 });
};
const received = async () =>
  (await sandbox.control.messages(CUSTOMER)).filter(({ direction }) => direction === 'outgoing');
const bodiesOf = async (method: string) =>
  (await sandbox.control.requests(method)).map(({ body }) => body as IDataObject);

/** What the editor says above the output. */
const PAID = expect.stringMatching(/^1 template went out. WhatsApp charges/) as string;

describe('Get Session Window', () => {
  const ask = async (phones: string[], options: INodeParameters = {}) =>
    jsonOf(
      await runOneMsg(
        sandbox,
        phones.map((phone) => ({ phone })),
        { operation: 'getSessionWindow', phone: '={{ $json.phone }}', options },
        { onError },
      ),
    );

  test.each(['boolean', 'number'] as const)('is open for 24 hours (flags: %s)', async (flags) => {
    await sandbox.control.configure({ historyFlags: flags });
    const { at } = await sandbox.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
    await sandbox.control.forward({ hours: 23, ms: 30_000 });
    const [window] = await ask([CUSTOMER]);
    const wroteAt = Math.floor(at / 1000) * 1000;
    expect(window).toEqual({
      phone: CUSTOMER,
      window: 'open',
      minutesLeft: 59,
      lastCustomerMessageAt: new Date(wroteAt).toISOString(),
      closesAt: new Date(wroteAt + 86_400_000).toISOString(),
    });
  });

  test('is closed after that, and what the business sent does not open it', async () => {
    await closeWindow();
    await sandbox.control.configure({ windowEnforced: false });
    await runOneMsg(sandbox, [INVOICE]);
    expect(await ask([CUSTOMER])).toMatchObject([
      { window: 'closed', minutesLeft: null, closesAt: expect.any(String) as string },
    ]);
  });

  test('is unknown for somebody who never wrote, and where no history is kept', async () => {
    const unknown = { window: 'unknown', minutesLeft: null, lastCustomerMessageAt: null };
    expect(await ask([CUSTOMER])).toMatchObject([{ ...unknown, closesAt: null }]);
    await sandbox.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
    await sandbox.control.configure({ history: false });
    expect(await ask([CUSTOMER])).toMatchObject([unknown]);
  });

  test('is asked for once a recipient, however the number is spelled', async () => {
    const options = { defaultCountry: 'IL' };
    const answers = await ask(['050-123-4567', '+972 50 123 4567', CUSTOMER], options);
    expect(answers.map(({ phone }) => phone)).toEqual(['972501234567', '972501234567', CUSTOMER]);
    expect(await sandbox.control.requests('messages')).toHaveLength(2);
  });

  test('asks again when 1MSG stumbles', async () => {
    await sandbox.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
    await sandbox.control.fail({ method: 'messages', answer: { status: 502, body: '' } });
    expect(await ask([CUSTOMER])).toMatchObject([{ window: 'open' }]);
  });

  test('a history that cannot be read is an error of that item, as a bad number is', async () => {
    await sandbox.control.fail({
      method: 'messages',
      answer: { status: 401, body: { error: 'Wrong token "x" for channel "1"' } },
      times: 'all',
    });
    expect(await ask([CUSTOMER, 'nobody'])).toMatchObject([
      { errorCode: 'UNAUTHORIZED' },
      { errorCode: 'INVALID_RECIPIENT' },
    ]);
  });

  test('a channel that does not know the question is told of as such', async () => {
    const answer = { status: 404, body: { error: 'No such method' } };
    await sandbox.control.fail({ method: 'messages', answer });
    expect(await ask([CUSTOMER])).toMatchObject([
      {
        errorCode: 'REJECTED',
        error: expect.stringContaining('no message history to read') as string,
      },
    ]);
  });
});

describe('Check Session Window First', () => {
  const options = { checkWindow: true };

  test('a closed window keeps the file from being tried', async () => {
    await closeWindow();
    const result = await runOneMsg(sandbox, [INVOICE, INVOICE], { options }, { onError });
    expect(jsonOf(result)).toMatchObject([
      { errorCode: 'WINDOW_CLOSED' },
      { errorCode: 'WINDOW_CLOSED' },
    ]);
    expect(await sandbox.control.requests('sendFile')).toEqual([]);
    expect(await sandbox.control.requests('messages')).toHaveLength(1);
  });

  test('an open one does not', async () => {
    await sandbox.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
    const result = await runOneMsg(sandbox, [INVOICE], { options });
    expect(jsonOf(result)).toMatchObject([{ sent: true, sentVia: 'sendFile' }]);
  });

  test.each([
    ['there is no history', { history: false }, []],
    ['the history cannot be read', {}, [{ method: 'messages', answer: { status: 500, body: '' } }]],
  ])('nor does an unknown one: %s', async (_case, config, failures) => {
    await sandbox.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
    await sandbox.control.configure(config);
    await sandbox.control.fail(...failures.map((failure) => ({ ...failure, times: 9 })));
    const result = await runOneMsg(sandbox, [INVOICE], { options });
    expect(jsonOf(result)).toMatchObject([{ sent: true }]);
  });
});

describe('Send a Template when the window is closed', () => {
  const templateParameters = (
    template: string,
    variables: Record<string, string>,
    rest: INodeParameters = {},
  ): INodeParameters => ({
    whenWindowClosed: 'sendTemplate',
    template: { __rl: true, mode: 'id', value: template },
    templateVariables: {
      mappingMode: 'defineBelow',
      value: variables,
      matchingColumns: [],
      schema: [],
    },
    ...rest,
  });
  const send = async (
    template: string,
    variables: Record<string, string> = {},
    rest: INodeParameters = {},
    item: IDataObject = INVOICE,
  ) => {
    await closeWindow();
    const parameters = templateParameters(template, variables, rest);
    return await runOneMsg(sandbox, [item], parameters, { onError });
  };
  const DANA = { body_1: '={{ "Dana" }}', body_2: 'TKT-2048' };

  test('the invoice reaches the customer in the header, with the variables filled in', async () => {
    const result = await send('invoice_ready:en', DANA);
    const [message] = await received();
    expect(message).toMatchObject({
      kind: 'document',
      filename: 'invoice.pdf',
      link: `${sandbox.url}/samples/invoice.pdf`,
      template: {
        name: 'invoice_ready',
        language: 'en',
        body: 'Hello Dana, your invoice for ticket TKT-2048 is ready.',
      },
    });
    expect(jsonOf(result)).toEqual([
      {
        sent: true,
        id: message!.id,
        status: 'accepted',
        phone: CUSTOMER,
        chatId: `${CUSTOMER}@c.us`,
        filename: 'invoice.pdf',
        caption: '', // a template takes none along
        sentVia: 'sendTemplate',
        acceptedAt: expect.any(String) as string,
      },
    ]);
    expect(result.hints).toEqual([PAID]);
  });

  test('while the window is open the file goes as a file', async () => {
    await sandbox.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
    const result = await runOneMsg(sandbox, [INVOICE], templateParameters('invoice_ready:en', {}));
    expect(jsonOf(result)).toMatchObject([{ sentVia: 'sendFile' }]);
    expect(await sandbox.control.requests('templates')).toEqual([]);
  });

  test('without Send a Template a closed window is an error', async () => {
    await closeWindow();
    const result = await runOneMsg(sandbox, [INVOICE], {}, { onError });
    expect(jsonOf(result)).toMatchObject([{ errorCode: 'WINDOW_CLOSED' }]);
  });

  test('the window is looked up first if wanted, and the template goes out at once', async () => {
    await send('invoice_ready:en', DANA, { options: { checkWindow: true } });
    expect(await received()).toMatchObject([{ template: { name: 'invoice_ready' } }]);
    expect(await sandbox.control.requests('sendFile')).toEqual([]);
  });

  test('an uploaded file goes along by its media ID', async () => {
    const upload = await fetch(`${sandbox.url}/${sandbox.channelId}/uploadMedia`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ body: `${sandbox.url}/samples/invoice.pdf` }),
    });
    const { mediaId } = (await upload.json()) as { mediaId: string };
    await send('invoice_ready:en', DANA, {
      fileSource: 'mediaId',
      mediaId,
      mediaType: 'document',
    });
    expect(await received()).toMatchObject([{ kind: 'document', filename: 'invoice.pdf' }]);
    const [body] = await bodiesOf('sendTemplate');
    expect(JSON.stringify(body)).toContain(`"document":{"id":"${mediaId}"`);
  });

  test('binary data is uploaded for the header, and arrives byte by byte', async () => {
    await closeWindow();
    const bytes = Buffer.from('%PDF-1.7 a bill');
    const result = await runOneMsg(
      sandbox,
      [INVOICE],
      templateParameters('invoice_ready:en', DANA, { fileSource: 'binary' }),
      {
        binary: { data: { data: bytes.toString('base64'), mimeType: 'application/pdf' } },
      },
    );
    expect(jsonOf(result)).toMatchObject([{ sentVia: 'sendTemplate' }]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await received()).toMatchObject([
      { kind: 'document', filename: 'invoice.pdf', file: { sha256 }, template: {} },
    ]);
  });

  test('tabs, line breaks and wide gaps, which templates refuse, become spaces', async () => {
    await send('invoice_ready:en', { body_1: '  Dana\n\tMiller ', body_2: `a${' '.repeat(9)}b` });
    expect(await received()).toMatchObject([
      { template: { body: 'Hello Dana Miller, your invoice for ticket a    b is ready.' } },
    ]);
  });

  test('a link button may carry its variable behind any name', async () => {
    await sandbox.control.setTemplates([
      {
        name: 'pay_link',
        language: 'en',
        status: 'APPROVED',
        category: 'UTILITY',
        namespace: 'ns',
        components: [
          { type: 'BODY', text: 'Basic plan: please pay.' },
          {
            type: 'BUTTONS',
            buttons: [{ type: 'URL', text: 'Pay', url: 'https://pay.example/?token={{1}}' }],
          },
        ],
      },
    ]);
    await send('pay_link:en', { button_1: 'TKT-2048' });
    const [body] = await bodiesOf('sendTemplate');
    expect(JSON.stringify(body)).toContain('"text":"TKT-2048"');
  });

  test('text header and link button get their variables', async () => {
    const result = await send('order_shipped:en', {
      header_1: '2048',
      body_1: 'Dana',
      button_1: 'TKT-2048',
    });
    expect(await received()).toMatchObject([
      { kind: 'text', template: { header: 'Order 2048', body: expect.any(String) as string } },
    ]);
    const [body] = await bodiesOf('sendTemplate');
    expect(body!.params).toContainEqual({
      type: 'button',
      sub_type: 'url',
      index: '0',
      parameters: [{ type: 'text', text: 'TKT-2048' }],
    });
    expect(result.hints).toEqual([
      expect.stringContaining('went out without the file') as string,
      PAID,
    ]);
    expect(jsonOf(result)).toMatchObject([{ sent: true, filename: null, caption: '' }]);
  });

  test('no hint where the file was not to go along', async () => {
    const rest = { templateIncludeFile: false };
    const result = await send('ticket_update:en_US', { ...DANA, body_3: 'done' }, rest);
    expect(jsonOf(result)).toMatchObject([{ sentVia: 'sendTemplate' }]);
    expect(result.hints).toEqual([PAID]);
  });

  test('an expression may say so as a text', async () => {
    const rest = { templateIncludeFile: 'false' };
    const result = await send('ticket_update:en_US', { ...DANA, body_3: 'done' }, rest);
    expect(jsonOf(result)).toMatchObject([{ sentVia: 'sendTemplate' }]);
    expect(result.hints).toEqual([PAID]);
  });

  test('a video header takes a video', async () => {
    const item = { ...INVOICE, name: 'how-to.mp4' };
    await send('product_video:en', {}, { options: { checkFile: false } }, item);
    expect(await received()).toMatchObject([{ kind: 'video' }]);
  });

  test.each<[string, string, Record<string, string>, INodeParameters, string, RegExp]>([
    [
      'a variable that is empty',
      'invoice_ready:en',
      { body_1: 'Dana', body_2: ' ' },
      {},
      'REJECTED',
      /Body 2 — "…ticket \{\{2\}\} is ready\."/,
    ],
    [
      'a PDF for an image header',
      'product_photo:en',
      { body_1: 'Dana' },
      {},
      'INVALID_FILE',
      /takes an image, but invoice\.pdf is a document/,
    ],
    [
      'no file for a document header',
      'invoice_ready:en',
      DANA,
      { templateIncludeFile: false },
      'REJECTED',
      /takes a document; switch on/,
    ],
    [
      'an expression that fails',
      'invoice_ready:en',
      { ...DANA, body_2: '={{ $json.ticket.number }}' },
      {},
      'REJECTED',
      /could not go in the file's place/,
    ],
  ])(
    '%s is refused before anything is sent',
    async (...[, template, variables, rest, code, text]) => {
      const result = await send(template, variables, rest);
      expect(jsonOf(result)).toMatchObject([
        { ...INVOICE, errorCode: code, error: expect.stringMatching(text) as string },
      ]);
      expect(await sandbox.control.requests('sendTemplate')).toEqual([]);
    },
  );

  test('what is no template ID is an error before the file is tried', async () => {
    const result = await send('={{ "invoice_ready" }}');
    expect(jsonOf(result)).toMatchObject([
      { errorCode: 'REJECTED', error: expect.stringContaining('invoice_ready:en') as string },
    ]);
    expect(await sandbox.control.requests('sendFile')).toEqual([]);
  });

  test("1MSG's refusal of a template is told as such", async () => {
    const body = { sent: false, message: '(#132001) Template does not exist' };
    await sandbox.control.fail({ method: 'sendTemplate', answer: { status: 200, body } });
    const result = await send('invoice_ready:en', DANA);
    expect(jsonOf(result)).toMatchObject([
      {
        errorCode: 'REJECTED',
        error: expect.stringMatching(/refused the template.*132001/) as string,
      },
    ]);
  });

  test('the templates are listed once a run', async () => {
    await closeWindow();
    const items = [INVOICE, { ...INVOICE, name: 'second.pdf' }];
    await runOneMsg(sandbox, items, templateParameters('invoice_ready:en', DANA));
    expect(await received()).toMatchObject([
      { filename: 'invoice.pdf' },
      { filename: 'second.pdf' },
    ]);
    // The second page ends the list.
    expect(await sandbox.control.requests('templates')).toHaveLength(2);
  });

  test.each<[string, FailureAnswer, string, RegExp]>([
    [
      'a refusal',
      { status: 400, body: { error: 'Not for you' } },
      'REJECTED',
      /could not go in the file's place: the channel's templates could not be listed: .*Not for you/,
    ],
    [
      'an error beside an empty list',
      { status: 200, body: { templates: [], error: { message: 'Channel is not connected' } } },
      'REJECTED',
      /could not be listed: 1MSG refused: Channel is not connected/,
    ],
    [
      'no answer to all retries',
      { status: 503, body: '' },
      'UNREACHABLE',
      /the template in the file's place was not sent: the channel's templates could not be listed/,
    ],
    [
      'a refused token',
      { status: 401, body: { error: 'Wrong token' } },
      'UNAUTHORIZED',
      /template/,
    ],
  ])(
    'what a template takes only the list tells, so none goes out where it cannot be read: %s',
    async (_what, answer, errorCode, text) => {
      await sandbox.control.fail({ method: 'templates', answer, times: 'all' });
      const rest = { options: { maxRetries: 1 } };
      expect(jsonOf(await send('invoice_ready:en', DANA, rest))).toMatchObject([
        { errorCode, error: expect.stringMatching(text) as string },
      ]);
      expect(await received()).toEqual([]);
      expect(await sandbox.control.requests('sendTemplate')).toEqual([]);
    },
  );

  test.each<[string, Partial<OneMsgConfig>]>([
    ['with its components as text', { templateRows: 'text' }],
    ['with other names', { templateRows: 'other', templateList: 'waba_templates' }],
    [
      'at top level, with a namespace in one row only',
      { templateList: 'array', templateNamespace: 'first' },
    ],
    ['in data', { templateList: 'data', templateRows: 'other', templateNamespace: 'first' }],
  ])('a template that is listed %s goes out whole', async (_form, config) => {
    await sandbox.control.configure(config);
    const template = 'invoice_ready:he';
    expect(jsonOf(await send(template, DANA))).toMatchObject([{ filename: 'invoice.pdf' }]);
    expect(await received()).toMatchObject([
      { kind: 'document', filename: 'invoice.pdf', template: { language: 'he' } },
    ]);
    const [body] = await bodiesOf('sendTemplate');
    expect(body).toHaveProperty('namespace', expect.stringContaining('c0ffee'));
  });

  const special = (name: string, component: object) => ({
    ...{ name, language: 'en', status: 'APPROVED', category: 'UTILITY', namespace: 'ns' },
    components: [{ type: 'BODY', text: 'Hello {{1}}' }, component as { type: string }],
  });
  const FLOW = { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Book a visit' }] };
  const SPECIAL = [
    special('visit', FLOW),
    special('offer', { type: 'LIMITED_TIME_OFFER' }),
    special('code', { type: 'BUTTONS', buttons: [{ type: 'OTP', text: 'Copy' }] }),
    special('cards', { type: 'CAROUSEL' }),
    special('place', { type: 'HEADER', format: 'LOCATION' }),
  ];

  test('the button of a flow is filled', async () => {
    await sandbox.control.setTemplates(SPECIAL);
    await send('visit:en', { body_1: 'Dana' });
    expect(await received()).toMatchObject([{ template: { body: 'Hello Dana' } }]);
    const [body] = await bodiesOf('sendTemplate');
    expect(body!.params).toContainEqual({
      type: 'button',
      sub_type: 'flow',
      index: '0',
      parameters: [{ type: 'action', action: { flow_token: 'unused' } }],
    });
  });

  test.each([
    ['offer:en', /a limited-time offer, which this node cannot fill in/],
    ['code:en', /its button "Copy" opens a one-time password/],
    ['cards:en', /a carousel/],
    ['place:en', /its header takes a location/],
    ['visit:he', /the channel has it in en only/],
    ['nowhere:en', /no template of this name/],
  ])('%s is not sent incomplete', async (template, text) => {
    await sandbox.control.setTemplates(SPECIAL);
    expect(jsonOf(await send(template, { body_1: 'Dana' }))).toMatchObject([
      { errorCode: 'REJECTED', error: expect.stringMatching(text) as string },
    ]);
    expect(await sandbox.control.requests('sendTemplate')).toEqual([]);
  });

  test('without any namespace nothing is sent', async () => {
    await sandbox.control.configure({ templateNamespace: 'none' });
    expect(jsonOf(await send('invoice_ready:en', DANA))).toMatchObject([
      { errorCode: 'REJECTED', error: expect.stringContaining('no namespace') as string },
    ]);
    expect(await sandbox.control.requests('sendTemplate')).toEqual([]);
  });

  test('a file that does not fit is not even uploaded', async () => {
    await closeWindow();
    const parameters = templateParameters('product_photo:en', DANA, { fileSource: 'binary' });
    const data = Buffer.from('%PDF-1.7 a bill').toString('base64');
    const binary = { data: { data, mimeType: 'application/pdf' } };
    const result = await runOneMsg(sandbox, [INVOICE], parameters, { onError, binary });
    expect(jsonOf(result)).toMatchObject([{ errorCode: 'INVALID_FILE' }]);
    expect(await sandbox.control.requests('uploadMedia')).toEqual([]);
  });

  describe('the item claims nothing that the customer does not get', () => {
    const labels = { filename: 'invoice.pdf', caption: '', sentVia: 'sendTemplate' };

    test('when the template is queued', async () => {
      await sandbox.control.fail({ method: 'sendTemplate', queuedMs: 1 });
      expect(jsonOf(await send('invoice_ready:en', DANA))).toMatchObject([
        { ...labels, status: 'queued' },
      ]);
    });

    test('when the outcome is found in the history', async () => {
      await sandbox.control.fail({ method: 'sendTemplate', stage: 'afterAccept', cut: true });
      expect(jsonOf(await send('invoice_ready:en', DANA))).toMatchObject([
        { ...labels, reconciled: true },
      ]);
    });

    test('after a wait for the delivery', async () => {
      const rest = { options: { waitFor: 'delivered' } };
      expect(jsonOf(await send('invoice_ready:en', DANA, rest))).toMatchObject([
        { ...labels, delivery: {} },
      ]);
    });

    test('when a picture or video goes in the header, which have no name', async () => {
      const item = { ...INVOICE, name: 'how-to.mp4' };
      const rest = { options: { checkFile: false, includeRequest: true } };
      const [json] = jsonOf(await send('product_video:en', {}, rest, item));
      expect(json).toMatchObject({ ...labels, filename: null });
      expect(JSON.stringify(json)).not.toContain(INVOICE.caption);
    });

    test('when the file does not go along', async () => {
      const rest = { templateIncludeFile: false };
      const result = await send('ticket_update:en_US', { ...DANA, body_3: 'done' }, rest);
      expect(jsonOf(result)).toMatchObject([{ ...labels, filename: null }]);
    });
  });

  test.each([['listed'], ['not listed']])(
    'a list as a variable is refused where templates are %s, and not left out',
    async (listed) => {
      const answer = { status: 403, body: '' };
      if (listed !== 'listed')
        await sandbox.control.fail({ method: 'templates', answer, times: 9 });
      const variables = { body_1: 'Dana', body_2: '={{ ["TKT-2048"] }}' };
      expect(jsonOf(await send('invoice_ready:en', variables))).toMatchObject([
        {
          errorCode: 'REJECTED',
          error: expect.stringContaining('template variable body_2 cannot be a list') as string,
        },
      ]);
      expect(await received()).toEqual([]);
    },
  );

  describe('values of another template', () => {
    const field = (id: string, ofTemplate: string) => ({ id, displayName: id, ofTemplate });
    const sendWith = async (template: string, ofTemplate: string, values = DANA as object) => {
      await closeWindow();
      const schema = ['body_1', 'body_2'].map((id) => field(id, ofTemplate));
      const { templateVariables, ...rest } = templateParameters(template, {}, {});
      const mapping = { ...(templateVariables as object), value: values, schema };
      const parameters = { ...rest, templateVariables: mapping } as INodeParameters;
      return jsonOf(await runOneMsg(sandbox, [INVOICE], parameters, { onError }));
    };

    test('are refused and not sent, by what their fields say', async () => {
      expect(await sendWith('invoice_ready:en', 'ticket_update:en_US')).toMatchObject([
        {
          errorCode: 'REJECTED',
          error: expect.stringMatching(
            /those of another template, ticket_update:en_US; choose Refresh Variable List/,
          ) as string,
        },
      ]);
      expect(await sandbox.control.requests('sendTemplate')).toEqual([]);
    });

    test.each([
      ['its own', 'invoice_ready:en', 'invoice_ready:en'],
      ['those of whatever an expression names', '={{ "invoice_ready:en" }}', 'invoice_ready:he'],
    ])('%s are not', async (_whose, template, ofTemplate) => {
      const values = { ...DANA, body_3: 'kept by n8n, and not to be seen' };
      expect(await sendWith(template, ofTemplate, values)).toMatchObject([
        { sentVia: 'sendTemplate' },
      ]);
    });

    test('are refused by their number where nothing else tells', async () => {
      const [json] = jsonOf(await send('invoice_ready:en', { ...DANA, body_3: 'done' }));
      expect(json).toMatchObject({
        errorCode: 'REJECTED',
        error: expect.stringContaining('no place for (Body 3)') as string,
      });
      expect(await sandbox.control.requests('sendTemplate')).toEqual([]);
    });
  });

  test('a link that does not end in the extension is uploaded for the header', async () => {
    const fileUrl = `${sandbox.url}/samples/invoice-TKT-2048.pdf/download`;
    const linked = { fileUrl, options: { checkFile: false } };
    const [json] = jsonOf(await send('invoice_ready:en', DANA, linked));
    const uploads = await bodiesOf('uploadMedia');
    expect(uploads).toEqual([{ body: fileUrl }]);
    // There is nothing behind this link, so it says what to do.
    expect(json).toMatchObject({
      errorCode: 'INVALID_FILE',
      error: expect.stringContaining('switch on the option Download File First') as string,
    });
    expect(await sandbox.control.requests('sendTemplate')).toEqual([]);
  });

  test('a list of templates that could not be read for a passing reason is asked for again', async () => {
    await closeWindow();
    await sandbox.control.fail({
      method: 'templates',
      answer: { status: 503, body: '' },
      times: 2,
    });
    const items = [INVOICE, { ...INVOICE, name: 'second.pdf' }, { ...INVOICE, name: 'third.pdf' }];
    const result = await runOneMsg(sandbox, items, templateParameters('product_photo:en', DANA), {
      onError,
    });
    expect(jsonOf(result)).toMatchObject([
      { error: expect.stringContaining('takes an image') as string },
      { error: expect.stringContaining('takes an image') as string },
      { error: expect.stringContaining('takes an image') as string },
    ]);
    expect(await sandbox.control.requests('templates')).toHaveLength(4);
  });

  test('the request that went out is shown when asked for', async () => {
    const result = await send('invoice_ready:en', DANA, { options: { includeRequest: true } });
    const [body] = await bodiesOf('sendTemplate');
    expect(jsonOf(result)).toMatchObject([
      { request: { url: `${sandbox.url}/${sandbox.channelId}/sendTemplate`, body } },
    ]);
  });

  test('a template that was sent but not answered is found in the history', async () => {
    await sandbox.control.fail({ method: 'sendTemplate', stage: 'afterAccept', cut: true });
    const result = await send('invoice_ready:en', DANA);
    const [message] = await received();
    expect(jsonOf(result)).toMatchObject([
      { id: message!.id, reconciled: true, sentVia: 'sendTemplate' },
    ]);
  });

  test('a template that perhaps was sent is not sent again', async () => {
    await sandbox.control.fail({ method: 'sendTemplate', stage: 'afterRead', cut: true });
    const result = await send('invoice_ready:en', DANA);
    expect(jsonOf(result)).toMatchObject([{ errorCode: 'OUTCOME_UNKNOWN' }]);
    expect(await sandbox.control.requests('sendTemplate')).toHaveLength(1);
  });
});

describe('in the editor', () => {
  const { methods } = new OneMsgSendFile();
  const editor = (template: unknown = { mode: 'list', value: '' }, token = sandbox.token) =>
    ({
      getNode: () => ({ name: '1MSG Send File', type: 'oneMsgSendFile', typeVersion: 1 }),
      getCredentials: () =>
        Promise.resolve({ channelId: sandbox.channelId, token, baseUrl: sandbox.url }),
      getCurrentNodeParameter: () => template,
      helpers: {},
    }) as unknown as ILoadOptionsFunctions;
  const search = async (filter?: string) =>
    (await methods.listSearch.searchTemplates.call(editor(), filter)).results.map(
      ({ value }) => value,
    );

  test('the list shows approved templates only, by name', async () => {
    expect(await search()).toEqual([
      'invoice_ready:en',
      'invoice_ready:he',
      'order_shipped:en',
      'product_photo:en',
      'product_video:en',
      'ticket_update:en_US',
    ]);
  });

  test('the list tells which templates take a file, and how their text begins', async () => {
    const { results } = await methods.listSearch.searchTemplates.call(editor());
    expect(results.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^invoice_ready \(en\) · document: \S/),
      expect.stringMatching(/^invoice_ready \(he\) · document: \S/),
      expect.stringMatching(/^order_shipped \(en\): \S/),
      expect.stringMatching(/^product_photo \(en\) · image: \S/),
      expect.stringMatching(/^product_video \(en\) · video: \S/),
      expect.stringMatching(/^ticket_update \(en_US\): \S/),
    ]);
    for (const { name } of results) expect(name).toMatch(/^[^\n]{20,120}$/);
  });

  test.each([
    ['INVOICE', ['invoice_ready:en', 'invoice_ready:he']],
    ['invoice (he)', ['invoice_ready:he']],
    ['your order', ['order_shipped:en']],
    ['nothing like it', []],
  ])('it can be searched: %s', async (filter, found) => {
    expect(await search(filter)).toEqual(found);
  });

  test('a list of several pages is shown whole', async () => {
    const [template] = (await fetch(`${sandbox.url}/${sandbox.channelId}/templates?limit=1`, {
      headers: { authorization: `Bearer ${sandbox.token}` },
    }).then(async (answer) => ((await answer.json()) as IDataObject).templates)) as [never];
    await sandbox.control.setTemplates(
      Array.from({ length: 250 }, (_, index) => ({
        ...(template as object),
        name: `t_${index}`,
      })) as never,
    );
    expect(await search()).toHaveLength(250);
  });

  test('templates that cannot be filled in are not offered, and one that is named says why', async () => {
    const base = { language: 'en', status: 'APPROVED', category: 'UTILITY', namespace: 'ns' };
    const body = { type: 'BODY', text: 'Hello {{1}}' };
    await sandbox.control.setTemplates([
      { ...base, name: 'cards', components: [body, { type: 'CAROUSEL' }] },
      { ...base, name: 'plain', components: [body] },
    ]);
    expect(await search()).toEqual(['plain:en']);
    const { fields, emptyFieldsNotice } = await fieldsOf({ mode: 'id', value: 'cards:en' });
    expect(fields).toEqual([]);
    expect(emptyFieldsNotice).toMatch(/cannot be sent: it holds a carousel/);
  });

  test('an error beside an empty list is said', async () => {
    const error = { message: 'Channel is not connected' };
    const answer = { status: 200, body: { templates: [], error } };
    await sandbox.control.fail({ method: 'templates', answer });
    await expect(search()).rejects.toThrow('Channel is not connected');
  });

  test('what keeps the list from being read is said', async () => {
    const context = editor(undefined, 'another-token');
    const list = methods.listSearch.searchTemplates.call(context);
    await expect(list).rejects.toThrow('1MSG did not accept the credential');
    await expect(list).rejects.not.toThrow('another-token');
  });

  const fieldsOf = async (template: unknown) =>
    await methods.resourceMapping.getTemplateVariables.call(editor(template));

  test("the template's variables are fields, labelled by the text around them", async () => {
    const { fields } = await fieldsOf({ mode: 'list', value: 'order_shipped:en' });
    expect(fields.map(({ id, displayName, required }) => [id, displayName, required])).toEqual([
      ['header_1', 'Header 1 — "Order {{1}}"', true],
      ['body_1', 'Body 1 — "Hello {{1}}, your order has left our store."', true],
      ['button_1', 'Button 1 — "Track: https://example.com/track/{{1}}"', true],
    ]);
  });

  test('or by the example that came with the template', async () => {
    const { fields } = await fieldsOf({ mode: 'list', value: 'invoice_ready:en' });
    expect(fields.map(({ id, displayName }) => [id, displayName])).toEqual([
      ['body_1', 'Body 1 (e.g. “Dana”)'],
      ['body_2', 'Body 2 (e.g. “TKT-2048”)'],
    ]);
  });

  test.each([
    ['none is chosen', { mode: 'list', value: '' }, /Choose a template/],
    ['the channel does not have it', { mode: 'id', value: 'bill:en' }, /no template bill:en/],
    ['it has none', { mode: 'id', value: 'product_video:en' }, /no variables/],
  ])('no fields, with the reason, when %s', async (_case, template, notice) => {
    const { fields, emptyFieldsNotice } = await fieldsOf(template);
    expect(fields).toEqual([]);
    expect(emptyFieldsNotice).toMatch(notice);
  });

  test.each([
    ['left as it is', { mode: 'id', value: '=invoice_ready:{{ $json.language }}' }],
    ['without a value', { mode: 'id', value: null }],
  ])('a template that an expression names (%s) gets the usual fields', async (_case, template) => {
    const { fields } = await fieldsOf(template);
    expect(fields).toContainEqual(expect.objectContaining({ id: 'body_1', required: false }));
  });
});
