import { plainText, readChatId, withoutMore } from '../whatsapp/chat-id';
import type { Recipient } from '../whatsapp/recipient';
import type { ProviderEvent } from '../events/delivery-event';
import { namesOf } from '../events/make-event';

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
  const entries = text.split(/[,;\n]/).filter((entry) => plainText(entry) !== '');
  if (entries.length === 0) return undefined;
  const chats = await Promise.all(
    entries.map(async (entry) => {
      const chat = readChatId(plainText(entry));
      // Events have them, though no file can be sent to them.
      const isUnreachable = chat?.kind === 'hidden' || chat?.kind === 'other';
      return isUnreachable ? chat : await readRecipient(entry);
    }),
  );
  return new Set(chats.map(({ chatId }) => withoutMore(chatId)));
}

/**
 * @param text as for {@link readPhoneFilter}
 * @returns the events that are about someone in the list, and those about the account itself, which are about nobody:
 * whoever asked for them gets them
 */
export async function ofPhoneNumbers(
  events: ProviderEvent[],
  text: string,
  readRecipient: ReadRecipient,
): Promise<ProviderEvent[]> {
  if (events.length === 0 || text.trim() === '') return events;
  const filter = await readPhoneFilter(text, readRecipient);
  if (!filter) return events;
  return events.filter(
    (event) =>
      event.event === 'account' ||
      [event.chatId ?? '', ...namesOf(event)].some((chatId) => filter.has(withoutMore(chatId))),
  );
}
