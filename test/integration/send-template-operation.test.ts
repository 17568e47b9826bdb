import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node';
import { channelOf } from '../../nodes/shared/channel/channel';
import { n8nClock } from '../../nodes/shared/n8n/n8n-clock';
import { TemplateSender } from '../../nodes/shared/templates/template-sender';
import { NodeMemory } from './node-memory';
import { jsonOf, runOneMsg } from './one-msg-node';
import type { NodeRun } from './run-node';
import { CUSTOMER, useSandbox } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

// Nobody has written: no window is open.
const sandbox = useSandbox([]);
const OTHER = '12025550111';
const ITEM = { phone: '+1 (202) 072-1369', name: 'invoice.pdf', caption: 'Invoice TKT-2048' };
const DANA = { body_1: '={{ "Dana" }}', body_2: 'TKT-2048' };
const BYTES = Buffer.from('%PDF-1.7 a bill');
const binary = { data: { data: BYTES.toString('base64'), mimeType: 'application/pdf' } };

const parameters = (
  template: string,
  variables: Record<string, string> = {},
  rest: INodeParameters = {},
): INodeParameters => ({
  operation: 'sendTemplate',
  fileSource: 'none',
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
  run: Partial<NodeRun> = {},
) =>
  await runOneMsg(sandbox, run.items ?? [ITEM], parameters(template, variables, rest), {
    onError: 'continueRegularOutput',
    ...run,
  });
/** A template with a document in its header. */
const sendInvoice = async (rest: INodeParameters = {}, run: Partial<NodeRun> = {}) =>
  await send('invoice_ready:en', DANA, { fileSource: 'url', ...rest }, run);
/** One without a header. */
const sendUpdate = async (rest: INodeParameters = {}, run: Partial<NodeRun> = {}) =>
  await send('ticket_update:en_US', { ...DANA, body_3: 'done' }, rest, run);
const received = async () =>
  (await sandbox.control.messages()).filter(({ direction }) => direction === 'outgoing');
const attempts = async () => await sandbox.control.requests('sendTemplate');
const bodies = async () => (await attempts()).map(({ body }) => JSON.stringify(body));

describe('what goes out, and what comes out', () => {
  test('a template without a file, outside the session window', async () => {
    const result = await sendUpdate();
    const [message] = await received();
    expect(message).toMatchObject({
      kind: 'text',
      template: { body: 'Hello Dana, ticket TKT-2048 is now done. Reply to read more.' },
    });
    expect(jsonOf(result)).toEqual([
      {
        sent: true,
        id: message!.id,
        status: 'accepted',
        phone: CUSTOMER,
        chatId: `${CUSTOMER}@c.us`,
        filename: null,
        caption: '',
        sentVia: 'sendTemplate',
        acceptedAt: expect.any(String) as string,
      },
    ]);
    expect(result.hints).toEqual([expect.stringMatching(/^1 template went out/) as string]);
    expect(await sandbox.control.requests('sendFile')).toEqual([]);
  });

  test('how many templates were paid for is said once, and failed ones are none of them', async () => {
    const phones = [CUSTOMER, '12025550111', 'nobody'];
    const items = phones.map((phone) => ({ ...ITEM, phone }));
    const { hints } = await sendUpdate({}, { items });
    expect(hints).toEqual(['2 templates went out. WhatsApp charges for templates.']);
  });

  test('while the window is open it is the template all the same', async () => {
    await sandbox.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
    expect(jsonOf(await sendUpdate())).toMatchObject([{ sentVia: 'sendTemplate' }]);
    expect(await sandbox.control.requests('sendFile')).toEqual([]);
  });

  test('a file by its link', async () => {
    const result = await sendInvoice();
    expect(jsonOf(result)).toMatchObject([{ filename: 'invoice.pdf', caption: '' }]);
    expect(await received()).toMatchObject([
      {
        kind: 'document',
        filename: 'invoice.pdf',
        link: `${sandbox.url}/samples/invoice.pdf`,
        template: { body: 'Hello Dana, your invoice for ticket TKT-2048 is ready.' },
      },
    ]);
    expect(await sandbox.control.requests('uploadMedia')).toEqual([]);
  });

  test('binary data is uploaded once, for all items, and arrives byte by byte', async () => {
    const items = [ITEM, { ...ITEM, phone: OTHER }];
    // Send File's option, left in the node: a link to n8n has no extension.
    const options = { binaryTransfer: 'link', concurrency: 1 };
    const result = await sendInvoice({ fileSource: 'binary', options }, { items, binary });
    expect(jsonOf(result)).toMatchObject([{ sent: true }, { sent: true }]);
    const sha256 = createHash('sha256').update(BYTES).digest('hex');
    expect(await received()).toMatchObject([{ file: { sha256 } }, { file: { sha256 } }]);
    expect(await sandbox.control.requests('uploadMedia')).toHaveLength(1);
  });

  test('a media ID', async () => {
    const upload = await fetch(`${sandbox.url}/${sandbox.channelId}/uploadMedia`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ body: `${sandbox.url}/samples/invoice.pdf` }),
    });
    const { mediaId } = (await upload.json()) as { mediaId: string };
    await sendInvoice({ fileSource: 'mediaId', mediaId, mediaType: 'document' });
    expect(await received()).toMatchObject([{ kind: 'document', filename: 'invoice.pdf' }]);
    expect((await bodies())[0]).toContain(`"document":{"id":"${mediaId}"`);
  });

  test('text header and link button', async () => {
    await send('order_shipped:en', { header_1: '2048', body_1: 'Dana', button_1: 'TKT' });
    expect(await received()).toMatchObject([{ kind: 'text', template: { header: 'Order 2048' } }]);
  });

  test('variables as a JSON text, as an expression may give them', async () => {
    const values = { body_1: 'Dana', body_2: 'TKT-2048', body_3: 'done' };
    const rest = { templateVariables: JSON.stringify(values) };
    expect(jsonOf(await sendUpdate(rest))).toMatchObject([{ sent: true }]);
    expect((await bodies())[0]).toMatch(/"text":"Dana".*"text":"TKT-2048".*"text":"done"/);
  });

  test('Wait For', async () => {
    const options = { waitFor: 'delivered' };
    expect(jsonOf(await sendUpdate({ options }))).toMatchObject([
      { status: 'delivered', sentVia: 'sendTemplate', delivery: { status: 'delivered' } },
    ]);
  });

  test('the request, where it is asked for; also that of an item that failed before', async () => {
    const options = { includeRequest: true };
    const [sent] = jsonOf(await sendInvoice({ options }));
    const [first] = await attempts();
    const url = `${sandbox.url}/${sandbox.channelId}/sendTemplate`;
    expect(sent).toMatchObject({ request: { url, body: first!.body } });
    const [failed] = jsonOf(await send('invoice_ready:en', {}, { options }));
    expect(failed).toMatchObject({
      errorCode: expect.any(String) as string,
      request: { url, body: { template: 'invoice_ready', phone: CUSTOMER } },
    });
  });
});

