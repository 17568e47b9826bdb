import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import {
  answerShapes,
  failureCatalogue,
  unreadableAnswers,
} from '../../sandbox/failures/catalogue';
import type { Failure, FailureAnswer } from '../../sandbox/failures/failure';
import type { Sandbox } from '../../sandbox/sandbox';
import { startSandbox } from '../../sandbox/sandbox';
import { jsonOf, runOneMsg } from './one-msg-node';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const CERTAINLY_NOT_SENT = [
  'WINDOW_CLOSED',
  'UNAUTHORIZED',
  'REJECTED',
  'RATE_LIMITED',
  'UNREACHABLE',
  'INVALID_RECIPIENT',
  'INVALID_FILE',
];
/** A second and a half of the test's time is 150 seconds of the clock's. */
const TIME_LIMIT_SECONDS = 100;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    config: {
      fetchFiles: false,
      windowEnforced: false,
      sentAfterMs: 1,
      deliveredAfterMs: 1,
      readAfterMs: null,
    },
  });
});
afterAll(async () => await sandbox.close());

/** Sends one file an item, to so many recipients in turn, while the failures happen. */
async function sendThrough(failures: Failure[], count: number, recipients: number) {
  await sandbox.control.reset();
  if (failures.length > 0) await sandbox.control.fail(...failures);
  const items = Array.from({ length: count }, (_, index) => ({
    phone: String(12025550100 + (index % recipients)),
    name: `${String(index).padStart(4, '0')}.pdf`,
    caption: `Invoice ${index}`,
  }));
  const result = await runOneMsg(
    sandbox,
    items,
    { options: { timeout: TIME_LIMIT_SECONDS } },
    { onError: 'continueRegularOutput' },
  );
  await sandbox.control.clearFailures();
  const outputs = jsonOf(result);
  const expected = outputs.filter(({ status }) => status === 'accepted' || status === 'queued');
  const readReceived = async () =>
    (await sandbox.control.messages()).filter(({ direction }) => direction === 'outgoing');
  let received = await readReceived();
  // What was queued goes out later.
  for (let looks = 0; received.length < expected.length && looks < 100; looks++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    received = await readReceived();
  }
  return { items, outputs, received };
}

/** What must hold whatever happens (contract.md, "What must always hold", 1 and 2). */
function expectHonest({ items, outputs, received }: Awaited<ReturnType<typeof sendThrough>>) {
  expect(outputs).toHaveLength(items.length);
  const times = new Map<string, number>();
  for (const { filename } of received) times.set(filename!, (times.get(filename!) ?? 0) + 1);
  const wrong = outputs.filter((json: IDataObject, index) => {
    const { name } = items[index]!;
    const arrived = times.get(name) ?? 0;
    if (json.status === 'accepted') return json.filename !== name || arrived !== 1;
    if (json.status === 'queued') return arrived !== 1 || json.sent !== false;
    if (json.name !== name || !json.error) return true;
    return CERTAINLY_NOT_SENT.includes(json.errorCode as string)
      ? arrived !== 0
      : json.errorCode !== 'OUTCOME_UNKNOWN' || arrived > 1;
  });
  expect(wrong).toEqual([]);
}

function expectOrder({ received }: Awaited<ReturnType<typeof sendThrough>>) {
  for (const chatId of new Set(received.map((message) => message.chatId))) {
    const names = received.filter((message) => message.chatId === chatId).map((m) => m.filename);
    expect(names).toEqual([...names].sort());
  }
}

/** One failure of each kind and stage; those that differ only in wording are tried in failures.test.ts. */
const KINDS = [
  'token refused',
  'too many requests',
  'too many requests, retry after seconds',
  'sent, then slow',
  'cut before it was read',
  'cut after it was read',
  'cut after it was sent',
  'sent, cut in the middle of the answer',
  '400, htmlPage',
  '404, plainText',
  '500, errorText',
  '503, htmlPage',
  'sent, then 500',
  'sent, then 504',
  '200, responseError',
  'window closed, sentFalseMessage 1',
  'window closed, errorText 3',
  'unreadable 200, truncatedJson, nothing sent',
  'unreadable 200, html, sent',
  'queued',
];

describe('200 files to 40 recipients, of which every fifth request goes wrong', () => {
  test.each(KINDS)('%s', async (kind) => {
    const failure = failureCatalogue()[kind];
    expect(failure).toBeDefined();
    const delayMs = failure!.delayMs && { delayMs: 1500 }; // longer than the time limit
    const outcome = await sendThrough(
      [{ method: 'sendFile', ...failure, ...delayMs, times: 40 }],
      200,
      40,
    );
    expectHonest(outcome);
    if (kind !== 'queued') expectOrder(outcome); // 1MSG sends what it queued when it likes
  });
});

test('whatever goes wrong in whatever order, every file has one outcome and is sent at most once', async () => {
  const shapes = fc.constantFrom(...Object.values(answerShapes));
  const unreadable = fc.constantFrom<FailureAnswer>(...Object.values(unreadableAnswers));
  const refusals = fc
    .tuple(
      shapes,
      fc.constantFrom(200, 400, 401, 404, 429, 500, 502, 503),
      fc.constantFrom('Failed', 'dialog window is closed', 'Too many requests', ''),
    )
    .map(([shape, status, text]) => shape(status, text));
  const crashes = fc
    .tuple(shapes, fc.constantFrom(500, 502, 503, 504))
    .map(([shape, status]) => shape(status, 'Failed'));
  const cuts = fc.constantFrom<Partial<Failure>>({ cut: true }, { delayMs: 400, cut: true });
  const failure = fc
    .tuple(
      fc.constantFrom('sendFile', 'sendFile', 'messages'),
      fc.integer({ min: 1, max: 8 }),
      fc.oneof(
        cuts,
        fc.oneof(refusals, unreadable).map((answer) => ({ answer })),
        fc.constant<Partial<Failure>>({ cut: true, stage: 'beforeRead' }),
        fc.constant<Partial<Failure>>({ queuedMs: 20, method: 'sendFile' }),
        // Once a message is accepted 1MSG may crash, but it does not say that it refused it.
        fc
          .oneof(
            cuts,
            fc.oneof(crashes, unreadable).map((answer) => ({ answer })),
          )
          .map((what): Partial<Failure> => ({ ...what, stage: 'afterAccept' })),
      ),
    )
    .map(([method, times, what]): Failure => ({ method, times, ...what }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(failure, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 12 }),
      async (failures, recipients) => {
        expectHonest(await sendThrough(failures, 40, recipients));
      },
    ),
    { numRuns: 25, endOnFailure: true }, // fast-check prints the seed of a failure
  );
}, 120_000);
