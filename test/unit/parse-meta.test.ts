import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';
import type { JsonObject } from '../../nodes/shared/values/json';

const origin = {
  channelId: 'VID0',
  receivedAt: '2026-11-22T15:00:00.000Z',
  includeRaw: false,
  provider: '1msg',
};
const USER = 'CO.1726691741709890';
const OTHER = 'CO.954395553956302';
const NUMBER = '573001112233';
const PERSON = { phone: NUMBER, chatId: `${NUMBER}@c.us` };
const HIDDEN = { phone: null, chatId: USER };

/** @returns what a request in Meta's own form comes to, whose `value` is that */
const eventsOf = (value: JsonObject) => {
  const { events, notUnderstood } = parsePayload({ entry: [{ changes: [{ value }] }] }, origin);
  expect(notUnderstood).toBe(0);
  return events;
};
const text = { id: 'wamid.1', timestamp: '1654864094', type: 'text', text: { body: 'Hello' } };
const named = (name: string, contact: JsonObject) => ({ profile: { name }, ...contact });
const writtenBy = (element: JsonObject, ...contacts: JsonObject[]) =>
  eventsOf({ contacts, messages: [{ ...text, ...element }] })[0];

describe('who wrote a message', () => {
  test('is told by the user ID where the number is hidden, with the name of that very person', () => {
    const [ana, ben] = [named('Ana', { user_id: USER }), named('Ben', { user_id: OTHER })];
    for (const contacts of [
      [ana, ben],
      [ben, ana],
    ])
      for (const element of [{ from_user_id: USER }, { from: USER }])
        expect(writtenBy(element, ...contacts)).toMatchObject({
          ...HIDDEN,
          senderName: 'Ana',
          windowClosesAt: '2022-06-11T12:28:14.000Z',
        });
  });

  test.each<[string, JsonObject, JsonObject[]]>([
    ['no contact has the ID', { from_user_id: USER }, [named('Ben', { user_id: OTHER })]],
    ['contacts have no number either', { from_user_id: USER }, [named('Ben', {})]],
    [
      'contacts have only numbers',
      { from_user_id: USER },
      [named('Ben', { wa_id: '12025550123' })],
    ],
    [
      'a contact’s number is empty, as the message’s',
      { from: '', from_user_id: USER },
      [named('Ben', { wa_id: '' })],
    ],
  ])('keeps its ID and has no name where %s', (_case, element, contacts) => {
    expect(writtenBy(element, ...contacts)).toMatchObject({ ...HIDDEN, senderName: null });
  });

  test('is nobody where the message names nobody', () => {
    for (const contact of [named('Ana', { user_id: USER }), named('Ana', {})])
      expect(writtenBy({}, contact)).toMatchObject({ phone: null, chatId: null, senderName: null });
  });

  test.each([{ from: NUMBER }, { from: `+${NUMBER}` }, { from: Number(NUMBER) }])(
    'is a number where there is one: %j',
    (element) => {
      const contact = named('Ana', { wa_id: NUMBER, user_id: USER });
      expect(writtenBy({ ...element, from_user_id: USER }, contact)).toMatchObject({
        ...PERSON,
        senderName: 'Ana',
      });
      expect(writtenBy(element, contact)).toMatchObject({ ...PERSON, senderName: 'Ana' });
    },
  );

  test('has the number of the contact with the same ID', () => {
    const contact = named('Ana', { wa_id: NUMBER, user_id: USER });
    const ben = named('Ben', { wa_id: '12025550123' });
    expect(writtenBy({ from_user_id: USER }, ben, contact)).toMatchObject({
      ...PERSON,
      senderName: 'Ana',
    });
  });

  test('has no name of somebody else who had that number', () => {
    const before = named('Ben', { wa_id: NUMBER, user_id: OTHER });
    expect(writtenBy({ from: NUMBER, from_user_id: USER }, before)).toMatchObject({
      ...PERSON,
      senderName: null,
    });
  });

  test('may be known by the ID for the parent company only', () => {
    const contact = named('Ana', { parent_user_id: 'US.11815799212886844830' });
    const element = { from_parent_user_id: 'US.11815799212886844830' };
    expect(writtenBy(element, contact)).toMatchObject({
      phone: null,
      chatId: 'US.11815799212886844830',
      senderName: 'Ana',
    });
  });

  test('is in to where the business wrote', () => {
    const message_echoes = [{ ...text, from: '15550783881', to_user_id: USER }];
    expect(eventsOf({ message_echoes })).toMatchObject([{ direction: 'outgoing', ...HIDDEN }]);
  });
});