describe('a link that does not end in the extension', () => {
  const url = () => `${sandbox.url}/samples/invoice-TKT-2048.pdf`;
  const cloud = async () =>
    await sendInvoice({ fileUrl: `${url()}/download`, options: { checkFile: false } });

  test('is an error that says what to do', async () => {
    expect(jsonOf(await cloud())).toMatchObject([
      {
        errorCode: 'INVALID_FILE',
        error: expect.stringMatching(/, \.pdf; switch on the option Download File First/) as string,
      },
    ]);
    expect(await attempts()).toEqual([]);
  });

  test('a query does no harm', async () => {
    const result = await sendInvoice({ fileUrl: `${url()}?signature=2048` });
    expect(jsonOf(result)).toMatchObject([{ sent: true }]);
  });

  test('is downloaded and uploaded where that is wanted', async () => {
    const result = await sendInvoice({ fileUrl: url(), options: { downloadFile: true } });
    expect(jsonOf(result)).toMatchObject([{ sent: true, filename: 'invoice.pdf' }]);
    expect((await bodies())[0]).toMatch(/"document":\{"id":"/);
    expect(await received()).toMatchObject([{ kind: 'document', file: {} }]);
  });
});

describe('what is wrong is said before anything is sent', () => {
  const media = (mediaType: string) => ({ fileSource: 'mediaId', mediaId: '1', mediaType });
  const long = { body_1: 'a'.repeat(600), body_2: 'b'.repeat(600) };
  test.each<[string, string, Record<string, string>, INodeParameters, string, RegExp]>([
    [
      'no file for a header',
      'invoice_ready:en',
      DANA,
      {},
      'INVALID_FILE',
      /takes a document; choose/,
    ],
    [
      'another kind of file',
      'product_photo:en',
      DANA,
      { fileSource: 'url' },
      'INVALID_FILE',
      /takes an image, but invoice\.pdf is a document/,
    ],
    [
      'an image where a document goes',
      'invoice_ready:en',
      DANA,
      media('image'),
      'INVALID_FILE',
      /takes a document, but invoice\.pdf is an image/,
    ],
    [
      'another kind of uploaded file',
      'product_video:en',
      {},
      media('image'),
      'INVALID_FILE',
      /takes a video, but invoice\.pdf is an image/,
    ],
    [
      'a file that no header takes',
      'order_shipped:en',
      { header_1: '1', body_1: 'Dana', button_1: '2' },
      { fileSource: 'url' },
      'INVALID_FILE',
      /has no header for a document, image or video; set File to None/,
    ],
    [
      'a variable that is missing',
      'invoice_ready:en',
      { body_1: 'Dana' },
      { fileSource: 'url' },
      'REJECTED',
      /The template invoice_ready \(en\) was not sent: .* nothing for Body 2/,
    ],
    [
      'an expression that fails',
      'invoice_ready:en',
      { ...DANA, body_2: '={{ $json.ticket.number }}' },
      { fileSource: 'url' },
      'REJECTED',
      /was not sent/,
    ],
    [
      'too long a text',
      'invoice_ready:en',
      long,
      media('document'),
      'REJECTED',
      /takes at most 1,024/,
    ],
    ['no template', '={{ "" }}', {}, {}, 'REJECTED', /^No template is chosen$/],
    ['one that is none', '={{ "invoice_ready" }}', {}, {}, 'REJECTED', /not a template's ID/],
    ['one that the channel has not', 'bill:en', {}, {}, 'REJECTED', /no template of this name/],
    ['one that is not approved', 'spring_sale:en', DANA, {}, 'REJECTED', /not approved/],
    [
      'an empty media ID',
      'invoice_ready:en',
      DANA,
      { ...media('document'), mediaId: '={{ "" }}' },
      'INVALID_FILE',
      /media ID is empty/,
    ],
    [
      'no such source',
      'invoice_ready:en',
      DANA,
      { fileSource: '={{ "disk" }}' },
      'REJECTED',
      /field File/,
    ],
  ])('%s', async (...[, template, variables, rest, errorCode, text]) => {
    const [item] = jsonOf(await send(template, variables, rest));
    expect(item).toMatchObject({ ...ITEM, errorCode });
    expect(item!.error).toMatch(text);
    expect(item!.error).not.toMatch(/in the file's place|session window/);
    expect(await attempts()).toEqual([]);
    expect(await sandbox.control.requests('uploadMedia')).toEqual([]);
  });

  test('as the error of the node, where it does not continue', async () => {
    const { error, run } = await send('invoice_ready:en', DANA, {}, { onError: 'stopWorkflow' });
    expect(error?.message).toMatch(/takes a document/);
    expect(run.status).toBe('error');
  });

  test('the other items go out', async () => {
    const items = [ITEM, { ...ITEM, phone: 'nobody' }, { ...ITEM, phone: OTHER }];
    const result = await sendUpdate({}, { items });
    expect(jsonOf(result)).toMatchObject([
      { sent: true, phone: CUSTOMER },
      { errorCode: 'INVALID_RECIPIENT' },
      { sent: true, phone: OTHER },
    ]);
  });
});

describe('what 1MSG answers', () => {
  // Whether it is closed is told here: the time that a real Retry-After leaves may be over before the first item is read.
  test.each([false, true])(
    'the list is asked for ahead, but not while 1MSG wants no requests (%p)',
    async (isClosed) => {
      const { url: baseUrl, channelId: id, token } = sandbox;
      const channel = channelOf({ id, token, baseUrl }, n8nClock);
      const closed = jest.spyOn(channel, 'isClosed').mockReturnValue(isClosed);
      const ahead = jest.spyOn(TemplateSender.prototype, 'expectSend');
      expect(jsonOf(await sendInvoice())).toMatchObject([{ sent: true }]);
      expect(ahead).toHaveBeenCalledTimes(isClosed ? 0 : 1);
      expect(closed).toHaveBeenCalled();
      closed.mockRestore();
      ahead.mockRestore();
    },
  );

  test('a 429 is waited for, and the template goes out once', async () => {
    const answer = { status: 429, body: { error: 'Too many requests' } };
    await sandbox.control.fail({ method: 'sendTemplate', answer, times: 2 });
    expect(jsonOf(await sendInvoice({ fileSource: 'binary' }, { binary }))).toMatchObject([
      { sent: true, sentVia: 'sendTemplate' },
    ]);
    expect(await attempts()).toHaveLength(3);
    expect(await received()).toHaveLength(1);
    expect(await sandbox.control.requests('uploadMedia')).toHaveLength(1);
  });

  test('a refusal is that of the template', async () => {
    const body = { sent: false, message: '(#132001) Template does not exist' };
    await sandbox.control.fail({ method: 'sendTemplate', answer: { status: 200, body } });
    expect(jsonOf(await sendUpdate())).toMatchObject([
      {
        errorCode: 'REJECTED',
        error: expect.stringMatching(/^1MSG refused the template: .*132001/) as string,
      },
    ]);
  });

  test('a closed window is no reason that a template could have', async () => {
    const body = { sent: false, message: 'Dialog window is closed' };
    await sandbox.control.fail({ method: 'sendTemplate', answer: { status: 400, body } });
    expect(jsonOf(await sendUpdate())).toMatchObject([
      {
        errorCode: 'REJECTED',
        error: expect.stringMatching(/refused the template as if .*window is closed/) as string,
      },
    ]);
  });

  test('an answer that got lost is found in the history', async () => {
    await sandbox.control.fail({ method: 'sendTemplate', stage: 'afterAccept', cut: true });
    const result = await sendInvoice();
    const [message] = await received();
    expect(jsonOf(result)).toMatchObject([
      { id: message!.id, reconciled: true, sentVia: 'sendTemplate', filename: 'invoice.pdf' },
    ]);
  });

  test('what perhaps was sent is not sent again', async () => {
    await sandbox.control.fail({ method: 'sendTemplate', stage: 'afterRead', cut: true });
    expect(jsonOf(await sendInvoice())).toMatchObject([
      {
        errorCode: 'OUTCOME_UNKNOWN',
        error: expect.stringContaining('whether the template reached') as string,
      },
    ]);
    expect(await attempts()).toHaveLength(1);
  });

  test('a queued template has its job', async () => {
    await sandbox.control.fail({ method: 'sendTemplate', queuedMs: 60_000 });
    expect(jsonOf(await sendUpdate())).toMatchObject([
      { status: 'queued', jobId: expect.any(String) as string, sentVia: 'sendTemplate' },
    ]);
  });
});

describe('send-once keys', () => {
  let memory: NodeMemory;
  beforeAll(async () => (memory = await NodeMemory.install()));
  beforeEach(() => memory.reset());
  const keyed = { ...ITEM, key: 'TKT-2048' };
  const options = { sendOnceKey: '={{ $json.key }}' };
  const statuses = (items: IDataObject[]) =>
    items.map(({ status, errorCode }) => status ?? errorCode);

  test('the same key in two runs is one template; the second item claims nothing', async () => {
    const items = [keyed];
    expect(statuses(jsonOf(await sendInvoice({ options }, { items })))).toEqual(['accepted']);
    expect(jsonOf(await sendInvoice({ options }, { items }))).toEqual([
      {
        sent: false,
        status: 'skipped',
        phone: CUSTOMER,
        chatId: `${CUSTOMER}@c.us`,
        filename: null,
        caption: '',
        sendOnceKey: 'TKT-2048',
      },
    ]);
    expect(await received()).toHaveLength(1);
  });

  test('twins in one run and in two at the same time are one template', async () => {
    await sandbox.control.configure({ answerAfterMs: 20 });
    const items = [keyed, { ...keyed, phone: OTHER }, keyed];
    const runs = await Promise.all([1, 2].map(() => sendUpdate({ options }, { items })));
    const all = statuses(runs.flatMap(jsonOf)).sort();
    expect(all).toEqual(['accepted', ...new Array<string>(5).fill('skipped')]);
    expect(await received()).toHaveLength(1);
  });

  test('a key is free until its template is about to leave', async () => {
    const claimed: number[] = [];
    memory.onRecord = () => claimed.push(memory.size);
    let cancel = () => {};
    await sandbox.control.fail({ method: 'uploadMedia', delayMs: 300 });
    const rest = { fileSource: 'binary', options };
    const onStarted = (stop: () => void) => (cancel = stop);
    const running = sendInvoice(rest, { items: [keyed], binary, onStarted });
    while ((await sandbox.control.requests('uploadMedia')).length === 0) await sleep(5);
    expect(memory.size).toBe(0); // n8n could be killed now, and the next run would send it
    cancel();
    await running;
    expect(await attempts()).toEqual([]);
    expect(claimed).toEqual([]);
    const again = await sendInvoice(rest, { items: [keyed], binary });
    expect(statuses(jsonOf(again))).toEqual(['accepted']);
    expect(claimed).toHaveLength(1);
  });

  test('an item whose key is empty says that its template was not sent', async () => {
    expect(jsonOf(await sendUpdate({ options }, { items: [{ ...keyed, key: '' }] }))).toMatchObject(
      [
        {
          errorCode: 'REJECTED',
          error: expect.stringContaining('so the template was not sent') as string,
        },
      ],
    );
    expect(await attempts()).toEqual([]);
  });

  test('what certainly was not sent frees its key, and what perhaps was does not', async () => {
    const items = [keyed];
    const answer = { status: 400, body: { error: 'no such number' } };
    await sandbox.control.fail({ method: 'sendTemplate', answer });
    expect(statuses(jsonOf(await sendUpdate({ options }, { items })))).toEqual(['REJECTED']);
    await sandbox.control.fail({ method: 'sendTemplate', stage: 'afterRead', cut: true });
    expect(statuses(jsonOf(await sendUpdate({ options }, { items })))).toEqual(['OUTCOME_UNKNOWN']);
    expect(statuses(jsonOf(await sendUpdate({ options }, { items })))).toEqual(['skipped']);
  });
});

describe('in the editor', () => {
  const { properties } = new OneMsgSendFile().description;
  const shown = properties.filter(({ type, displayOptions }) => {
    const operations = displayOptions?.show?.operation;
    return type !== 'notice' && Array.isArray(operations) && operations.includes('sendTemplate');
  });

  test('each of its fields is there once, and nothing that it does not read', () => {
    expect(shown.map(({ name }) => name)).toEqual([
      'phone',
      'template',
      'templateVariables',
      'fileSource',
      'fileUrl',
      'binaryPropertyName',
      'mediaId',
      'mediaType',
      'filename',
      'options',
    ]);
    const options = shown.at(-1)!.options!.map(({ name }) => name);
    expect(options).not.toEqual(expect.arrayContaining(['binaryTransfer']));
    expect(options).not.toEqual(expect.arrayContaining(['checkWindow']));
  });

  test('it goes without a file at first', () => {
    expect(shown.find(({ name }) => name === 'fileSource')!.default).toBe('none');
  });
});
