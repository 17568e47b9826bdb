import type { Recipient } from '../recipient';
import type { ProviderEvent } from './delivery-event';

/** The people and groups whose events are wanted, by chat ID. */
export type PhoneFilter = ReadonlySet<string>;

/** How a provider reads people and groups. @throws {RecipientError} */
type ReadRecipient = (input: unknown) => Promise<Recipient>;

/**
 * Reads a list of phone numbers and chat IDs, in any spelling with country code.
 * @param text separated by commas, semicolons or line breaks
 * @returns undefined for a list without entries, which means everybody
 * @throws {RecipientError} when an entry is neither a number with country code nor a chat ID
 */
export async function readPhoneFilter(
  text: string,
  readRecipient: ReadRecipient,
): Promise<PhoneFilter | undefined> {
  const entries = text.split(/[,;\n]/).filter((entry) => entry.trim() !== '');
  if (entries.length === 0) return undefined;
  return new Set(
    await Promise.all(entries.map(async (entry) => (await readRecipient(entry)).chatId)),
  );
}

/**
 * @param text as for {@link readPhoneFilter}
 * @returns the events that are about someone in the list
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

/** @returns whether the event is about someone in the filter; what is about the account itself is about nobody */
async function passesFilter(
  event: ProviderEvent,
  filter: PhoneFilter,
  readRecipient: ReadRecipient,
): Promise<boolean> {
  if (event.event === 'account' || event.chatId === null) return false;
  const { chatId, phone } = event;
  if (filter.has(chatId)) return true;
  // Both sides spelled alike: WhatsApp's own number is not in every country the one that people dial.
  const recipient = await readRecipient(phone ?? chatId).catch(() => undefined);
  return recipient !== undefined && filter.has(recipient.chatId);
}
