import { PROVIDERS } from './providers';
import { jsonOf } from './send-node';
import { invoice, OTHER, useOnceKeys } from './use-once-keys';
import { CUSTOMER } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

describe.each(PROVIDERS)('$name', (provider) => {
  const { at, run } = useOnceKeys(provider);

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

  test('two executions at the same time send the file once', async () => {
    await at.control.configure({ answerAfterMs: 20 });
    const runs = await Promise.all([run(), run()]);
    const statuses = runs.flatMap((result) => jsonOf(result).map(({ status }) => status));
    expect(statuses.sort()).toEqual(['accepted', 'skipped']);
  });
});
