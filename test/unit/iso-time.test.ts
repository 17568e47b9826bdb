import fc from 'fast-check';
import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';
import { isoTime } from '../../nodes/shared/events/payload-values';

const TIME = '2022-06-10T12:28:14.000Z';

test.each([
  [1654864094, TIME],
  ['1654864094', TIME],
  [' 1654864094', TIME],
  ['1654864094.5', '2022-06-10T12:28:14.500Z'],
  [1654864094000, TIME],
  ['1654864094000', TIME],
  [TIME, TIME],
  ['2022-06-10T12:28:14', TIME],
  ['2022-06-10 12:28:14Z', TIME],
  ['2022-06-10T14:28:14+02:00', TIME],
])('%j is read', (given, time) => {
  expect(isoTime(given)).toBe(time);
});

test.each([
  0,
  -1,
  '',
  'yesterday',
  '2022-13-45T12:28:14Z',
  null,
  true,
  [1654864094],
  8.64e15,
  1e300,
])('%j is no time', (given) => {
  expect(isoTime(given)).toBeNull();
});

test('whatever a message gives as its time, the request is read', () => {
  const origin = { channelId: 'VID0', receivedAt: '', includeRaw: false, provider: '1msg' };
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.string(), fc.constant(8.64e15)), (time) => {
      const messages = [{ id: 'wamid.1', type: 'chat', chatId: '573001112233@c.us', time }];
      expect(parsePayload({ messages }, origin).events).toHaveLength(1);
    }),
  );
});
