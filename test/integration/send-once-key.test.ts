import { setTimeout as sleep } from 'node:timers/promises';
import { ONE_MSG, PROVIDERS } from './providers';
import { jsonOf } from './send-node';
import { invoice, OTHER, useOnceKeys } from './use-once-keys';
import { CUSTOMER } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

describe.each(PROVIDERS)('$name', (provider) => {
  const keys = useOnceKeys(provider);
  const { at, run } = keys;
  const memory = () => keys.memory;

  test('the same key in two runs is one message; the second item says that it was skipped', async () => {
    expect(jsonOf(await run())[0]).toMatchObject({ sent: true, status: 'accepted' });
    expect(jsonOf(await run([invoice({ phone: '+1 202 072 1369' })]))).toEqual([
      {
        sent: false,
        status: 'skipped',
        phone: CUSTOMER,
        chatId: `${CUSTOMER}@c.us`,
        filename: provider.id === '1msg' ? 'invoice.pdf' : null, // what it was given, and not the link's
        caption: 'Invoice',
        sendOnceKey: 'TKT-2048',
      },
    ]);
    expect((await at.sent()).length).toBe(1);
  });

  test('Retry On Fail without a key is warned of: n8n would run all items again', async () => {
    const warning = [expect.stringMatching(/^Retry On Fail is on.*Send-Once Key/) as string];
    const again = { retryOnFail: true };
    expect((await run([invoice()], { sendOnceKey: '' }, again)).hints).toEqual(warning);
    expect((await at.run([invoice()], {}, again)).hints).toEqual(warning);
    expect((await run([invoice()], {}, again)).hints).toEqual([]);
    expect((await at.run([invoice()])).hints).toEqual([]);
  });

  test('another key is another file', async () => {
    await run();
    await run([invoice({ key: 'TKT-2049' })]);
    expect((await at.sent()).length).toBe(2);
  });

  test.each([
    ['one recipient', [CUSTOMER, CUSTOMER, CUSTOMER]],
    ['several recipients at the same time', [CUSTOMER, OTHER, CUSTOMER, OTHER]],
  ])('twins in one run are one message: %s', async (_case, phones) => {
    await at.control.configure({ answerAfterMs: 20 });
    const result = await run(phones.map((phone) => invoice({ phone })));
    const statuses = jsonOf(result).map(({ status }) => status);
    expect(statuses.sort()).toEqual(['accepted', ...phones.slice(1).map(() => 'skipped')]);
    expect((await at.sent()).length).toBe(1);
  });

  test('a twin is sent when the first certainly was not', async () => {
    await at.control.configure({ answerAfterMs: 20 });
    await at.control.fail({
      method: 'sendFile',
      recipient: CUSTOMER,
      answer: { status: 400, body: { error: 'no such number' } },
    });
    const result = await run([invoice(), invoice({ phone: OTHER })]);
    expect(jsonOf(result)).toMatchObject([{ errorCode: 'REJECTED' }, { sent: true, phone: OTHER }]);
  });

  test("items of a run that are sent at the same time do not lose each other's keys", async () => {
    await at.control.configure({ windowEnforced: false });
    const items = Array.from({ length: 60 }, (_, index) =>
      invoice({ phone: `1202555${1000 + index}`, key: `TKT-${index}` }),
    );
    await run(items, { concurrency: 20 });
    const again = await run(items, { concurrency: 20 });
    expect(jsonOf(again).every(({ status }) => status === 'skipped')).toBe(true);
    expect((await at.sent()).length).toBe(60);
  });

  test('a key is claimed when its message is due: what waits for its turn has none', async () => {
    await at.control.configure({ windowEnforced: false });
    const items = Array.from({ length: 10 }, (_, index) =>
      invoice({ phone: `1202555${1000 + index}`, key: `TKT-${index}` }),
    );
    let cancel = () => {};
    const pace = { messagesPerSecond: 0.001 };
    const running = run(items, pace, { onStarted: (stop) => (cancel = stop) });
    while ((await at.attempts()) < 1) await sleep(5);
    await sleep(100); // the others come to where they wait
    expect(memory().size).toBe(1); // n8n could be killed now, and nine would be sent by the next run
    cancel();
    const statuses = jsonOf(await running).map(({ status, errorCode }) => status ?? errorCode);
    expect(statuses.sort()).toEqual([...new Array<string>(9).fill('UNREACHABLE'), 'accepted']);
    const again = jsonOf(await run(items)).map(({ status }) => status);
    expect(again.sort()).toEqual([...new Array<string>(9).fill('accepted'), 'skipped']);
  });

  test('items that are skipped do not use up the messages per second', async () => {
    await at.control.configure({ windowEnforced: false });
    const items = Array.from({ length: 100 }, (_, index) =>
      invoice({ phone: `1202555${1000 + index}`, key: `TKT-${index}` }),
    );
    await run(items);
    const again = await run(items, { messagesPerSecond: 0.01 }); // 100 messages would take hours
    expect(jsonOf(again).every(({ status }) => status === 'skipped')).toBe(true);
  });

  test('a twin in another execution is sent when the first certainly was not', async () => {
    await at.control.configure({ answerAfterMs: 50 });
    await at.fail({ answer: { status: 400, body: { error: 'no such number' } } });
    const runs = await Promise.all([run(), run([invoice({ phone: OTHER })])]);
    const results = runs.map((result) => jsonOf(result)[0]!);
    expect(results.map(({ status, errorCode }) => status ?? errorCode).sort()).toEqual([
      'REJECTED',
      'accepted',
    ]);
    expect((await at.sent()).length).toBe(1);
  });

  test('two executions at the same time send the file once', async () => {
    await at.control.configure({ answerAfterMs: 20 });
    const runs = await Promise.all([run(), run()]);
    const statuses = runs.flatMap((result) => jsonOf(result).map(({ status }) => status));
    expect(statuses.sort()).toEqual(['accepted', 'skipped']);
  });
});

