import type { Provider as ProviderId } from '../../sandbox/account/provider';
import type { Failure } from '../../sandbox/failures/failure';
import type { SendRequest } from '../../nodes/shared/provider/file-sender';
import { PROVIDERS } from './providers';
import { jsonOf } from './send-node';
import { invoice, OTHER, useOnceKeys } from './use-once-keys';
import { CUSTOMER } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

type SendFailure = Omit<Failure, 'method'>;
type Case = [string, SendFailure | undefined, Record<string, string>, string];
type Doubt = [string, SendFailure, Record<string, string>];

const CLOSED: Record<ProviderId, SendFailure> = {
  '1msg': {
    answer: { status: 200, body: { sent: false, message: 'dialog window is closed' } },
  },
  '99digital': { answer: { status: 200, body: { status: 'FAIL', reason: 7 } } },
};
const QUEUED: Doubt = ['queued', { queuedMs: 1 }, { status: 'queued' }];
/** Asks until it is so. */
const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe.each(PROVIDERS)('$name', (provider) => {
  const keys = useOnceKeys(provider);
  const { at, run } = keys;

  test.each<Case>([
    ['refused', { answer: { status: 400, body: { error: 'no' } } }, {}, 'REJECTED'],
    ['the window is closed', CLOSED[provider.id], {}, 'WINDOW_CLOSED'],
    [
      'too many requests',
      { answer: { status: 429, body: { error: 'Too many requests' } } },
      {},
      'RATE_LIMITED',
    ],
    ['it cannot be sent as it is', undefined, { caption: 'x'.repeat(1025) }, 'INVALID_FILE'],
  ])('what certainly was not sent can be sent again: %s', async (_case, failure, fields, code) => {
    if (failure) await at.fail(failure);
    const first = await run([invoice(fields)], { maxRetries: 0 });
    expect(jsonOf(first)[0]).toMatchObject({ errorCode: code });
    expect(jsonOf(await run())[0]).toMatchObject({ sent: true });
  });

  test.each<Doubt>([
    [
      'cut after it was sent',
      { stage: 'afterAccept', cut: true },
      provider.id === '1msg' ? { status: 'accepted' } : { errorCode: 'OUTCOME_UNKNOWN' },
    ],
    ['cut before', { stage: 'afterRead', cut: true }, { errorCode: 'OUTCOME_UNKNOWN' }],
    ...(provider.id === '1msg' ? [QUEUED] : []),
  ])('what perhaps was sent is not sent again: %s', async (_case, failure, expected) => {
    await at.fail(failure);
    expect(jsonOf(await run())[0]).toMatchObject(expected);
    expect(jsonOf(await run())[0]).toMatchObject({ status: 'skipped' });
    expect(await at.attempts()).toBe(1);
  });

  test.each([
    [
      'does not answer',
      'fails',
      'n8n did not say whether it remembers the send-once key, so the file was not sent: The database is locked (if the next run skips this item and the customer has not got the file, give it another send-once key than "TKT-2048")',
    ],
    [
      'holds something else for this node',
      'foreign',
      'n8n could not remember the send-once key, so the file was not sent: its memory of this node holds something else',
    ],
  ] as const)(
    'nothing is sent when n8n %s, and the item says why and what to do',
    async (_case, fault, error) => {
      keys.memory.faults = { checkProcessedAndRecord: fault };
      expect(jsonOf(await run())).toEqual([{ ...invoice(), error, errorCode: 'REJECTED' }]);
      expect(await at.attempts()).toBe(0);
      keys.memory.faults = {};
      expect(jsonOf(await run())[0]).toMatchObject({ sent: true });
    },
  );

  test('a key that was noted although the answer was lost is told of, and another key sends the file', async () => {
    keys.memory.faults = { checkProcessedAndRecord: 'answerLost' };
    const [json] = jsonOf(await run());
    expect(json!.error).toMatch(/if the next run skips this item .* another send-once key/);
    keys.memory.faults = {};
    expect(jsonOf(await run())[0]).toMatchObject({ status: 'skipped' });
    expect(await at.attempts()).toBe(0);
    expect(jsonOf(await run([invoice({ key: 'TKT-2048-2' })]))[0]).toMatchObject({ sent: true });
  });

  test.each(['fails', 'answerLost'] as const)(
    'a key of which nobody knows whether it was let go is told of: %s',
    async (fault) => {
      keys.memory.faults = { removeProcessed: fault };
      await at.fail({ answer: { status: 400, body: { error: 'no' } } });
      const [json] = jsonOf(await run());
      expect(json).toMatchObject({ errorCode: 'REJECTED' });
      expect(json!.error).toMatch(/if the next run skips this item .* than "TKT-2048"\)/);
    },
  );

  test('an item that was sent is skipped, though its file cannot be sent any more', async () => {
    await run();
    const tooLong = invoice({ caption: 'x'.repeat(1025) });
    expect(jsonOf(await run([tooLong]))[0]).toMatchObject({ status: 'skipped' });
  });

  test.each([
    ['is empty', '={{ $json.nothing }}', /is empty or no text/],
    ['is an object', '={{ $json }}', /is empty or no text/],
    ['is no number', '={{ NaN }}', /is empty or no text/], // every item's, if it were one
  ])('a key that %s protects nothing, so nothing is sent', async (_case, sendOnceKey, error) => {
    const [json] = jsonOf(await run([invoice()], { sendOnceKey }));
    expect(json).toMatchObject({
      errorCode: 'REJECTED',
      error: expect.stringMatching(error) as string,
    });
    expect(await at.attempts()).toBe(0);
  });

  test('a key whose expression fails is an error of its item, and nothing is sent', async () => {
    const sendOnceKey = '={{ $("Nowhere").item.json.key }}';
    expect(jsonOf(await run([invoice()], { sendOnceKey }))).toEqual([
      {
        ...invoice(),
        error: expect.stringMatching(
          /^The send-once key of this item could not be read \(.+\), so/,
        ) as string,
        errorCode: 'REJECTED',
      },
    ]);
    expect(await at.attempts()).toBe(0);
  });

  test.each([
    ['before its message was due', false, 'accepted'],
    ['afterwards', true, 'skipped'],
  ])(
    'an exception in sending an item, %s, costs the others nothing',
    async (_case, isDue, next) => {
      const sending = jest.spyOn(provider.sender.prototype, 'send');
      sending.mockImplementationOnce(async ({ due }: SendRequest) => {
        if (isDue) await due!();
        throw new Error('broken');
      });
      const items = [invoice(), invoice({ phone: OTHER, key: 'TKT-2049' })];
      expect(jsonOf(await run(items, { concurrency: 1 }))).toMatchObject([
        { errorCode: 'OUTCOME_UNKNOWN', error: expect.stringContaining('broken') as string },
        { sent: true },
      ]);
      expect(jsonOf(await run())[0]).toMatchObject({ status: next });
    },
  );

  test('a number will do as a key', async () => {
    await run([invoice()], { sendOnceKey: 2048 });
    const [json] = jsonOf(await run([invoice()], { sendOnceKey: '2048' }));
    expect(json).toMatchObject({ status: 'skipped', sendOnceKey: '2048' });
  });

  test('a cancelled run ends though items wait for their twins, and sends none of them', async () => {
    await at.fail({
      delayMs: 100,
      answer: { status: 400, body: { error: 'no' } },
      times: 'all',
    });
    let cancel = () => {};
    const phones = [CUSTOMER, OTHER, CUSTOMER, OTHER];
    const running = run(
      phones.map((phone) => invoice({ phone })),
      {},
      { onStarted: (stop) => (cancel = stop) },
    );
    await until(async () => (await at.attempts()) === 1);
    cancel();
    await running;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await at.attempts()).toBe(1);
  });
});
