import fc from 'fast-check';
import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';
import type { ProviderEvent } from '../../nodes/shared/events/delivery-event';
import { statusesInOrder } from '../../nodes/shared/events/status-order';
import { post } from './post-hooks';
import { newTrigger } from './trigger-contexts';
import { ONE_MSG } from './trigger-kinds';

const id = 'wamid.1';
const hook = (status: string, timestamp?: number) => ({ id, status, timestamp });

describe('statuses of one message that one request tells in the wrong order start the workflow in the right one', () => {
  test.each([
    ['by their times', { hooks: [hook('delivered', 1654864094), hook('sent', 1654864093)] }],
    ['without times', { ack: [hook('delivered'), hook('sent')] }],
    ['in both forms', { ack: [hook('sent')], hooks: [hook('delivered', 1654864094)] }],
  ])('%s', async (_what, body) => {
    const { events, webhookResponse } = await post(newTrigger(ONE_MSG), body);
    expect(events.map(({ status }) => status)).toEqual(['sent', 'delivered']);
    expect(webhookResponse).toMatchObject({ outdated: 0 });
  });
});

test('messages, and the statuses of others, stay where they are', () => {
  const element = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    status: fc.constantFrom('sent', 'delivered', 'read', 'failed', undefined),
    timestamp: fc.constantFrom(1654864093, 1654864094),
  });
  const origin = { channelId: 'VID0', receivedAt: '', includeRaw: false, provider: '1msg' };
  const place = (event: ProviderEvent) => [event.event, 'id' in event && event.id];
  fc.assert(
    fc.property(fc.array(element), (elements) => {
      const events = elements.flatMap((each) =>
        each.status
          ? parsePayload({ hooks: [each] }, origin).events
          : parsePayload({ messages: [each] }, origin).events,
      );
      const ordered = statusesInOrder(events);
      expect(ordered.map(place)).toEqual(events.map(place));
      expect(new Set(ordered)).toEqual(new Set(events));
      expect(statusesInOrder(ordered)).toEqual(ordered);
    }),
  );
});
