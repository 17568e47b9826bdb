import type { IDataObject } from 'n8n-workflow';
import type { Failure } from '../../sandbox/failures/failure';
import type { Provider } from './providers';
import { NINETY_NINE_DIGITAL, ONE_MSG, templateParameters } from './providers';
import { jsonOf } from './send-node';
import type { ProviderAtHand } from './use-provider';
import { useProvider } from './use-provider';
import { CUSTOMER } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const oneMsg = useProvider(ONE_MSG, [], { windowRefusal: 'atOnce' });
const ninetyNine = useProvider(NINETY_NINE_DIGITAL, [], { windowRefusal: 'atOnce' });

const GROUP = '120363043@g.us';

const always = (failure: Omit<Failure, 'method' | 'times'>) => ({
  ...failure,
  times: 'all' as const,
});
const says = (status: number, error: string) => always({ answer: { status, body: { error } } });

const fallback = { whenClosed: 'sendTemplate', to: 'Dana' };
const unlessOpen = { whenClosed: 'sendTemplateUnlessOpen', to: 'Dana' };

/** One item each, to somebody of its own, and what goes wrong with it. */
const CASES: Record<
  string,
  {
    item?: Record<string, string>;
    closed?: true;
    failure?: Omit<Failure, 'method'> & { method?: string };
  }
> = {
  sent: {},
  'sent without a caption': { item: { caption: '' } },
  'sent to another spelling': { item: { phone: '+1 (202) 072-1369' } },
  'sent by a chat ID': { item: { phone: `${CUSTOMER}@c.us` } },
  'to a group': { item: { phone: GROUP } },
  'window closed': { closed: true },
  'a template in its place': { closed: true, item: fallback },
  'a template unless it is open': { closed: true, item: unlessOpen },
  'a file while it is open': { item: unlessOpen },
  'a template unless it is open, without a variable': {
    ...{ closed: true, item: { ...unlessOpen, to: '' } },
  },
  'a template refused': {
    ...{ closed: true, item: fallback },
    failure: { method: 'sendTemplate', ...says(400, 'Not today') },
  },
  'a template cut': {
    ...{ closed: true, item: fallback },
    failure: { method: 'sendTemplate', ...always({ cut: true }) },
  },
  'a template without a variable': { closed: true, item: { ...fallback, to: '' } },
  'no number': { item: { phone: 'nobody' } },
  'no country code': { item: { phone: '050-123-4567' } },
  'no link': { item: { url: 'ftp://example.com/a.pdf' } },
  'a long caption': { item: { caption: 'x'.repeat(1025) } },
  'a format that is not shown': { item: { url: 'http://127.0.0.1:1/scan.tiff', name: '' } },
  refused: { failure: says(400, 'Not today') },
  'too fast': { failure: says(429, 'Too many requests') },
  'credential refused': { failure: says(401, 'Who are you?') },
  crashed: { failure: says(503, 'Failed') },
  cut: { failure: always({ cut: true }) },
  'sent, and the answer lost': { failure: { stage: 'afterAccept', cut: true } },
  'an answer that says nothing': { failure: always({ answer: { status: 200, body: {} } }) },
};

const phoneOf = (index: number) => String(12025550100 + index);

/** The output item of every case, by its name, with what differs by its nature made the same. */
async function outputs(at: ProviderAtHand, { id, name, template }: Provider) {
  const cases = Object.values(CASES);
  const phones = cases.map(({ item }, index) => item?.phone ?? phoneOf(index));
  for (const [index, { closed, failure }] of cases.entries()) {
    if (closed) await at.control.customerWrites({ from: phoneOf(index), text: 'Hello' });
    if (failure)
      await at.control.fail({ method: 'sendFile', recipient: phoneOf(index), ...failure });
  }
  await at.control.forward({ hours: 25 });
  const open = cases.flatMap(({ closed, item }, index) =>
    closed || item?.phone ? [] : [phoneOf(index)],
  );
  // 99digital's sandbox has no groups that could write.
  for (const from of [CUSTOMER, ...open, ...(id === '1msg' ? [GROUP] : [])])
    await at.control.customerWrites({ from, text: 'Hello' });
  const items = cases.map(({ item }, index) => ({
    name: 'invoice-2048.pdf',
    caption: 'Invoice TKT-2048',
    ...item,
    phone: phones[index],
  }));
  const parameters = {
    options: { maxRetries: 1 },
    whenWindowClosed: '={{ $json.whenClosed ?? "fail" }}',
    ...templateParameters(template, { body_1: '={{ $json.to }}', body_2: 'TKT-2048' }),
  };
  const result = await at.run(items, parameters, { onError: 'continueRegularOutput' });
  const same = jsonOf(result).map((json): IDataObject => ({
    ...json,
    ...(json.id !== undefined && { id: 'an ID' }),
    ...(json.acceptedAt !== undefined && { acceptedAt: 'a time' }),
    ...(json.closesAt !== undefined && { closesAt: 'a time' }),
    ...(typeof json.error === 'string' && {
      error: json.error
        .replaceAll(name, 'the provider')
        .replace('invoice_ready (en)', 'invoice_ready'),
    }),
  }));
  return Object.fromEntries(Object.keys(CASES).map((each, index) => [each, same[index] ?? {}]));
}

