import fc from 'fast-check';
import { adviceOn, FAILURE_REASONS, failureReason } from '../../nodes/shared/events/failure-reason';
import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';

const origin = {
  provider: '1msg',
  channelId: 'C1',
  receivedAt: '2026-11-30T00:00:00.000Z',
  includeRaw: false,
};

/** What 1MSG's channels post, by code and by the words that `ack[]` has. */
const KNOWN: Array<[code: number, words: string | null, reason: string]> = [
  [131047, 'Re-engagement message', 'WINDOW_CLOSED'],
  [131026, 'Message undeliverable', 'NOT_REACHABLE'],
  [131052, 'Media download error', 'FILE_NOT_FETCHED'],
  [131053, 'Media upload error', 'FILE_NOT_FETCHED'],
  [
    131049,
    'This message was not delivered to maintain healthy ecosystem engagement.',
    'MARKETING_LIMIT',
  ],
  [130472, "User's number is part of an experiment", 'EXPERIMENT'],
  [131056, '(Business Account, Consumer Account) pair rate limit hit', 'TOO_MANY_TO_PERSON'],
  [130429, 'Rate limit hit', 'RATE_LIMITED'],
  [131048, 'Spam rate limit hit', 'RATE_LIMITED'],
  [131042, 'Business eligibility payment issue', 'PAYMENT'],
  [132000, 'Template Param Count Mismatch', 'TEMPLATE'],
  [132015, 'Template is Paused', 'TEMPLATE'],
  [132016, null, 'TEMPLATE'],
];

test.each(KNOWN)(
  '%s, %s: %s, by the code, by the words, and in every form',
  (code, words, reason) => {
    expect(failureReason(code, [])).toBe(reason);
    if (words !== null) expect(failureReason(null, [words.toUpperCase()])).toBe(reason);
    const ack = [{ id: 'w', status: 'failed', error: words ?? String(code) }];
    const hooks = [
      { id: 'w', type: 'message', status: 'failed', errors: [{ code, title: words }] },
    ];
    const entry = [{ changes: [{ value: { statuses: hooks } }] }];
    const bodies = [{ hooks }, { entry }, ...(words === null ? [] : [{ ack }])];
    for (const body of bodies)
      expect(parsePayload(body, origin).events).toMatchObject([{ error: { reason } }]);
  },
);

test('the code outranks the words, and what nobody knows is OTHER', () => {
  expect(failureReason(131026, ['Re-engagement message'])).toBe('NOT_REACHABLE');
  expect(failureReason(null, ['(#131047) failed', null])).toBe('WINDOW_CLOSED');
  expect(failureReason(999, ['Something new'])).toBe('OTHER');
  expect(failureReason(null, [])).toBe('OTHER');
});

test.each([
  'Media upload error: failed to download https://x.example/re-engagement-offer.pdf',
  'Media upload error (re-engagement offer.pdf)',
  'Media upload error: Invoice 131047',
  'Media download error: template-131026.pdf is paused',
])('%s: of a file, whatever it is called', (words) => {
  expect(failureReason(null, [words])).toBe('FILE_NOT_FETCHED');
  expect(failureReason(131000, ['Something went wrong', words])).toBe('FILE_NOT_FETCHED');
});

test.each([
  'Something went wrong with https://x.example/131047.pdf',
  'Something went wrong with re-engagement-payment.pdf',
  'No answer about template_paused.3gp.',
  'wamid.HBgM131047/131026= was not delivered',
  'INV131047 was not delivered',
])('%s: a name, a link and an ID tell no reason', (words) => {
  expect(failureReason(null, [words])).toBe('OTHER');
});

test.each([
  ['Healthy ecosystem engagement: try again after 24 hours', 'MARKETING_LIMIT'],
  ['The daily limit of messages in a rolling 24-hour period is reached', 'RATE_LIMITED'],
  ['More than 24 hours have passed since the customer last replied', 'WINDOW_CLOSED'],
  ['Re engagement message', 'WINDOW_CLOSED'],
  ['(#132015) Failed', 'TEMPLATE'],
  ['Paused', 'TEMPLATE'],
  ['It was not approved', 'TEMPLATE'],
  ['Pair rate', 'TOO_MANY_TO_PERSON'],
  ['Recipient is not a valid WhatsApp user', 'NOT_REACHABLE'],
])('%s: %s', (words, reason) => {
  expect(failureReason(null, [words])).toBe(reason);
});

test.each([
  { errors: [{}], error: 'Re-engagement message' },
  { errors: [{ code: 131000, title: 'Something went wrong' }, { code: 131047 }] },
  { error: { error_user_title: 'Re-engagement message' } },
])('of several errors the one counts that tells why: %j', (said) => {
  const hooks = [{ id: 'w', type: 'message', status: 'failed', ...said }];
  const [event] = parsePayload({ hooks }, origin).events;
  expect(event).toMatchObject({ error: { reason: 'WINDOW_CLOSED' } });
});

test('every failed status has a reason and advice, whatever the provider says', () => {
  const words = fc.oneof(fc.string(), fc.constant(null), fc.integer(), fc.object());
  fc.assert(
    fc.property(words, words, (error, errors) => {
      const body = { ack: [{ id: 'w', status: 'failed', error, errors }] };
      const [event] = parsePayload(body, origin).events;
      const { reason, advice } = (event as unknown as { error: { reason: never; advice: string } })
        .error;
      expect(FAILURE_REASONS).toContain(reason);
      expect(advice).toBe(adviceOn(reason));
    }),
  );
});
