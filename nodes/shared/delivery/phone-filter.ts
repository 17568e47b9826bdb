import type { Recipient } from '../recipient';
import { readUserId } from '../user-id';
import type { ProviderEvent } from './delivery-event';

/**
 * Where WhatsApp's number of a mobile phone has a digit more than the one that people dial, in some places and not in
 * others: Mexico's 1, Argentina's 9, and Brazil's 9, which older numbers have without.
 */
const MORE_DIGITS: ReadonlyArray<[RegExp, string]> = [
  [/^521(\d{10})(?=@|$)/, '52$1'],
  [/^549(\d{10})(?=@|$)/, '54$1'],
  [/^55(\d\d)9([6-9]\d{7})(?=@|$)/, '55$1$2'],
];

/** The people and groups whose events are wanted, by chat ID as {@link withoutMore} has it. */
export type PhoneFilter = ReadonlySet<string>;

/** How a provider reads people and groups. @throws {RecipientError} */
type ReadRecipient = (input: unknown) => Promise<Recipient>;

/**
 * Reads a list of phone numbers, chat IDs and user IDs, in any spelling with country code.
 * @param text separated by commas, semicolons or line breaks
 * @returns undefined for a list without entries, which means everybody
 * @throws {RecipientError} when an entry is none of these
 */
export async function readPhoneFilter(
  text: string,
  readRecipient: ReadRecipient,
): Promise<PhoneFilter | undefined> {
  const entries = text.split(/[,;\n]/).filter((entry) => entry.trim() !== '');
  if (entries.length === 0) return undefined;
  return new Set(
    await Promise.all(
      entries.map(async (entry) => {
        const userId = readUserId(entry);
        if (userId) return userId;
        const digits = entry.normalize('NFKC').replace(/\D/g, '').replace(/^00/, '');
        const dialled = entry.includes('@') ? digits : withoutMore(digits);
        const { chatId } = await readRecipient(dialled === digits ? entry : dialled);
        return withoutMore(chatId);
      }),
    ),
  );
}

/** @param id digits with country code, alone or at the beginning of a chat ID */
function withoutMore(id: string): string {
  return MORE_DIGITS.reduce((shorter, [more, less]) => shorter.replace(more, less), id);
}

/**
 * @param text as for {@link readPhoneFilter}
 * @returns the events that are about someone in the list, and those about the account itself, which are about nobody
 */
export async function ofPhoneNumbers(
  events: ProviderEvent[],
  text: string,
  readRecipient: ReadRecipient,
): Promise<ProviderEvent[]> {
  if (events.length === 0 || text.trim() === '') return events;
  const filter = await readPhoneFilter(text, readRecipient);
  if (!filter) return events;
  const passed = await Promise.all(
    events.map((event) => passesFilter(event, filter, readRecipient)),
  );
  return events.filter((_event, index) => passed[index]);
}

/** @returns whether the event is about someone in the filter, or about the account: then it is about nobody, and whoever asked for it gets it */
async function passesFilter(
  event: ProviderEvent,
  filter: PhoneFilter,
  readRecipient: ReadRecipient,
): Promise<boolean> {
  if (event.event === 'account') return true;
  if (event.chatId === null) return false;
  const { chatId, phone } = event;
  if (filter.has(readUserId(chatId) ?? withoutMore(chatId))) return true;
  const recipient = await readRecipient(phone ?? chatId).catch(() => undefined);
  return recipient !== undefined && filter.has(withoutMore(recipient.chatId));
}