/** What differs, field by field: `case: field` → what 1MSG's item has, and 99digital's. */
function differences(a: Record<string, IDataObject>, b: Record<string, IDataObject>) {
  const found: Record<string, [unknown, unknown]> = {};
  for (const each of Object.keys(a)) {
    const [one, other] = [a[each]!, b[each]!];
    for (const field of new Set([...Object.keys(one), ...Object.keys(other)]))
      if (JSON.stringify(one[field]) !== JSON.stringify(other[field]))
        found[`${each}: ${field}`] = [one[field], other[field]];
  }
  return found;
}

const NOTHING = undefined;
/** 99digital tells the window with every file that it takes. */
const ofSent = (each: string) => ({
  [`${each}: window`]: [NOTHING, 'open'],
  [`${each}: minutesLeft`]: [NOTHING, 1440],
  [`${each}: closesAt`]: [NOTHING, 'a time'],
});
/** There is no history there in which a file could be looked for. */
const ofUnknown = (each: string) => ({
  [`${each}: error`]: [
    expect.stringMatching(/^It is not known.*has not appeared in the chat's history so far$/),
    expect.stringMatching(/^It is not known.*there is no chat history to look it up in$/),
  ],
});
/** What comes out sent at 1MSG, and as an error with the input's fields at 99digital. */
const sentAtOneMsgOnly = (each: string, sent: IDataObject, errorCode: string, error: RegExp) => ({
  ...Object.fromEntries(
    Object.entries(sent).map(([field, value]) => [`${each}: ${field}`, [value, NOTHING]]),
  ),
  [`${each}: name`]: [NOTHING, 'invoice-2048.pdf'],
  [`${each}: errorCode`]: [NOTHING, errorCode],
  [`${each}: error`]: [NOTHING, expect.stringMatching(error)],
});
const SENT = {
  sent: true,
  id: 'an ID',
  status: 'accepted',
  filename: 'invoice-2048.pdf',
  sentVia: 'sendFile',
  acceptedAt: 'a time',
};

test('the same items come out of both nodes alike, but for what is listed here', async () => {
  const first = await outputs(oneMsg, ONE_MSG);
  const second = await outputs(ninetyNine, NINETY_NINE_DIGITAL);
  const lost = 'sent, and the answer lost';
  const lostAt = Object.keys(CASES).indexOf(lost);
  expect(differences(first, second)).toEqual({
    ...ofSent('sent'),
    ...ofSent('sent without a caption'),
    ...ofSent('sent to another spelling'),
    ...ofSent('sent by a chat ID'),
    // It sends to persons only.
    ...sentAtOneMsgOnly(
      'to a group',
      { ...SENT, chatId: GROUP },
      'INVALID_RECIPIENT',
      /is a group/,
    ),
    'to a group: phone': [null, GROUP], // of the input
    // Each has a media table of its own.
    'a format that is not shown: error': [
      expect.stringContaining('it takes JPG, PNG:'),
      expect.stringContaining('it takes PNG, JPG, GIF:'),
    ],
    'credential refused: error': [
      expect.stringContaining('check the Channel ID and the Channel Token'),
      expect.stringContaining('check the WhatsApp Number and the API Key'),
    ],
    ...ofSent('a file while it is open'),
    ...ofSent('a template in its place'),
    'a template in its place: window': [NOTHING, 'closed'],
    'a template in its place: minutesLeft': [NOTHING, null],
    ...ofSent('a template unless it is open'),
    'a template unless it is open: window': [NOTHING, 'closed'],
    'a template unless it is open: minutesLeft': [NOTHING, null],
    ...ofUnknown('a template cut'),
    ...ofUnknown('crashed'),
    ...ofUnknown('cut'),
    ...ofUnknown('an answer that says nothing'),
    ...sentAtOneMsgOnly(
      lost,
      { ...SENT, chatId: `${phoneOf(lostAt)}@c.us`, reconciled: true },
      'OUTCOME_UNKNOWN',
      /no chat history/,
    ),
  });
});

test('what does not differ is what each case is named for', async () => {
  const items = await outputs(ninetyNine, NINETY_NINE_DIGITAL);
  const codes = Object.entries(items).map(([each, { errorCode }]) => [each, errorCode]);
  expect(Object.fromEntries(codes)).toEqual({
    'to a group': 'INVALID_RECIPIENT',
    'window closed': 'WINDOW_CLOSED',
    'a template refused': 'REJECTED',
    'a template cut': 'OUTCOME_UNKNOWN',
    'a template without a variable': 'REJECTED',
    'a template unless it is open, without a variable': 'REJECTED',
    'no number': 'INVALID_RECIPIENT',
    'no country code': 'INVALID_RECIPIENT',
    'no link': 'INVALID_FILE',
    'a long caption': 'INVALID_FILE',
    'a format that is not shown': 'INVALID_FILE',
    refused: 'REJECTED',
    'too fast': 'RATE_LIMITED',
    'credential refused': 'UNAUTHORIZED',
    crashed: 'OUTCOME_UNKNOWN',
    cut: 'OUTCOME_UNKNOWN',
    'sent, and the answer lost': 'OUTCOME_UNKNOWN',
    'an answer that says nothing': 'OUTCOME_UNKNOWN',
  });
});
