import fc from 'fast-check';
import { readUrlsInSettings, readWebhookList } from '../../nodes/OneMsg/webhook/webhook-list';
import { redact } from '../../nodes/shared/http/redact';
import { isSameEndpoint, isSameUrl, maskUrl } from '../../nodes/shared/trigger/webhook-url';

const INBOX = 'https://inbox.1msg.io/hook?team=1,2';
const CARRIER = 'https://relay.example/?to=https://a.example,https://b.example';
const N8N = 'https://n8n.example.com/webhook/1/webhook?secret=abc';

const said = (...urls: string[]) => ({ urls, isSaid: true });
const nothingSaid = { urls: [], isSaid: false };

describe('the list is read', () => {
  test.each<[string, unknown, string[]]>([
    ['one URL', INBOX, [INBOX]],
    ['an array', [INBOX, N8N], [INBOX, N8N]],
    ['a comma-separated text', `${INBOX},${N8N}`, [INBOX, N8N]],
    ['a text with spaces and a comma at its end', ` ${INBOX} , ${N8N},`, [INBOX, N8N]],
    ['an array of one comma-separated text', [`${INBOX}, ${N8N}`], [INBOX, N8N]],
    ['an array of URLs that carry others', [CARRIER, N8N], [CARRIER, N8N]],
    ['an array with gaps', [INBOX, null, N8N, null], [INBOX, N8N]],
    ['rows with a URL each', [{ url: INBOX, status: 'ok' }, { url: N8N }], [INBOX, N8N]],
    ['one row', { url: INBOX, status: 'disabled' }, [INBOX]],
    ['a text with line breaks', `${INBOX}\n${N8N}\n`, [INBOX, N8N]],
    ['a text with semicolons', `${INBOX}; ${N8N}`, [INBOX, N8N]],
    ['a JSON text', JSON.stringify([INBOX, N8N]), [INBOX, N8N]],
    ['an array of one JSON text', [JSON.stringify([{ url: INBOX }])], [INBOX]],
    ['rows that call it otherwise', [{ webhook_url: INBOX }, { webhookUrl: N8N }], [INBOX, N8N]],
    ['an empty text', '', []],
    ['null', null, []],
    ['an empty array', [], []],
  ])('from %s', (_form, list, expected) => {
    expect(readWebhookList(JSON.stringify({ webhookUrl: list }))).toEqual(said(...expected));
    if (expected.length === 0) return;
    expect(readWebhookList(JSON.stringify(list))).toEqual(said(...expected));
    expect(readWebhookList(JSON.stringify({ webhookStatuses: list }))).toEqual(said(...expected));
    expect(readWebhookList(JSON.stringify({ webhookUrl: null, webhooks: list }))).toEqual(
      said(...expected),
    );
  });

  test('from a text that is no JSON', () => {
    expect(readWebhookList(` ${INBOX}, ${N8N}\n`)).toEqual(said(INBOX, N8N));
  });
});

test.each(['data', 'result', 'response'])('the list is read in `%s`', (name) => {
  expect(readWebhookList(JSON.stringify({ [name]: { webhookUrl: INBOX } }))).toEqual(said(INBOX));
  expect(readWebhookList(JSON.stringify({ [name]: [INBOX, N8N] }))).toEqual(said(INBOX, N8N));
});

test('a URL that only the rows of states name is on the list, too', () => {
  const states = [{ url: INBOX.replace(/=.*/, '=***') }, { url: N8N, status: 'disabled' }];
  const answer = { webhookUrl: INBOX, webhookStatuses: states };
  expect(readWebhookList(JSON.stringify(answer))).toEqual(said(INBOX, N8N));
});

test.each([[[{ status: 'ok' }]], [['active']], [{ ok: true }], [[true]]])(
  'states without a URL take nothing from the list: %j',
  (webhookStatuses) => {
    expect(readWebhookList(JSON.stringify({ webhookUrl: [INBOX], webhookStatuses }))).toEqual(
      said(INBOX),
    );
  },
);

test.each([
  ['an empty object', '{}'],
  ['rows of statuses, of which there are none', '{"webhookStatuses":[]}'],
  ['an empty text', ''],
  ['an empty JSON text', '""'],
  ['null', 'null'],
  ['another success', '{"status":"ok"}'],
])('%s names no URL, and does not say that there is none', (_what, text) => {
  expect(readWebhookList(text)).toEqual(nothingSaid);
});

