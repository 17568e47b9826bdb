import fc from 'fast-check';
import { parseHook } from '../../nodes/NinetyNineDigital/events/parse-hook';
import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';
import type { EventOrigin } from '../../nodes/shared/events/make-event';
import type { ParsedPayload } from '../../nodes/shared/events/delivery-event';
import type { JsonObject } from '../../nodes/shared/values/json';
import { post } from './post-hooks';
import { newTrigger } from './trigger-contexts';
import type { TriggerKind } from './trigger-kinds';
import { NINETY_NINE_DIGITAL, ONE_MSG } from './trigger-kinds';

const word = fc.oneof(
  fc.string(),
  fc.constantFrom('sent', 'read', 'wamid.X', '573001112233@c.us', '@', '120@g.us', '1654864094'),
);
const value = fc.oneof(fc.jsonValue(), word, fc.constantFrom(1e300, -1, 0, null));
const fields = (names: string[], most: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    { ...Object.fromEntries(names.map((name) => [name, value])), ...most },
    { requiredKeys: [] },
  );

/** Bodies that have the names of 1MSG's, in all its forms. */
function oneMsgBodies(): fc.Arbitrary<unknown> {
  const names =
    'status timestamp time chatId phone recipient_id from errors error body fromMe context bsuid';
  const hidden = 'from_user_id from_parent_user_id to_user_id recipient_user_id group_id wa_id';
  const person = fc.oneof(value, fc.constantFrom('CO.1726691741709890', '573001112233', ''));
  const people = Object.fromEntries(hidden.split(' ').map((name) => [name, person]));
  const types = ['text', 'edit', 'system', 'location', 'contacts', 'interactive', 'image'];
  const content = fc.oneof(
    value,
    fields('body text title caption url link name address latitude message_id'.split(' '), {
      message: fields(types, { type: fc.constantFrom(...types) }),
      button_reply: value,
    }),
  );
  const element = fc.oneof(
    value,
    fields(names.split(' '), {
      ...{ id: word, ...people, recipient_type: fc.constantFrom('group', 'individual', null) },
      type: fc.oneof(value, fc.constantFrom('message', 'chat', ...types)),
      ...Object.fromEntries(types.map((name) => [name, content])),
    }),
  );
  const contact = fields([], { wa_id: person, user_id: person, profile: content });
  const list = fc.oneof(value, fc.array(element, { maxLength: 4 }));
  const meta = fc.record({
    ...{ statuses: list, messages: list, message_echoes: list },
    contacts: fc.oneof(value, fc.array(contact, { maxLength: 4 })),
  });
  const entry = fc.oneof(
    list,
    meta.map((each) => [{ changes: [{ value: each }] }]),
  );
  return fields(['instanceId'], { ack: list, hooks: list, messages: list, entry });
}

/** Bodies that have the names of 99digital's, most of them of one of its three kinds. */
function ninetyNineDigitalBodies(): fc.Arbitrary<unknown> {
  const names =
    'status ack timestamp messageUpdate messageTo from_id phone body caption media quoteUnique senderName username';
  const known = { hook: fc.constantFrom('new', 'update', 'system'), unique: fc.oneof(word, value) };
  const person = fc.oneof(
    value,
    fc.constantFrom('972771234567', 'IL.1605856887361213', 'il.16', '972501234567'),
  );
  const type = fc.oneof(value, fc.constantFrom('messages', 'update', 'text', 'image', 'document'));
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fields(names.split(' '), { ...known, type, from: person, to: person }),
    },
    { weight: 1, arbitrary: fields([...names.split(' '), 'hook', 'unique', 'type'], {}) },
  );
}

type Parse = (body: JsonObject, origin: EventOrigin) => ParsedPayload;
const CASES: Array<{ kind: TriggerKind; parse: Parse; bodies: fc.Arbitrary<unknown> }> = [
  { kind: ONE_MSG, parse: parsePayload, bodies: oneMsgBodies() },
  { kind: NINETY_NINE_DIGITAL, parse: parseHook, bodies: ninetyNineDigitalBodies() },
];

describe.each(CASES)('whatever JSON comes to $kind.name', ({ kind, parse, bodies }) => {
  const origin = {
    channelId: kind.accountId,
    receivedAt: '2026-11-22T15:00:00.000Z',
    includeRaw: false,
    provider: kind.id,
  };

  test('its parser never throws, and makes no event up', () => {
    fc.assert(
      fc.property(bodies, (given) => {
        const text = JSON.stringify(given);
        const { events } = parse(JSON.parse(text) as JsonObject, origin);
        for (const event of events) {
          const named = event.event === 'account' ? event.type : event.id;
          expect(text).toContain(JSON.stringify(named).slice(1, -1));
          if (event.timestamp) expect(Number.isNaN(Date.parse(event.timestamp))).toBe(false);
          if (event.event === 'account') continue;
          if (event.phone) expect(event.phone).toMatch(/^\d+$/);
          if (event.chatId !== null) expect(typeof event.chatId).toBe('string');
          if (event.event === 'status') continue;
          for (const told of [event.text, event.caption, event.senderName, event.mediaUrl])
            if (told !== null) expect(typeof told).toBe('string');
          if (event.windowClosesAt !== undefined) {
            expect(event).toMatchObject({ direction: 'incoming' });
            expect(event.chatId ?? '').not.toContain('@g.us');
            expect(['system', 'edit']).not.toContain(event.type);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('its trigger answers 200, 400 or 403, and never throws', async () => {
    const events = ['sent', 'delivered', 'read', 'failed', 'messageReceived', 'messageSent'];
    const parameters = { events: [...events, 'account'], options: { phoneNumbers: '' } };
    await fc.assert(
      fc.asyncProperty(fc.oneof(bodies, fc.jsonValue()), async (given) => {
        const body: unknown = JSON.parse(JSON.stringify(given));
        const { response } = await post(newTrigger(kind, { parameters }), body);
        expect([200, 400, 403]).toContain(response.statusCode);
      }),
      { numRuns: 200 },
    );
  });
});
