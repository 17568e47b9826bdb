import { readSendAnswer } from '../../nodes/OneMsg/api/read-send-answer';
import type { HttpAnswer } from '../../nodes/shared/http/exchange';
import type { JsonObject } from '../../nodes/shared/values/json';
import { InputError } from '../../nodes/shared/values/input-error';

const answer = (status: number, text: string): HttpAnswer => ({
  kind: 'answer',
  status,
  headers: {},
  text,
});
const read = (status: number, text: string, body?: JsonObject) =>
  readSendAnswer(answer(status, text), 0, body);

describe('what perhaps was sent is not taken for anything else, whatever is said', () => {
  test.each([
    '<html><title>503</title><p>Too many requests are under way</p></html>',
    '<html><p>502: the origin answered "unauthorized"</p></html>',
    'upstream rate limit reached',
    'dialog window is closed',
    '',
    '{"error":"Too many requests"}',
    '{"error":"Wrong token"}',
    '{"error":"Param text cannot have new-line/tab characters"}',
    '{"error":"dialog window is closed"}',
    '{"sent":false,"message":"dialog window is closed"}',
    '{"error":"Internal server error while sending 131056.pdf"}',
    '{"message":"Bad gateway","code":130429}',
    '{"sent":false,"error":{"code":131047,"message":"Re-engagement message"}}',
    '{"id":"req-17","message":"Internal error"}',
    '{"id":"wamid.1","sent":false}',
  ])('%s', (text) => {
    for (const status of [302, 303, 408, 499, 500, 501, 502, 503, 504, 529])
      expect([status, read(status, text).kind]).toEqual([status, 'unknown']);
  });
});

test.each([
  ['{"sent":"true","id":"wamid.1"}', 'accepted'],
  ['{"sent":1,"id":"wamid.1","message":"Sent"}', 'accepted'],
  ['\ufeff{"sent":true,"id":"wamid.1"}', 'accepted'],
  ['{"sent":true}', 'accepted'],
  ['{"id":"wamid.1","message":"Sent to 12020721369@c.us"}', 'accepted'],
  ['{"id":"wamid.1","message":"Sent. Your rate limit: 80"}', 'accepted'],
  ['{"id":"wamid.1","sent":null,"error":null,"errors":[]}', 'accepted'],
  ['{"id":"wamid.1","error":0}', 'accepted'],
  ['{"messages":[{"id":"wamid.1"}]}', 'accepted'],
  ['{"messageId":17}', 'accepted'],
  ['{"message_id":"wamid.1"}', 'accepted'],
  ['{"messages":{"id":"wamid.1"}}', 'accepted'],
  ['[{"sent":true,"id":"wamid.1"}]', 'accepted'],
  ['{"success":true,"data":{"id":"wamid.1"}}', 'accepted'],
  ['{"result":[{"sent":true}]}', 'accepted'],
  ['{"message":{"id":"wamid.1"}}', 'accepted'],
  ['{"data":{"sent":false,"message":"dialog window is closed"}}', 'windowClosed'],
  ['{"error":"dialog window is closed","data":{"id":"wamid.1"}}', 'unknown'],
  ['{"sent":false,"job_id":"7"}', 'queued'],
  ['{"sent":false,"data":{"jobId":"7"}}', 'queued'],
  ['[{"sent":true},{"sent":false}]', 'unknown'],
  ['{"sent":"false","message":"No such chat"}', 'refused'],
  ['{"sent":0,"id":"","message":"No such chat"}', 'refused'],
  ['{"sent":false,"id":0,"message":"No such chat"}', 'refused'],
  ['{"success":false,"message":"No such chat"}', 'refused'],
  ['{"error":true,"message":"No such chat"}', 'refused'],
  ['{"error":"Invalid phone","message":"Bad request"}', 'refused'],
  ['{"response":{"error":"Invalid phone"}}', 'refused'],
  ['{"sent":false,"jobId":7}', 'queued'],
  ['{"sent":false,"jobId":"7","id":"wamid.1"}', 'queued'],
  ['{"sent":true,"jobId":"7","id":"wamid.1"}', 'accepted'],
  ['{"sent":false,"jobId":"","message":"No such chat"}', 'refused'],
  ['{"sent":false,"error":131047}', 'windowClosed'],
  ['{"sent":false,"code":"131047","message":"Failed"}', 'windowClosed'],
  ['{"sent":false,"error":{"error":{"code":131047,"message":"Failed"}}}', 'windowClosed'],
  ['{"errors":[{"code":131056}]}', 'notSent'],
  ['{"sent":false,"id":"wamid.1","message":"Too many requests"}', 'unknown'],
  ['{"id":"wamid.1","error":"dialog window is closed"}', 'unknown'],
  ['{"id":"wamid.1","success":false}', 'unknown'],
  ['{"sent":false,"message":"dialog window is closed","data":{"key":"wamid.HBgMAAA"}}', 'unknown'],
  // Whoever says nothing of an error may have sent it.
  ['{"message":"Sent to 12020721369@c.us"}', 'unknown'],
  ['{"message":"dialog window is closed"}', 'unknown'],
  ['dialog window is closed', 'unknown'],
  ['Too many requests', 'unknown'],
  ['{"sent":false,"message":"dialog window is cl', 'unknown'],
  ['[]', 'unknown'],
])('HTTP 200 %s is %s', (text, kind) => {
  expect(read(200, text)).toMatchObject({ kind });
});

