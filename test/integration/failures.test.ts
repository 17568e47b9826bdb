import type { Provider as ProviderId } from '../../sandbox/account/provider';
import { failureCatalogue } from '../../sandbox/catalogue';
import type { Failure } from '../../sandbox/failures/failure';
import { PROVIDERS } from './providers';
import { jsonOf, recordOf } from './send-node';
import { useProvider } from './use-provider';
import { CUSTOMER } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const INVOICE = { phone: CUSTOMER, name: 'invoice-2048.pdf', caption: 'Invoice TKT-2048' };
/** Its own words are those by which failures are told apart. */
const TREACHEROUS = {
  phone: CUSTOMER,
  name: 'invoice-131047-re-engagement-rate-limit-131056.pdf',
  caption: 'Your dialog window is closed? Too many requests, code 80007: (#130429) wrong token',
};

interface Expected {
  code?: string;
  status?: string;
  received: number;
  attempts?: number;
}
const SENT: Expected = { status: 'accepted', received: 1 };
const SENT_AT_ONCE_OR_AGAIN: Expected = { ...SENT, attempts: 2 };
const PERHAPS_SENT: Expected = { code: 'OUTCOME_UNKNOWN', received: 1 };
const not = (code: string): Expected => ({ code, received: 0 });

/** What each failure of the catalogue has to come out as; a pattern for each family of names. */
const FOR_BOTH: Array<[RegExp, Expected]> = [
  [/^token refused/, not('UNAUTHORIZED')],
  [/^too many requests/, SENT_AT_ONCE_OR_AGAIN],
  [/^slow, then sent|^sent, then slow/, SENT],
  [/^unreadable 200|^cut (before|after) it was read|^50\d,/, not('OUTCOME_UNKNOWN')],
  [/^delivery fails/, SENT],
  [/^window closed/, not('WINDOW_CLOSED')],
  [/^40\d,|^200,/, not('REJECTED')],
  [/^sent, an ID/, SENT],
];
const DOUBT =
  /^sent, (then 5|and denied)|^cut after it was sent|^sent, cut in the middle|^unreadable .*, sent/;
const OWN: Record<ProviderId, typeof FOR_BOTH> = {
  '1msg': [
    [DOUBT, SENT], // it is in the chat's history
    [/^queued/, { status: 'queued', received: 0 }],
    [/^sent, queued/, { status: 'queued', received: 1 }],
  ],
  '99digital': [
    [DOUBT, PERHAPS_SENT], // there is no history
    [/^50\d, reason/, not('OUTCOME_UNKNOWN')],
    [/reason wrongKey/, not('UNAUTHORIZED')],
    [/reason badRecipient/, not('INVALID_RECIPIENT')],
    [/reason emptyBody/, not('INVALID_FILE')],
    [/reason (windowClosed|firstMessage)/, not('WINDOW_CLOSED')],
    [/reason whatsAppError|reasonAsText/, SENT_AT_ONCE_OR_AGAIN],
  ],
};

describe.each(PROVIDERS)('$name', (provider) => {
  const at = useProvider(provider, [CUSTOMER]);
  const send = async (failure: Omit<Failure, 'method'>, item = INVOICE) => {
    await at.fail(failure);
    const result = await at.run([item], {}, { onError: 'continueRegularOutput' });
    const [received, attempts] = [(await at.sent()).length, await at.attempts()];
    return { json: jsonOf(result)[0]!, received, attempts };
  };

  const catalogue = Object.entries(failureCatalogue(provider.id));
  // What a refusal says in words that are also ours it may have of us.
  const misunderstood = catalogue.filter(([name]) => !/^window closed|^too many/.test(name));
  test.each([
    ...catalogue.map(([name, failure]) => [name, INVOICE.name, INVOICE, failure] as const),
    ...misunderstood.map(
      ([name, failure]) => [name, TREACHEROUS.name, TREACHEROUS, failure] as const,
    ),
  ])('fails: %s, for %s', async (name, _file, item, failure) => {
    const families = [...OWN[provider.id], ...FOR_BOTH];
    const [, expected] = families.find(([names]) => names.test(name)) ?? [];
    expect(expected).toBeDefined();
    const { attempts: most = 1, ...outcome } = expected!;
    const { json, received, attempts } = await send(
      {
        ...failure,
        ...(failure.delayMs && { delayMs: 50 }), // well within the time limit
      },
      item,
    );
    expect({ code: json.errorCode, status: json.status, received }).toEqual(outcome);
    if (json.errorCode)
      expect(json).toMatchObject({ ...item, error: expect.any(String) as string });
    expect(attempts).toBeLessThanOrEqual(most);
  });

  test('a refused connection is tried again, and as often as set', async () => {
    await at.control.refuseConnections(25);
    const result = await at.run([INVOICE], { options: { maxRetries: 10, checkFile: false } });
    expect(jsonOf(result)[0]).toMatchObject({ sent: true });
  });

  const busy = (headers: Record<string, string> = {}): Omit<Failure, 'method'> => ({
    answer: { status: 429, body: { error: 'Too many requests' }, headers },
    times: 'all',
  });

  test('retries end, and the item says why it was not sent', async () => {
    const { json, attempts } = await send(busy());
    expect(json).toMatchObject({ errorCode: 'RATE_LIMITED' });
    expect(attempts).toBe(4);
  });

  test('no retries when none are wanted', async () => {
    await at.fail(busy());
    await at.run([INVOICE], { options: { maxRetries: 0 } });
    expect(await at.attempts()).toBe(1);
  });

  test('a timeout after the request left is never sent again', async () => {
    await at.fail({ stage: 'afterRead', delayMs: 900 });
    const options = { timeout: 20 }; // 200 ms
    const result = await at.run([INVOICE], { options }, { onError: 'continueRegularOutput' });
    expect(jsonOf(result)[0]).toMatchObject({
      errorCode: 'OUTCOME_UNKNOWN',
      error: expect.stringContaining('within 20 seconds') as string,
    });
    expect(await at.attempts()).toBe(1);
  });

  test.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
    'a secret that is repeated in the answer leaves no trace with On Error: %s',
    async (onError) => {
      const body = { error: 'Wrong token "{{token}}"', status: 'FAIL', reason: 3 };
      await at.fail({ answer: { status: 401, body } });
      const result = await at.run([INVOICE], { options: { includeRequest: true } }, { onError });
      expect(recordOf(result)).toContain('did not accept the credential');
      expect(recordOf(result)).not.toContain(provider.secret(at.sandbox));
    },
  );

  // The last one: it holds the whole channel back.
  test('who asks to wait for longer than ten minutes is not waited for', async () => {
    const { attempts } = await send(busy({ 'retry-after': '3600' }));
    expect(attempts).toBe(1);
  });
});
