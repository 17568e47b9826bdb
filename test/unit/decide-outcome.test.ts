import { readSendAnswer as read99digital } from '../../nodes/NinetyNineDigital/api/read-send-answer';
import { readSendAnswer } from '../../nodes/OneMsg/api/read-send-answer';
import type { HttpAnswer, HttpFailure } from '../../nodes/shared/http/exchange';

const answer = (status: number, body: unknown): HttpAnswer => ({
  kind: 'answer',
  status,
  headers: {},
  text: typeof body === 'string' ? body : JSON.stringify(body),
});
const of1msg = (status: number, body: unknown) => readSendAnswer(answer(status, body), 0);
const of99digital = (status: number, body: unknown) => read99digital(answer(status, body), 0);

describe('a request without an answer', () => {
  const failure: HttpFailure = { kind: 'failure', left: 'no', reason: 'it was refused' };

  test('is not sent before all of it has left, and unknown afterwards', () => {
    expect(readSendAnswer(failure, 0)).toEqual({
      kind: 'notSent',
      code: 'UNREACHABLE',
      text: 'it was refused',
    });
    expect(readSendAnswer({ ...failure, left: 'perhaps' }, 0)).toEqual({
      kind: 'unknown',
      text: 'it was refused',
    });
  });
});

describe('1MSG: what its structure says counts without a word', () => {
  test.each([400, 429])(
    'the code 131056, or its words, with HTTP %i: too fast, to this person',
    (status) => {
      const words = '(#131056) (Business Account, Consumer Account) pair rate limit hit';
      for (const error of [{ code: 131056, message: 'Failed' }, words, 'Pair rate limit hit'])
        expect(of1msg(status, { error })).toMatchObject({
          ...{ kind: 'notSent', code: 'RATE_LIMITED', ofPerson: true },
        });
      expect(of1msg(status, { error: 'Rate limit hit' })).not.toHaveProperty('ofPerson');
      expect(of99digital(status, { error: words })).toMatchObject({ ofPerson: true });
    },
  );

  test.each([130429, 80007])('the code %i: too fast', (code) => {
    expect(of1msg(400, { error: { code, message: 'Failed' } })).toEqual({
      kind: 'notSent',
      code: 'RATE_LIMITED',
      text: expect.stringContaining('Failed') as string,
      retryAfter: undefined,
    });
  });

  test('the code 131047: the window is closed; another code is a refusal', () => {
    expect(of1msg(400, { error: { code: 131047, message: 'Failed' } }).kind).toBe('windowClosed');
    expect(of1msg(400, { error: { code: 131048, message: 'Failed' } }).kind).toBe('refused');
  });

  test('an acceptance has what 1MSG says with it, and no more', () => {
    const said = { message: 'Sent to 1', description: 'Handed on' };
    expect(of1msg(200, { sent: true, id: ' wamid.ABCD ', ...said })).toEqual({
      kind: 'accepted',
      id: 'wamid.ABCD',
      ...said,
    });
    expect(of1msg(200, { sent: true, id: 'wamid.ABCD' })).toEqual({
      kind: 'accepted',
      id: 'wamid.ABCD',
    });
    expect(of1msg(300, { id: 'req-17' }).kind).toBe('unknown');
  });

  test('a job is queued, with what is said', () => {
    expect(of1msg(200, { sent: false, jobId: '7', message: 'Later' })).toEqual({
      kind: 'queued',
      jobId: '7',
      message: 'Later',
    });
  });

  test('of a denial without words the status is told, and of 429 that it was too fast', () => {
    expect(of1msg(400, { sent: false })).toMatchObject({ text: 'HTTP 400 without a reason' });
    expect(of1msg(200, { sent: false })).toMatchObject({ kind: 'refused' });
    expect(of1msg(429, '')).toMatchObject({ kind: 'notSent', text: 'too many requests' });
    expect(of1msg(429, { error: 'Slow down' })).toMatchObject({ text: 'Slow down' });
  });
});

test.each([
  [500, { error: 'Broken' }, '1MSG answered HTTP 500 (Broken)'],
  [500, '', '1MSG answered HTTP 500'],
  [300, '', '1MSG answered HTTP 300'],
  [
    400,
    { id: 'wamid.ABCD', error: 'No' },
    '1MSG answered HTTP 400 (No) and gave the ID of a message all the same',
  ],
  [
    200,
    '{"sent":true,"id":"wam',
    '1MSG answered HTTP 200 ({"sent":true,"id":"wam) and may have been cut off',
  ],
  [200, 'Welcome', "1MSG's answer to the request (HTTP 200) was unreadable"],
])('why it is not known is said: HTTP %i %j', (status, body, text) => {
  expect(of1msg(status, body)).toEqual({ kind: 'unknown', text });
});

describe('99digital', () => {
  test('an acceptance has the request that it repeats, where it is one', () => {
    const accepted = { kind: 'accepted', id: 'abc' };
    const said = { status: 'OK', unique: ' abc ', reason: 1 };
    expect(of99digital(200, said)).toEqual(accepted);
    expect(of99digital(200, { ...said, originalRequest: 'text' })).toEqual(accepted);
    expect(of99digital(200, { ...said, originalRequest: { to: '1' } })).toEqual({
      ...accepted,
      originalRequest: { to: '1' },
    });
  });

  test('OK without an ID is taken, unless a reason for a failure stands beside it', () => {
    expect(of99digital(200, { status: 'OK', reason: 1 }).kind).toBe('accepted');
    expect(of99digital(200, { status: 'OK', reason: 7 }).kind).toBe('unknown');
    expect(of99digital(200, { status: 'OK', unique: 'abc', reason: 7 }).kind).toBe('accepted');
  });

  test('FAIL with the reason 1 contradicts itself; other words without a verdict are none', () => {
    expect(of99digital(200, { status: 'FAIL', reason: 1 }).kind).toBe('unknown');
    expect(of99digital(200, { reason: 7 }).kind).toBe('unknown');
    expect(of99digital(200, { status: 'PENDING' }).kind).toBe('unknown');
    expect(of99digital(200, { error: 'No' }).kind).toBe('refused');
  });

  test('an ID under any status but a failure’s is a message', () => {
    expect(of99digital(400, { unique: 'abc' }).kind).toBe('accepted');
    expect(of99digital(400, { status: 'FAIL', unique: 'abc', reason: 4 }).kind).toBe('unknown');
  });

  test('a wrong key is told as such', () => {
    expect(of99digital(200, { status: 'FAIL', reason: 3 })).toMatchObject({
      kind: 'refused',
      code: 'UNAUTHORIZED',
    });
  });

  test('its reason is told beside its words, and alone where there are none', () => {
    const text = (body: object) =>
      (of99digital(200, { status: 'FAIL', ...body }) as { text: string }).text;
    expect(text({ reason: 42, message: 'Odd' })).toMatch(/^Odd \(.*42.*\)$/);
    expect(text({ reason: 42 })).toContain('42');
    expect(text({ message: 'Odd' })).toBe('Odd');
  });
});
