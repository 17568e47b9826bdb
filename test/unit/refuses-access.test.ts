import { NINETY_NINE_DIGITAL } from '../../nodes/NinetyNineDigital/api/number';
import { ONE_MSG } from '../../nodes/OneMsg/api/channel';
import type { HttpAnswer } from '../../nodes/shared/http/exchange';
import { explainFailure } from '../../nodes/shared/provider/explain-failure';

describe.each([ONE_MSG, NINETY_NINE_DIGITAL])('$name', (provider) => {
  const explain = (status: number, text: string) =>
    explainFailure({ kind: 'answer', status, headers: {}, text }, provider, 'There is none');

  test.each([
    [401, ''],
    [401, '{"error":"subscriptionBlocked"}'],
    [403, '{"error":"Invalid token"}'],
    [403, '{"message":"The API key is not valid"}'],
    [403, 'Unauthorized'],
  ])('HTTP %i %s is a wrong credential', (status, text) => {
    expect(explain(status, text)).toMatchObject({ errorCode: 'UNAUTHORIZED' });
  });

  test.each([
    'Unexpected token < in JSON at position 0',
    'Failed to download the file: token expired',
    'Your plan takes no token for this file',
  ])('HTTP 400 %s is none', (error) => {
    expect(explain(400, JSON.stringify({ error }))).toMatchObject({ errorCode: 'REJECTED' });
  });

  test.each([
    ['{"error":"subscriptionBlocked"}', 'subscriptionBlocked'],
    ['{"error":{"code":"subscriptionBlocked"}}', 'subscriptionBlocked'],
    ['{"status":"subscriptionBlocked"}', 'subscriptionBlocked'],
    ['{"error":"Your subscription has ended"}', 'Your subscription has ended'],
    ['<html>Forbidden</html>', 'Forbidden'],
    ['{"error":"Media download failed: token expired"}', 'Media download failed'],
  ])('HTTP 403 %s is told in its own words', (text, words) => {
    expect(explain(403, text)).toMatchObject({
      errorCode: 'REJECTED',
      message: expect.stringContaining(words) as string,
    });
  });

  test.each([404, 405, 410, 501])('HTTP %i is a method that there is not', (status) => {
    expect(explain(status, '')).toMatchObject({ errorCode: 'REJECTED', message: 'There is none' });
  });

  test('HTTP 503 is an outage', () => {
    expect(explain(503, '')).toMatchObject({ errorCode: 'UNREACHABLE' });
  });
});

test.each([
  [ONE_MSG, 'Token has expired'],
  [ONE_MSG, 'Incorrect channel token'],
  [ONE_MSG, 'jwt malformed'],
  [NINETY_NINE_DIGITAL, 'apiKey is invalid'],
  [NINETY_NINE_DIGITAL, 'Incorrect API key'],
])('under HTTP 400 words about the credential are of a wrong one: %#', (provider, error) => {
  const answer = { kind: 'answer', status: 400, headers: {}, text: JSON.stringify({ error }) };
  expect(explainFailure(answer as HttpAnswer, provider, '')).toMatchObject({
    errorCode: 'UNAUTHORIZED',
  });
});