describe('whom a status is about', () => {
  const of = (element: JsonObject, contacts?: JsonObject[]) =>
    eventsOf({ contacts, statuses: [{ id: 'wamid.1', status: 'read', ...element }] })[0];

  test.each<[JsonObject, JsonObject[] | undefined, object]>([
    [{ recipient_user_id: USER }, undefined, HIDDEN],
    [{ recipient_id: '', recipient_user_id: USER }, undefined, HIDDEN],
    [{ recipient_user_id: USER }, [{ user_id: OTHER, wa_id: '12025550123' }], HIDDEN],
    [{ recipient_user_id: USER }, [{ user_id: USER, wa_id: NUMBER }], PERSON],
    [{ recipient_id: NUMBER, recipient_user_id: USER }, undefined, PERSON],
    [{ recipient_parent_user_id: USER }, undefined, HIDDEN],
  ])('%j beside %j', (element, contacts, address) => {
    expect(of(element, contacts)).toMatchObject(address);
  });

  test('is told so in hooks[], too', () => {
    const hooks = [{ id: 'wamid.1', type: null, status: 'read', recipient_user_id: USER }];
    expect(parsePayload({ hooks }, origin).events).toMatchObject([{ status: 'read', ...HIDDEN }]);
  });
});

describe('groups', () => {
  const ID = 'Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjAzNjM0MDQ2OTQyMzM4MjAZD';

  test.each<[string, string | null]>([
    [ID, `${ID}@g.us`],
    ['120363025246125888', '120363025246125888@g.us'],
    ['120363025246125888@g.us', '120363025246125888@g.us'],
    ['120363025246125888@G.US', '120363025246125888@g.us'],
    ['HBgLMNop', null],
  ])('what somebody writes in the group %s is of its chat, and opens no window', (id, chatId) => {
    const event = writtenBy({ from: NUMBER, group_id: id }, named('Ana', { wa_id: NUMBER }));
    expect(event).toMatchObject({ phone: null, chatId, senderName: 'Ana', text: 'Hello' });
    expect(event).not.toHaveProperty('windowClosesAt');
  });

  test('so is what comes in 1MSG’s own form', () => {
    const own = {
      id: '1',
      type: 'chat',
      body: 'Hello',
      time: 1654864094,
      author: `${NUMBER}@c.us`,
    };
    for (const chat of [{ chatId: '120363@g.us' }, { group_id: '120363' }]) {
      const [event] = parsePayload({ messages: [{ ...own, ...chat }] }, origin).events;
      expect(event).toMatchObject({ phone: null, chatId: '120363@g.us' });
      expect(event).not.toHaveProperty('windowClosesAt');
    }
  });

  test.each<JsonObject>([
    { recipient_type: 'group', recipient_id: '120363' },
    { recipient_type: 'GROUP', recipient_id: '120363' },
    { recipient_type: 'group', recipient_id: '120363', recipient_participant_id: NUMBER },
    { group_id: '120363', recipient_id: NUMBER },
    { recipient_type: 'group', chatId: '120363@g.us' },
  ])('the status %j is of the group', (element) => {
    const status = { id: 'wamid.1', status: 'sent', ...element };
    const address = { phone: null, chatId: '120363@g.us' };
    expect(eventsOf({ statuses: [status] })).toMatchObject([address]);
    expect(parsePayload({ hooks: [status] }, origin).events).toMatchObject([address]);
  });

  test('a status of a person says so', () => {
    const status = { id: '1', status: 'sent', recipient_type: 'individual', recipient_id: NUMBER };
    expect(eventsOf({ statuses: [status] })).toMatchObject([PERSON]);
  });
});