test.each<[number, string, string]>([
  [400, '{"error":"Too many request"}', 'notSent RATE_LIMITED'],
  [400, '{"message":"(#131056) Pair rate"}', 'notSent RATE_LIMITED'],
  [400, '{"error":"code 131047"}', 'windowClosed'],
  [400, '{"error":"131047: not sent"}', 'windowClosed'],
  [400, '<html>dialog window is closed</html>', 'windowClosed'],
  [400, 'Request 131047 has failed', 'refused REJECTED'],
  [400, '{"id":"wamid.1","message":"Sent"}', 'accepted'],
  [429, '{"id":"wamid.1","message":"Too many requests"}', 'accepted'],
  [400, '{"id":"req-17","message":"Too many requests"}', 'unknown'],
  [429, '{"id":"wamid.1","error":"Too many requests"}', 'unknown'],
  [429, '{"id":"wamid.HBgMAAA","error":"Too many requ', 'unknown'],
  [429, '{"sent":true,"id":"true_12020721369@c.us_3EB0","mess', 'unknown'],
  [400, '{"sent":false,"jobId":"7","mess', 'unknown'],
  [429, '{"sent":false,"id":"","message":"Too many requ', 'notSent RATE_LIMITED'],
  [429, '[{"sent":true}]', 'accepted'],
  [429, '{"error":"dialog window is closed"}', 'notSent RATE_LIMITED'],
  [429, '', 'notSent RATE_LIMITED'],
  [401, '', 'refused UNAUTHORIZED'],
  [401, '{"error":"dialog window is closed"}', 'refused UNAUTHORIZED'],
  [403, '{"error":"subscriptionBlocked"}', 'refused REJECTED'],
  [403, '{"code":"subscriptionBlocked"}', 'refused REJECTED'],
  [403, '', 'refused REJECTED'],
  [403, '{"error":"The token has no access to this channel"}', 'refused UNAUTHORIZED'],
  [403, '{"error":"Media download failed: access token expired"}', 'refused REJECTED'],
  [404, '{"error":"Not found"}', 'refused REJECTED'],
  [413, '', 'refused REJECTED'],
  [425, '', 'refused REJECTED'],
  [301, '', 'refused REJECTED'],
  [308, 'dialog window is closed', 'windowClosed'],
  [500, '{"id":"wamid.1"}', 'accepted'],
  [502, '{"sent":true}', 'accepted'],
  [503, '{"sent":false,"jobId":"7"}', 'queued'],
])('HTTP %i %s is %s', (status, text, expected) => {
  const outcome = read(status, text);
  const code = 'code' in outcome ? ` ${outcome.code}` : '';
  expect(`${outcome.kind}${code}`).toBe(expected);
});

test('the words of a refusal are shown, a code in words included', () => {
  expect(read(403, '{"error":{"code":"subscriptionBlocked"}}')).toMatchObject({
    text: 'subscriptionBlocked',
    httpStatus: 403,
  });
  expect(read(403, '{"status":"subscriptionBlocked"}')).toMatchObject({
    text: 'subscriptionBlocked',
  });
});

test('an ID keeps its digits, with or without quotes', () => {
  expect(read(200, '{"sent":true,"id":12345678901234567890}')).toMatchObject({
    id: '12345678901234567890',
  });
  expect(read(200, '{"sent":false,"jobId":98765432109876543210}')).toMatchObject({
    jobId: '98765432109876543210',
  });
  expect(read(200, '{"sent":false,"jobId":7,"id":"wamid.1"}')).toMatchObject({ id: 'wamid.1' });
});

