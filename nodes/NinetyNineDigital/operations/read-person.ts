import type { Recipient } from '../../shared/recipient';
import { readRecipient, RecipientError } from '../../shared/recipient';
import { readUserId } from '../../shared/user-id';

/**
 * Reads a recipient as 99digital takes them: persons only.
 * @param input a phone number in any form, a person's chat ID or a user ID
 * @param defaultCountry of numbers written without a country code
 * @throws {RecipientError}
 */
export async function readPerson(input: unknown, defaultCountry?: string): Promise<Recipient> {
  const userId = readUserId(input);
  if (userId) return { phone: null, chatId: userId, kind: 'user' };
  const recipient = await readRecipient(input, defaultCountry);
  if (recipient.kind === 'person') return recipient;
  throw new RecipientError(
    recipient.kind === 'group'
      ? `99digital sends to persons only, and ${recipient.chatId} is a group`
      : `99digital does not know hidden numbers such as ${recipient.chatId}; give the phone number, or a user ID such as IL.1605856887361213`,
  );
}
