import { NINETY_NINE_DIGITAL } from '../../nodes/NinetyNineDigital/api/number';
import { ONE_MSG } from '../../nodes/OneMsg/api/channel';
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
