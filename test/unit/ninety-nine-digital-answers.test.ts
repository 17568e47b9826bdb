import { NINETY_NINE_DIGITAL } from '../../nodes/NinetyNineDigital/api/number';
import { readSendAnswer } from '../../nodes/NinetyNineDigital/api/read-send-answer';
import { readTimers } from '../../nodes/NinetyNineDigital/api/session-windows';
import type { HttpAnswer } from '../../nodes/shared/http/exchange';
import type { FailedOutcome } from '../../nodes/shared/provider/explain-outcome';
import { explainOutcome } from '../../nodes/shared/provider/explain-outcome';

const NOW = Date.parse('2026-11-22T15:00:00.000Z');
const PERSON = { phone: '972501234567', chatId: '972501234567@c.us', kind: 'person' } as const;

const answer = (body: object, status = 200, headers = {}): HttpAnswer => ({
  kind: 'answer',
  status,
  headers,
  text: JSON.stringify(body),
});
const refusal = (reason: unknown, status = 200, more: object = {}) =>
  readSendAnswer(answer({ status: 'FAIL', reason, ...more }, status), NOW);
const inWords = (reason: unknown, status = 200, more: object = {}) =>
  explainOutcome(refusal(reason, status, more) as FailedOutcome, NINETY_NINE_DIGITAL, PERSON);

const REASONS: Array<[number, string, RegExp]> = [
  [2, 'REJECTED', /knows no account with the WhatsApp Number in the credential.*\(reason 2\)/],
  [3, 'UNAUTHORIZED', /check the WhatsApp Number and the API Key/],
  [4, 'INVALID_RECIPIENT', /recipient is empty or malformed.*\(reason 4\)/],
  [5, 'INVALID_FILE', /link to the file is missing \(reason 5\)/],
  [6, 'REJECTED', /could not send the file this time: WhatsApp had an error.*\(reason 6\)/],
  [7, 'WINDOW_CLOSED', /session window with \+972501234567 is closed/],
  [8, 'WINDOW_CLOSED', /session window with \+972501234567 is closed/],
  [42, 'REJECTED', /refused the file: reason 42, which is not documented/],
  [0, 'REJECTED', /reason 0/],
];