describe('what we sent is not what 1MSG says', () => {
  const sent = {
    phone: '12020131047',
    body: 'https://files.example/2026/re-engagement%20offer.pdf?note=rate%20limit',
    filename: 're-engagement offer.pdf',
    caption: 'Invoice 131047. Too many requests?\nYour dialog window is closed, code 80007',
    quotedMsgId: 'wamid.HBgMQUOTED',
  };
  const denied = (message: string, body: JsonObject = sent) =>
    read(200, JSON.stringify({ sent: false, message }), body);

  test.each([
    'Failed to download https://files.example/2026/re-engagement%20offer.pdf?note=rate%20limit',
    'Failed to download …/re-engagement%20offer.pdf',
    'Failed to send re-engagement offer.pdf',
    'Failed to send RE-ENGAGEMENT OFFER.PDF',
    'Failed to send re_engagement_offer',
    'Failed to send "17_re-engagement off…"',
    'Failed to send re&#45;engagement&#32;offer.pdf',
    'Failed to send re\\u002dengagement offer.pdf',
    'Failed to send re%252Dengagement%2520offer.pdf',
    'Failed: rate limit',
    `Caption "${sent.caption}" is not allowed`,
    'Caption "Your dialog window is closed, code…" is not allowed',
    'Invoice 131047: not sent',
    'Invoice (131047) was not sent',
    'No such message: wamid.HBgMQUOTED',
    'No such message: wamid.HBgMQU…',
    'Failed to download https://elsewhere.example/re-engagement/131056',
    'Failed to send re-engagement…',
    'Failed to send "re-engagement-..."',
    'Failed to send reengagement_offer.pdf',
    'Failed to send re\u0301-engagement offer',
    'Failed to send re-enga\u00adgement offer',
    'Caption "…ur dialog window is closed" is not allowed',
  ])('%s', (message) => {
    expect(denied(message)).toMatchObject({ kind: 'refused', code: 'REJECTED' });
  });

  test.each([
    ['code 131047', { filename: 'INV131047.pdf' }],
    ['Cannot send re-engagement.pdf', { filename: 'r\u00e9-engagement.pdf' }],
    ['Cannot send re-engagement.pdf', { filename: 're-enga\u200bgement.pdf' }],
    ['Cannot send reengagement.pdf', { filename: 're-engagement.pdf' }],
  ])('%s of %o', (message, body) => {
    expect(denied(message, body)).toMatchObject({ kind: 'refused', code: 'REJECTED' });
  });

  test.each([
    ['dialog window is closed', { filename: 'dialog window.pdf' }],
    ['dialog window is closed', { filename: 'a.pdf', caption: 'Our window is closed on Fridays' }],
    ['Message is outside the allowed window', { filename: 'allowed window.pdf' }],
    ['Re-engagement message', { filename: 're-engagement.pdf' }],
    ['dialog window is closed', { filename: 'window.pdf', caption: 'closed' }],
    ['(#131047) Re-engagement message', sent],
    ['Re-engagement message', { filename: 're-engagement-offer.pdf' }],
    ['Media message was not sent: dialog window is closed', { filename: 'a.pdf' }],
  ])('but its own words stay: %s', (message, body) => {
    expect(denied(message, { ...body, phone: '1' })).toMatchObject({ kind: 'windowClosed' });
  });

  test('a template’s variables are ours, too', () => {
    const params = [{ type: 'body', parameters: [{ type: 'text', text: 'rate limit exceeded' }] }];
    const outcome = read(400, '{"error":"Bad value: rate limit exceeded"}', { params });
    expect(outcome).toMatchObject({ code: 'REJECTED' });
  });

  test.each(['(', '%', '&#1;', '\\u', 'a ', '#'])('megabytes of %s are read', (piece) => {
    const text = piece.repeat(1_000_000);
    expect(denied(text, { caption: text, body: text })).toMatchObject({ kind: 'refused' });
  });
});

test('words of ours within what it says itself do not hide it', () => {
  const message = JSON.stringify({ sent: false, message: 'Too many requests' });
  expect(read(200, message, { filename: 'too many.pdf' })).toMatchObject({ code: 'RATE_LIMITED' });
});

test.each([
  ['Failed to download file: 401 Unauthorized', 'REJECTED'],
  ['Media download error: 429 Too Many Requests', 'REJECTED'],
  ['Failed to download https://files.example/131047.pdf', 'REJECTED'],
  ['Unauthorized', 'UNAUTHORIZED'],
])('what the file’s server said is no word of 1MSG’s: %s', (message, code) => {
  expect(read(200, JSON.stringify({ sent: false, message }))).toMatchObject({ code });
});

test('a secret of whatever kind that 1MSG puts in a text is taken out', () => {
  const outcome = read(400, '{"error":"Bad link https://x.example/a.pdf?token=abc123"}');
  expect(outcome).toMatchObject({
    kind: 'refused',
    text: expect.not.stringContaining('abc123') as string,
  });
});

test('a file that cannot be read is no fault of the connection, and may be tried again', () => {
  const failure = { kind: 'failure', left: 'no', reason: 'the connection was cut off' } as const;
  expect(readSendAnswer({ ...failure, bodyError: new Error('cut') }, 0)).toMatchObject({
    kind: 'notSent',
    code: 'INVALID_FILE',
  });
  const tooLarge = new InputError('INVALID_FILE', 'The file is larger than 100 MB');
  expect(readSendAnswer({ ...failure, bodyError: tooLarge }, 0)).toMatchObject({
    kind: 'refused',
    code: 'INVALID_FILE',
  });
});
