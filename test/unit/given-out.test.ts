import * as fc from 'fast-check';
import { parseHook } from '../../nodes/NinetyNineDigital/events/parse-hook';
import { readPerson } from '../../nodes/NinetyNineDigital/provider';
import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';
import { readPhoneFilter } from '../../nodes/shared/trigger/phone-filter';
import type { ProviderEvent } from '../../nodes/shared/events/delivery-event';
import { readRecipient } from '../../nodes/shared/whatsapp/recipient';
import countries from '../../nodes/shared/description/countries.json';

const origin = (provider: string, channelId: string) => ({
  channelId,
  receivedAt: '2026-11-22T15:00:00.000Z',
  includeRaw: false,
  provider,
});
const ACCOUNT = '972771234567';

const digits = fc.stringMatching(/^[1-9]\d{6,14}$/);
const userId = fc.stringMatching(/^([A-Z]{2}|[a-z]{2})\.(ENT\.)?[1-9]\d{0,19}$/);
const device = fc.constantFrom('', ':2', '_1:12');
const person = fc
  .tuple(
    fc.constantFrom('', '+'),
    digits,
    device,
    fc.constantFrom('c.us', 's.whatsapp.net', 'C.US'),
  )
  .map(([plus, id, of, server]) => `${plus}${id}${of}@${server}`);
const hidden = fc.tuple(fc.oneof(digits, userId), device).map(([id, of]) => `${id}${of}@lid`);
const group = fc.stringMatching(/^([1-9]\d{6,17}(-1\d{9})?|Y2Fwa[A-Za-z0-9]{9}=?)@g\.us$/);
const nobody = fc.constantFrom(
  undefined,
  null,
  '',
  false,
  0,
  'nobody',
  'status@broadcast',
  '0@c.us',
  {},
);
const phone = fc.oneof(
  digits,
  digits.map((number) => `+${number}`),
  digits.map((number) => `+${number.slice(0, 2)} (${number.slice(2, 4)}) ${number.slice(4)}`),
  digits.map(Number),
);
const anybody = fc.oneof(phone, person, hidden, userId, group, nobody);
const country = fc.constantFrom(undefined, '', ...countries.map(({ value }) => value));

const oneMsgPayload = fc
  .record({
    chatId: anybody,
    author: anybody,
    authorBsuid: fc.oneof(userId, digits, nobody),
    phone: anybody,
    recipient_id: anybody,
    bsuid: fc.oneof(userId, digits, nobody),
    fromMe: fc.boolean(),
  })
  .map(({ recipient_id, ...who }) => {
    const status = { id: '1', status: 'sent', recipient_id };
    const meta = { statuses: [status], messages: [{ id: '2', from: who.phone }] };
    return {
      messages: [{ id: '3', ...who }],
      ack: [{ id: '4', status: 'read', ...who }],
      hooks: [{ ...status, id: '5', type: 'message' }],
      entry: [{ changes: [{ value: { ...meta, message_echoes: [{ id: '6', to: who.phone }] } }] }],
    };
  });

const hook = fc.oneof(
  fc.record({
    hook: fc.constant('update'),
    unique: fc.constant('1'),
    ack: fc.constant(2),
    from: anybody,
    to: anybody,
  }),
  fc.record({
    hook: fc.constant('system'),
    type: fc.constant('messages'),
    unique: fc.constant('1'),
    messageTo: anybody,
  }),
  fc.record({
    hook: fc.constant('new'),
    unique: fc.constant('1'),
    from: anybody,
    from_id: anybody,
    phone: anybody,
    to: anybody,
  }),
);

/** Chats that nothing can be sent to, by IDs that nobody can be told by otherwise; Phone Numbers takes them, too. */
const UNREACHABLE = /^\d+@lid$|@broadcast$/;

/** @returns whether the provider's fields take what its trigger gives out */
async function checkTaken(
  event: ProviderEvent,
  read: typeof readRecipient,
  defaultCountry: string | undefined,
): Promise<void> {
  if (event.event === 'account') return;
  const { phone, chatId } = event;
  for (const named of [phone, chatId])
    if (named !== null) expect(await readPhoneFilter(named, read)).toBeDefined();
  if (chatId === null) {
    expect(phone).toBeNull();
    return;
  }
  if (UNREACHABLE.test(chatId)) {
    await expect(read(chatId, defaultCountry)).rejects.toThrow(/hidden numbers|no chat that files/);
    return;
  }
  expect(await read(chatId, defaultCountry)).toMatchObject({ phone, chatId });
  if (phone === null) return;
  const taken = await read(phone);
  // A 0 behind a country code is the one that is dialled within it: no number that WhatsApp has holds one.
  if (taken.phone !== phone) expect(taken.phone?.length).toBeLessThan(phone.length);
  else expect(taken.chatId).toBe(chatId);
}

describe('what a trigger gives out as phone and chatId, the fields Phone Number and Phone Numbers take', () => {
  test('at 1MSG', async () => {
    let given = 0;
    await fc.assert(
      fc.asyncProperty(oneMsgPayload, country, async (payload, defaultCountry) => {
        const { events } = parsePayload(payload, origin('1msg', 'VID0'));
        for (const event of events) {
          await checkTaken(event, readRecipient, defaultCountry);
          if (event.chatId !== null) given++;
        }
      }),
      { numRuns: 300 },
    );
    expect(given).toBeGreaterThan(300);
  }, 60_000);

  test('at 99digital', async () => {
    let given = 0;
    const readOne: typeof readRecipient = async (input, defaultCountry) => {
      const chat = await readRecipient(input, defaultCountry);
      // It has no groups; a group's ID in a hook is passed on, and refused with the reason.
      return chat.kind === 'group' ? chat : await readPerson(input, defaultCountry);
    };
    await fc.assert(
      fc.asyncProperty(hook, country, async (body, defaultCountry) => {
        const { events } = parseHook(body, origin('99digital', ACCOUNT));
        for (const event of events) {
          await checkTaken(event, readOne, defaultCountry);
          if (event.event !== 'account' && event.chatId !== null) given++;
        }
      }),
      { numRuns: 300 },
    );
    expect(given).toBeGreaterThan(100);
  }, 60_000);

  test('real numbers go where they came from, with any default country: by chatId always, by phone or to nobody', async () => {
    const real = fc.constantFrom(
      '4915112345678',
      '5215512345678',
      '5491123456789',
      '551187654321',
      '15016221234',
      '5016221234',
    );
    await fc.assert(
      fc.asyncProperty(real, country, async (number, defaultCountry) => {
        expect(await readRecipient(`${number}@c.us`, defaultCountry)).toMatchObject({
          phone: number,
        });
        const phone = await readRecipient(number, defaultCountry).then(
          (recipient) => recipient.phone,
          (error: Error) => error.message,
        );
        const own = defaultCountry === 'MX' || defaultCountry === 'CN';
        if (!own && phone !== number) expect(phone).toMatch(/ can be \+.* or \+/);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});