describe('what is no message of the customer’s', () => {
  const changed = `User Ana changed from ${NUMBER} to 573009998877`;

  test('tells that a number has changed, and opens no window', () => {
    const system = { body: changed, wa_id: '573009998877', type: 'user_changed_number' };
    const event = writtenBy({ from: NUMBER, type: 'system', text: undefined, system });
    expect(event).toMatchObject({ type: 'system', text: changed, ...PERSON });
    expect(event).not.toHaveProperty('windowClosesAt');
  });

  test.each(['system', 'e2e_notification', 'edit', 'revoked', 'SYSTEM'])(
    'of type %s, in 1MSG’s own form, neither',
    (type) => {
      const own = { id: '1', type, body: changed, time: 1654864094, chatId: PERSON.chatId };
      const [event] = parsePayload({ messages: [own] }, origin).events;
      expect(event).toMatchObject({ direction: 'incoming', type, text: changed });
      expect(event).not.toHaveProperty('windowClosesAt');
    },
  );

  test.each(['chat', 'reaction', 'call_log', 'unsupported', 'hologram'])(
    'of type %s is one that he wrote',
    (type) => {
      const own = { id: '1', type, body: 'x', time: 1654864094, chatId: PERSON.chatId };
      expect(parsePayload({ messages: [own] }, origin).events[0]).toHaveProperty('windowClosesAt');
    },
  );
});

describe('what was written', () => {
  const from = { from: NUMBER };

  test.each<[string, JsonObject, object]>([
    [
      'an edited text',
      {
        type: 'edit',
        edit: {
          original_message_id: 'wamid.0',
          message: { type: 'text', text: { body: 'At nine' } },
        },
      },
      { type: 'edit', text: 'At nine', caption: null, mediaUrl: null, quotedMessageId: 'wamid.0' },
    ],
    [
      'an edited text whose kind is not said',
      {
        type: 'edit',
        edit: { original_message_id: 'wamid.0', message: { text: { body: 'At nine' } } },
      },
      { text: 'At nine' },
    ],
    [
      'an edited text without a message in it',
      { type: 'edit', edit: { original_message_id: 'wamid.0', body: 'At nine' } },
      { text: 'At nine' },
    ],
    [
      'an edited caption',
      {
        type: 'edit',
        edit: {
          original_message_id: 'wamid.0',
          message: {
            type: 'image',
            image: { caption: 'Signed', url: 'https://files.example/1.jpg' },
          },
        },
      },
      { type: 'edit', text: 'Signed', caption: 'Signed', mediaUrl: 'https://files.example/1.jpg' },
    ],
    [
      'a deletion',
      { type: 'revoke', revoke: { original_message_id: 'wamid.0' } },
      { type: 'revoke', text: null, quotedMessageId: 'wamid.0' },
    ],
    [
      'a place',
      {
        type: 'location',
        location: {
          latitude: 31.75,
          longitude: 35.19,
          name: 'Teddy',
          address: 'Jerusalem',
          url: 'https://teddy.example',
        },
      },
      { type: 'location', text: 'Teddy, Jerusalem', mediaUrl: null },
    ],
    [
      'a place without a name',
      { type: 'location', location: { latitude: 31.75, longitude: '35.19' } },
      { text: '31.75, 35.19', mediaUrl: null },
    ],
    [
      'contacts',
      {
        type: 'contacts',
        contacts: [
          { name: { formatted_name: 'Ana' } },
          { name: {} },
          { name: { formatted_name: 'Ben' } },
        ],
      },
      { text: 'Ana, Ben' },
    ],
    [
      'a template’s button',
      { type: 'button', button: { text: 'Yes', payload: 'y' } },
      { text: 'Yes' },
    ],
    [
      'a form',
      {
        type: 'interactive',
        interactive: { type: 'nfm_reply', nfm_reply: { body: 'Sent', response_json: '{}' } },
      },
      { text: 'Sent' },
    ],
    [
      'an order',
      { type: 'order', order: { text: 'Two of these', product_items: [] } },
      { text: 'Two of these' },
    ],
    [
      'an advertisement’s link',
      { type: 'interactive', interactive: { url: 'https://shop.example' } },
      { mediaUrl: null },
    ],
    [
      'a sticker',
      { type: 'sticker', sticker: { url: 'https://files.example/1.webp' } },
      { mediaUrl: 'https://files.example/1.webp' },
    ],
  ])('%s', (_case, element, expected) => {
    expect(writtenBy({ ...from, text: undefined, ...element })).toMatchObject(expected);
  });
});
