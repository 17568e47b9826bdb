import * as fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { AccountConfig } from '../../sandbox/account/config';
import type { Provider as ProviderId } from '../../sandbox/account/provider';
import { failureAnswers, failureCatalogue } from '../../sandbox/catalogue';
import type { Failure, FailureAnswer } from '../../sandbox/failures/failure';
import type { AnswerShape } from '../../sandbox/failures/transport-failures';
import { MISLEADING_TEXTS } from '../../sandbox/failures/transport-failures';
import type { Provider } from './providers';
import { PROVIDERS, templateParameters } from './providers';
import { jsonOf } from './send-node';
import type { ProviderAtHand } from './use-provider';
import { useProvider } from './use-provider';

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

/** Sends one file an item, to so many recipients in turn, while the failures happen. */
async function sendThrough(
  at: ProviderAtHand,
  failures: Failure[],
  [count, recipients]: [count: number, recipients: number],
  parameters: INodeParameters = {},
  config: Partial<AccountConfig> = {},
) {
  await at.control.reset();
  await at.control.configure(config);
  if (failures.length > 0) await at.control.fail(...failures);
  const items = Array.from({ length: count }, (_, index) => ({
    phone: String(12025550100 + (index % recipients)),
    name: `invoice-${String(index).padStart(4, '0')}.pdf`,
    caption: `Invoice ${index}`,
  }));
  const options = { timeout: TIME_LIMIT_SECONDS, checkFile: false };
  const given = { options, ...parameters };
  const result = await at.run(items, given, { onError: 'continueRegularOutput' });
  await at.control.clearFailures();
  const outputs = jsonOf(result);
  const expected = outputs.filter(({ status }) => status === 'accepted' || status === 'queued');
  let received = await at.sent();
  // What was queued goes out later.
  for (let looks = 0; received.length < expected.length && looks < 100; looks++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    received = await at.sent();
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
  'sent, then 500 that says rateLimit',
  'sent, then 500 that says windowClosed',
  'sent, then 500 that says whatWasSent',
  'sent, an ID and a rate limit',
  'sent, and denied with an ID',
  'unreadable 200, truncatedJson, nothing sent',
  'unreadable 200, html, sent',
];
const OWN_KINDS: Record<ProviderId, string[]> = {
  '1msg': [
    '200, responseError',
    'window closed, sentFalseMessage 1',
    'window closed, errorText 3',
    'queued',
  ],
  '99digital': [
    '200, reason badRecipient',
    '200, reason whatsAppError',
    '400, reason whatsAppError',
    '200, reasonUnknown',
    'window closed, 200, older than 24 hours',
    'window closed, 400, first message',
  ],
};

/** Any failure that the provider can have, and requests to a method whose failing could do harm. */
function anyFailure({ id }: Provider): fc.Arbitrary<Failure> {
  const { unreadableAnswers } = failureAnswers[id];
  const answerShapes: Record<string, AnswerShape> = failureAnswers[id].answerShapes;
  const unreadable = fc.constantFrom<FailureAnswer>(...Object.values(unreadableAnswers));
  const text = fc.constantFrom('Failed', '', ...Object.values(MISLEADING_TEXTS));
  const refusals = fc
    .tuple(
      fc.constantFrom(...Object.values(answerShapes)),
      fc.constantFrom(200, 400, 401, 404, 429, 500, 502, 503),
      text,
    )
    .map(([shape, status, text]) => shape(status, text));
  const crashes = fc
    .tuple(
      fc.constantFrom(...Object.values(answerShapes)),
      fc.constantFrom(500, 502, 503, 504),
      text,
    )
    .map(([shape, status, said]) => shape(status, said));
  const cuts = fc.constantFrom<Partial<Failure>>({ cut: true }, { delayMs: 400, cut: true });
  const afterwards = fc
    .oneof(
      cuts,
      fc.oneof(crashes, unreadable).map((answer) => ({ answer })),
    )
    .map((what): Partial<Failure> => ({ ...what, stage: 'afterAccept' }));
  const queued = fc.constant<Partial<Failure>>({ queuedMs: 20, method: 'sendFile' });
  return fc
    .tuple(
      fc.constantFrom('sendFile', 'sendFile', id === '1msg' ? 'messages' : 'sendFile'),
      fc.integer({ min: 1, max: 8 }),
      fc.oneof(
        cuts,
        fc.oneof(refusals, unreadable).map((answer) => ({ answer })),
        fc.constant<Partial<Failure>>({ cut: true, stage: 'beforeRead' }),
        afterwards,
        ...(id === '1msg' ? [queued] : []),
      ),
    )
    .map(([method, times, what]): Failure => ({ method, times, ...what }));
}

describe.each(PROVIDERS)('$name', (provider) => {
  const at = useProvider(provider, [], {
    fetchFiles: false,
    windowEnforced: false,
    deliveredAfterMs: 1,
  });

  describe('200 files to 40 recipients, of which every fifth request goes wrong', () => {
    test.each([...KINDS, ...OWN_KINDS[provider.id]])('%s', async (kind) => {
      const failure = failureCatalogue(provider.id)[kind];
      expect(failure).toBeDefined();
      const delayMs = failure!.delayMs && { delayMs: 1500 }; // longer than the time limit
      const planned = { method: 'sendFile', ...failure, ...delayMs, times: 40 };
      const outcome = await sendThrough(at, [planned], [200, 40]);
      expectHonest(outcome);
      if (kind !== 'queued') expectOrder(outcome); // 1MSG sends what it queued when it likes
    });
  });

  const template = templateParameters(provider.template, {
    body_1: '={{ $json.caption }}',
    body_2: 'TKT-2048',
  });
  test.each<[string, INodeParameters, boolean]>([
    ['at once', { operation: 'sendTemplate' }, false],
    ["in a file's place", { whenWindowClosed: 'sendTemplate' }, true],
  ])(
    'templates %s go out once at most, whatever goes wrong',
    async (_how, way, windowEnforced) => {
      for (const kind of [...KINDS, ...OWN_KINDS[provider.id]]) {
        const failure = failureCatalogue(provider.id)[kind];
        const delayMs = failure!.delayMs && { delayMs: 1500 };
        const planned = { method: 'sendTemplate', ...failure, ...delayMs, times: 8 };
        const config = { windowEnforced, windowRefusal: 'atOnce' as const };
        const outcome = await sendThrough(at, [planned], [40, 8], { ...way, ...template }, config);
        expectHonest(outcome);
        expect(outcome.received.every((message) => message.template !== null)).toBe(true);
        if (kind !== 'queued') expectOrder(outcome);
      }
    },
    120_000,
  );

  test('whatever goes wrong in whatever order, every file has one outcome and is sent at most once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFailure(provider), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 12 }),
        async (failures, recipients) => {
          expectHonest(await sendThrough(at, failures, [40, recipients]));
        },
      ),
      { numRuns: 25, endOnFailure: true }, // fast-check prints the seed of a failure
    );
  }, 120_000);
});
