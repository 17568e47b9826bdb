import { readSendAnswer } from '../../nodes/OneMsg/api/read-send-answer';
import type { HttpAnswer } from '../../nodes/shared/http/exchange';
import { InputError } from '../../nodes/shared/input-error';

const answer = (status: number, text: string): HttpAnswer => ({
  kind: 'answer',
  status,
  headers: {},
  text,
});
const read = (status: number, text: string) => readSendAnswer(answer(status, text), 0);

describe('a gateway’s page does not speak for 1MSG: what perhaps was sent is not taken for refused', () => {
  test.each([
    '<html><title>503</title><p>Too many requests are under way</p></html>',
    '<html><p>502: the origin answered "unauthorized"</p></html>',
    'upstream rate limit reached',
    'unexpected newline in upstream answer',
  ])('HTTP 502 with %s', (text) => {
    expect(read(502, text)).toMatchObject({ kind: 'unknown' });
  });

  test.each([
    ['{"error":"Too many requests"}', 'notSent'],
    ['{"error":"Wrong token"}', 'refused'],
    ['{"error":"Param text cannot have new-line/tab characters"}', 'refused'],
    ['{"error":"dialog window is closed"}', 'windowClosed'],
    ['dialog window is closed', 'windowClosed'],
  ])('but 1MSG’s own refusal is one under HTTP 500, too: %s', (text, kind) => {
    expect(read(500, text)).toMatchObject({ kind });
  });
});

test.each([
  ['{"sent":"true","id":"wamid.1"}', 'accepted'],
  ['{"sent":1,"id":"wamid.1","message":"Sent"}', 'accepted'],
  ['\ufeff{"sent":true,"id":"wamid.1"}', 'accepted'],
  ['{"sent":"false","message":"No such chat"}', 'refused'],
  ['{"error":"Invalid phone","message":"Bad request"}', 'refused'],
  ['{"response":{"error":"Invalid phone"}}', 'refused'],
  ['{"sent":false,"jobId":7}', 'queued'],
  ['{"sent":false,"error":131047}', 'windowClosed'],
  ['{"sent":false,"code":131047,"message":"Failed"}', 'windowClosed'],
  ['{"sent":false,"error":{"error":{"code":131047,"message":"Failed"}}}', 'windowClosed'],
  // Whoever says nothing of an error may have sent it.
  ['{"id":"wamid.1","description":"Message has been sent to the provider"}', 'unknown'],
  ['{"message":"Sent to 12020721369@c.us"}', 'unknown'],
])('HTTP 200 %s is %s', (text, kind) => {
  expect(read(200, text)).toMatchObject({ kind });
});

test.each([
  ['Failed to download file: 401 Unauthorized', 'REJECTED'],
  ['Media download error: 429 Too Many Requests', 'REJECTED'],
  ['Failed to download https://files.example/131047.pdf', 'REJECTED'],
  ['Unauthorized', 'UNAUTHORIZED'],
])('what the file’s server said is no word of 1MSG’s: %s', (message, code) => {
  expect(read(200, JSON.stringify({ sent: false, message }))).toMatchObject({ code });
});

test('a request that a proxy has given up is perhaps sent', () => {
  expect(read(408, 'Request Timeout')).toMatchObject({ kind: 'unknown' });
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
