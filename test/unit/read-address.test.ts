import { messageEvent } from '../../nodes/OneMsg/events/message-event';
import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';
import { readAddress } from '../../nodes/shared/events/payload-values';
import { eventOf } from './recorded-hooks';

const origin = {
  channelId: 'VID0',
  receivedAt: '2026-11-22T15:00:00.000Z',
  includeRaw: false,
  provider: '1msg',
};
const PERSON = { phone: '573001112233', chatId: '573001112233@c.us' };
const USER = { phone: null, chatId: 'CO.1748291002931' };

test.each([
  ['573001112233@c.us', undefined, PERSON],
  ['573001112233@s.whatsapp.net', undefined, PERSON],
  [undefined, '573001112233@c.us', PERSON],
  [undefined, '+57 (300) 111-2233', PERSON],
  [undefined, 573001112233, PERSON],
  ['', '573001112233', PERSON],
  ['573001112233:12@s.whatsapp.net', undefined, PERSON],
  [undefined, '573001112233:12@c.us', PERSON],
  ['CO.1748291002931', undefined, USER],
  [undefined, 'CO.1748291002931', USER],
  ['CO.1748291002931', '573001112233', PERSON],
  ['84510297311245@lid', undefined, { phone: null, chatId: '84510297311245@lid' }],
  ['84510297311245:3@lid', undefined, { phone: null, chatId: '84510297311245@lid' }],
  ['217145090810059:2@lid', undefined, { phone: null, chatId: '217145090810059@lid' }],
  // Nothing can be sent to digits with @lid, so what else is known goes first.
  ['99@lid', '573001112233', PERSON],
  ['99@lid', '573001112233@c.us', PERSON],
  ['99@lid', 'CO.1748291002931', USER],
  ['CO.1748291002931@lid', undefined, USER],
  ['co.1748291002931:2@LID', undefined, USER],
  ['+573001112233@c.us', undefined, PERSON],
  ['\u200e573001112233@c.us', undefined, PERSON],
  [undefined, 'whatsapp: +573001112233', PERSON],
  [undefined, '٥٧٣٠٠١١١٢٢٣٣', PERSON],
  ['0@c.us', undefined, { phone: null, chatId: null }],
  ['nobody', undefined, { phone: null, chatId: null }],
  ['1203@g.us', '573001112233', { phone: null, chatId: '1203@g.us' }],
  ['status@broadcast', '573001112233', { phone: null, chatId: 'status@broadcast' }],
  [undefined, 'nobody', { phone: null, chatId: null }],
  [undefined, undefined, { phone: null, chatId: null }],
])('chat ID %j and phone %j', (chatId, phone, address) => {
  expect(readAddress(chatId, phone)).toMatchObject(address);
});

test('digits in the place of a user ID are no phone number', () => {
  const hidden = { phone: null, chatId: '84510297311245@lid' };
  for (const userId of ['84510297311245', 84510297311245, '84510297311245:2@lid'])
    expect(readAddress(undefined, undefined, userId)).toEqual(hidden);
});

describe('whom an event is about', () => {
  const status = (element: object) =>
    parsePayload({ ack: [{ id: '1', status: 'sent', ...element }] }, origin).events[0];
  const message = (element: object) => messageEvent({ id: '1', type: 'chat', ...element }, origin);
  const bsuid = USER.chatId;

  test('is told by the user ID where nothing else tells it', () => {
    expect(status({ bsuid })).toMatchObject(USER);
    expect(status({ bsuid, phone: '573001112233' })).toMatchObject(PERSON);
    expect(message({ authorBsuid: bsuid })).toMatchObject(USER);
    expect(message({ authorBsuid: bsuid, author: '573001112233@c.us' })).toMatchObject(PERSON);
  });

  test('is never the business itself', () => {
    const own = { fromMe: true, author: '573001112233@c.us', authorBsuid: bsuid };
    expect(message(own)).toMatchObject({ phone: null, chatId: null });
  });

  test('is not hidden by a field that is there and empty', () => {
    expect(status({ phone: '', recipient_id: '573001112233' })).toMatchObject(PERSON);
    expect(message({ chatId: '', author: '573001112233@c.us' })).toMatchObject(PERSON);
    const user = { phone: null, chatId: 'IL.1605856887361213' };
    for (const from of ['', false, null])
      expect(eventOf('new-hidden-number', { from })).toMatchObject(user);
  });
});