test.each([
  ['a list of something else', '{"webhookUrl":[1,2]}'],
  ['an object in its place', `{"webhookUrl":{"a":"${INBOX}"}}`],
  ['rows without a URL', '{"webhookStatuses":[{"id":"1","status":"ok"}]}'],
  ['a row without one among others', `{"webhookUrl":["${INBOX}",{}]}`],
  ['a URL in a place that nobody knows', `{"hooks":["${INBOX.replaceAll('/', '\\/')}"]}`],
  ['a sentence', 'Not today'],
  ['a sentence with a link', 'See https://docs.1msg.io'],
  ['a number', '5'],
])('%s is not taken for an empty list, which would wipe out the real one', (_what, text) => {
  expect(readWebhookList(text)).toBeUndefined();
});

test.each<[string, string, string[] | undefined]>([
  ['settings with a URL', JSON.stringify({ rawHooks: false, webhookUrl: INBOX }), [INBOX]],
  ['settings with none', '{"ackNotificationsOn":true,"webhookUrl":null}', []],
  ['settings of a channel where nothing was set', '{}', []],
  ['a switch of older channels', '{"webhookUrl":"","webhookStatuses":true}', []],
  ['settings with other links', '{"webhookUrl":"","proxy":"https://proxy.example"}', []],
  [
    'settings with a link in an unknown place',
    '{"rawHooks":true,"hook":"https://a.example"}',
    undefined,
  ],
  ['something else', '{"hooks":"none"}', undefined],
  ['a page', 'Hello', undefined],
])('URLs in settings: %s', (_what, text, expected) => {
  expect(readUrlsInSettings(text)).toEqual(expected);
});

test('every list of URLs survives being written as one text', () => {
  const path = fc.stringMatching(/^[a-z0-9,/]{0,10}$/);
  const url = fc
    .tuple(fc.webUrl(), path)
    .map(([base, end]) => `${base}?q=${end.replace(/,+$/, '')}`);
  fc.assert(
    fc.property(fc.array(url, { maxLength: 5 }), (urls) => {
      expect(readWebhookList(JSON.stringify({ webhookUrl: urls.join(',') }))).toEqual(
        said(...urls),
      );
    }),
  );
});

test('a URL with another secret is at the same endpoint, the test URL is not', () => {
  expect(isSameEndpoint(N8N, N8N.replace('abc', 'def'))).toBe(true);
  expect(isSameEndpoint(N8N, N8N.replace('/webhook/', '/webhook-test/'))).toBe(false);
  expect(isSameEndpoint(N8N, N8N.replace('n8n.', 'other.'))).toBe(false);
  expect(isSameEndpoint('not a URL', 'not a URL')).toBe(false);
});

test('a URL that came back spelled differently is the same', () => {
  expect(
    isSameUrl('HTTPS://n8n.example.com:443/a?secret=1', 'https://n8n.example.com/a?secret=1'),
  ).toBe(true);
  expect(isSameUrl(N8N, N8N.replace('abc', 'def'))).toBe(false);
});

test('a text that repeats URLs shows them as they may be shown, in whatever spelling', () => {
  const url = 'https://crm.example/?key=abc&team=7';
  const escaped = url.replaceAll('/', '\\/');
  const spellings = [url, escaped, url.replaceAll('&', '&amp;'), encodeURIComponent(url)];
  expect(redact(`${spellings.join(' ')} https://x.example`).split(' ')).toEqual([
    ...spellings.map(() => 'https://crm.example/?key=***&team=***'),
    'https://x.example',
  ]);
});

describe('a URL that is shown', () => {
  test.each([
    [N8N, 'https://n8n.example.com/webhook/1/webhook?secret=***'],
    ['https://me:pass@a.example/x?a=1&b=2#frag', 'https://***@a.example/x?a=***&b=***'],
    ['http://127.0.0.1:9/1msg-inbox', 'http://127.0.0.1:9/1msg-inbox'],
    ['not a URL?secret=abc', 'not a URL?secret=***'],
  ])('%s → %s', (url, shown) => {
    expect(maskUrl(url)).toBe(shown);
  });
});