describe('1MSG', () => {
  const keys = useOnceKeys(ONE_MSG);
  const { at, run } = keys;
  const FILE = { data: 'JVBERg==', mimeType: 'application/pdf', fileName: 'invoice.pdf' };
  const fromBinary = { fileSource: 'binary', binaryPropertyName: 'data' };
  const withTemplate = {
    whenWindowClosed: 'sendTemplate',
    template: { __rl: true, mode: 'id', value: 'invoice_ready:en' },
    templateVariables: {
      mappingMode: 'defineBelow',
      value: { body_1: 'Dana', body_2: 'TKT-2048' },
      matchingColumns: [],
      schema: [],
    },
  };
  const uploadsAtClaims = () => {
    const uploads: Array<Promise<number>> = [];
    keys.memory.onRecord = () =>
      void uploads.push(at.control.requests('uploadMedia').then(({ length }) => length));
    return async () => await Promise.all(uploads);
  };

  test('a file that is uploaded first is uploaded before its key is claimed', async () => {
    const uploads = uploadsAtClaims();
    const items = [invoice(), invoice({ phone: OTHER, key: 'TKT-2049' })];
    const rest = { binary: { data: FILE }, parameters: fromBinary };
    expect(jsonOf(await run(items, {}, rest))).toMatchObject([{ sent: true }, { sent: true }]);
    expect(await uploads()).toEqual([1, 1]);
  });

  test.each([false, true])(
    "a template in the file's place is what its key is for (window looked up first: %s)",
    async (checkWindow) => {
      await at.control.configure({ windowRefusal: 'atOnce' });
      await at.control.forward({ hours: 25 });
      const uploads = uploadsAtClaims();
      const rest = { binary: { data: FILE }, parameters: { ...fromBinary, ...withTemplate } };
      const sent = { sent: true, sentVia: 'sendTemplate' };
      expect(jsonOf(await run([invoice()], { checkWindow }, rest))).toMatchObject([sent]);
      expect(await uploads()).toEqual([checkWindow ? 1 : 0]);
      const skipped = { status: 'skipped' };
      expect(jsonOf(await run([invoice()], { checkWindow }, rest))).toMatchObject([skipped]);
      expect(await at.control.requests('sendTemplate')).toHaveLength(1);
    },
  );

  test("a template's key that n8n does not remember keeps it from being sent", async () => {
    await at.control.forward({ hours: 25 });
    keys.memory.faults = { checkProcessedAndRecord: 'fails' };
    const [json] = jsonOf(
      await run([invoice()], { checkWindow: true }, { parameters: withTemplate }),
    );
    expect(json!.error).toMatch(/^n8n did not say whether it remembers the send-once key/);
    expect(await at.control.requests('sendTemplate')).toEqual([]);
  });
});