describe.each([200, 400])('a refusal with HTTP %i', (status) => {
  describe.each([
    ['a number', (reason: number) => reason],
    ['a text', (reason: number) => ` ${reason}`],
  ])('its reason as %s', (_form, written) => {
    test.each(REASONS)('reason %i is %s, and says so', (reason, errorCode, sentence) => {
      const explanation = inWords(written(reason), status);
      expect(explanation).toMatchObject({ errorCode });
      expect(explanation.message).toMatch(sentence);
    });
  });

  test('only reason 6 may be tried again', () => {
    const again = Array.from({ length: 12 }, (_, reason) => reason).filter(
      (reason) => refusal(reason, status).kind === 'notSent',
    );
    expect(again).toEqual([6]);
  });

  test.each([undefined, null, '', ' ', 6.5, [6], { 6: 6 }, true])(
    'a reason that is no number (%j) is none',
    (reason) => {
      const { errorCode, message } = inWords(reason, status);
      expect(errorCode).toBe('REJECTED');
      expect(message).toMatch(/refused the file: it gave no reason/);
    },
  );

  test('words of 99digital’s own are kept where the reason says nothing', () => {
    const more = { message: 'Number is blocked' };
    expect(inWords(42, status, more).message).toMatch(/Number is blocked \(reason 42/);
  });
});

test('windows that closed say whether the person ever wrote', () => {
  expect(inWords(7).description).toContain('more than 24 hours');
  expect(inWords(8).description).toContain('has not written yet');
});

test.each([0, '0', ' ', 'null', false])('a `unique` of %j is no ID', (unique) => {
  expect(refusal(7, 200, { unique }).kind).toBe('windowClosed');
});

test.each(['FAILED', 'error', false])('a status of %j is a refusal', (status) => {
  expect(refusal(7, 200, { status }).kind).toBe('windowClosed');
});

test('an answer in a list or under `data` is one', () => {
  const taken = { status: 'OK', unique: '92E0' };
  for (const body of [[taken], { data: taken }])
    expect(readSendAnswer(answer(body, 429), NOW)).toMatchObject({ kind: 'accepted', id: '92E0' });
  expect(readSendAnswer(answer({ data: { status: 'FAIL', reason: 7 } }), NOW).kind).toBe(
    'windowClosed',
  );
});

test('of an answer that was cut off nothing is sent again that it may have taken', () => {
  const text = '{"status":"OK","unique":"65dfd4r4dref34rdfxd34r","bod';
  const cut: HttpAnswer = { kind: 'answer', status: 429, headers: {}, text };
  expect(readSendAnswer(cut, NOW).kind).toBe('unknown');
});

test.each([6, 42, undefined])('HTTP 429 is too fast whatever the reason (%s)', (reason) => {
  const body = { status: 'FAIL', reason };
  expect(readSendAnswer(answer(body, 429, { 'retry-after': '7' }), NOW)).toMatchObject({
    kind: 'notSent',
    code: 'RATE_LIMITED',
    retryAfter: 7000,
  });
});

test.each([500, 502])('HTTP %i without a known reason leaves it open', (status) => {
  expect(refusal(42, status).kind).toBe('unknown');
  expect(refusal(undefined, status).kind).toBe('unknown');
});

describe('an acceptance', () => {
  const accept = (more: object) => readSendAnswer(answer({ status: 'OK', ...more }), NOW);

  test.each([
    ['65dfd4', '65dfd4'],
    [2048, '2048'],
    [undefined, null],
    ['', null],
    [{}, null],
  ])('with the unique %j has the ID %j', (unique, id) => {
    expect(accept({ unique })).toMatchObject({ kind: 'accepted', id });
  });

  test.each(['400', 400, '400.9', ' 400 '])('tells the window that is left (%j)', (left) => {
    expect(accept({ unique: 'a', templateTimeLeft: left })).toMatchObject({
      window: {
        window: 'open',
        minutesLeft: 400,
        closesAt: '2026-11-22T21:40:00.000Z',
        lastCustomerMessageAt: '2026-11-21T21:40:00.000Z',
      },
    });
  });

  test.each(['0', 0, -3])('with nothing left (%j) the window is closed', (templateTimeLeft) => {
    expect(accept({ templateTimeLeft })).toMatchObject({ window: { window: 'closed' } });
  });

  test.each([undefined, null, '', 'soon', {}, 1e300])(
    'without a readable time (%j) says nothing of the window',
    (templateTimeLeft) => {
      expect(accept({ templateTimeLeft })).not.toHaveProperty('window');
    },
  );

  test('more than 24 hours there cannot be', () => {
    const window = { minutesLeft: 1440, lastCustomerMessageAt: '2026-11-22T15:00:00.000Z' };
    expect(accept({ templateTimeLeft: '99999' })).toMatchObject({ window });
  });
});

describe('getTimers', () => {
  const timers = (body: object, status = 200) => readTimers(answer(body, status), NOW);

  test.each([7, 8])('reason %i is a closed window', (reason) => {
    expect(timers({ status: 'FAIL', reason })).toMatchObject({ window: { window: 'closed' } });
  });

  test('an answer without the time is an unknown window', () => {
    expect(timers({ status: 'OK' })).toMatchObject({ window: { window: 'unknown' } });
  });

  test.each<[object, number, string, RegExp]>([
    [{ status: 'FAIL', reason: 3 }, 200, 'UNAUTHORIZED', /the API Key/],
    [{ status: 'FAIL', reason: 4 }, 400, 'INVALID_RECIPIENT', /did not tell the session window/],
    [{ status: 'FAIL', reason: 42 }, 200, 'REJECTED', /reason 42/],
    [{ error: 'Too many requests' }, 429, 'RATE_LIMITED', /try again later/],
    [{ error: 'no such page' }, 404, 'REJECTED', /Base URL/],
  ])('%j with HTTP %i is %s', (body, status, errorCode, message) => {
    expect(timers(body, status)).toMatchObject({
      failure: { errorCode, message: expect.stringMatching(message) as string },
    });
  });
});
