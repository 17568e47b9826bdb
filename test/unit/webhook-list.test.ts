import fc from 'fast-check';
import { readWebhookList } from '../../nodes/OneMsg/webhook/webhook-list';
import {
  isSameEndpoint,
  isSameUrl,
  maskUrl,
  maskUrls,
} from '../../nodes/shared/webhook/webhook-url';

const INBOX = 'https://inbox.1msg.io/hook?team=1,2';
const CARRIER = 'https://relay.example/?to=https://a.example,https://b.example';
const N8N = 'https://n8n.example.com/webhook/1/webhook?secret=abc';

describe('the list is read', () => {
  test.each([
    ['one URL', INBOX, [INBOX]],
    ['an array', [INBOX, N8N], [INBOX, N8N]],
    ['a comma-separated text', `${INBOX},${N8N}`, [INBOX, N8N]],
    ['a text with spaces and a comma at its end', ` ${INBOX} , ${N8N},`, [INBOX, N8N]],
    ['an array of one comma-separated text', [`${INBOX}, ${N8N}`], [INBOX, N8N]],
    ['an array of URLs that carry others', [CARRIER, N8N], [CARRIER, N8N]],
    ['an empty text', '', []],
    ['null', null, []],
    ['an empty array', [], []],
  ])('from %s', (_form, webhookUrl, expected) => {
    expect(readWebhookList({ webhookUrl })).toEqual(expected);
  });
});

test.each([
  ['an error', { error: 'internal' }],
  ['an empty object', {}],
  ['a list of something else', { webhookUrl: [1, 2] }],
  ['an object in its place', { webhookUrl: { a: INBOX } }],
  ['no JSON object', undefined],
])('%s is not taken for an empty list, which would wipe out the real one', (_what, body) => {
  expect(readWebhookList(body)).toBeUndefined();
});

test('every list of URLs survives being written as one text', () => {
  const path = fc.stringMatching(/^[a-z0-9,/]{0,10}$/);
  const url = fc
    .tuple(fc.webUrl(), path)
    .map(([base, end]) => `${base}?q=${end.replace(/,+$/, '')}`);
  fc.assert(
    fc.property(fc.array(url, { maxLength: 5 }), (urls) => {
      expect(readWebhookList({ webhookUrl: urls.join(',') })).toEqual(urls);
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
  const short = 'https://crm.example/?key=a';
  const long = 'https://crm.example/?key=abc&team=7';
  const spellings = [short, long, long.replaceAll('&', '&amp;'), encodeURIComponent(long)];
  const masked = maskUrls(`${spellings.join(' ')} https://x.example`, [short, long]);
  expect(masked).toMatch(/^https:\/\/crm\.example\/\?key=\*\*\* .* https:\/\/x\.example$/);
  expect(masked).not.toMatch(/abc|7/);
});

describe('a URL that is shown', () => {
  test.each([
    [N8N, 'https://n8n.example.com/webhook/1/webhook?secret=***'],
    ['https://me:pass@a.example/x?a=1&b=2#frag', 'https://***:***@a.example/x?a=***&b=***'],
    ['http://127.0.0.1:9/1msg-inbox', 'http://127.0.0.1:9/1msg-inbox'],
    ['not a URL?secret=abc', 'not a URL…'],
  ])('%s → %s', (url, shown) => {
    expect(maskUrl(url)).toBe(shown);
  });
});
