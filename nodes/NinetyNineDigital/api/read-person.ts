import { RecipientError } from '../../shared/values/input-error';
import type { Recipient } from '../../shared/whatsapp/recipient';
import { readRecipient } from '../../shared/whatsapp/recipient';

/**
 * Reads a recipient as 99digital takes them: persons only.
 * @param input a phone number in any form, a person's chat ID or a user ID
 * @param defaultCountry of numbers written without a country code
 * @throws {RecipientError}
 */
export async function readPerson(input: unknown, defaultCountry?: string): Promise<Recipient> {
  const recipient = await readRecipient(input, defaultCountry);
  if (recipient.kind !== 'group') return recipient;
  throw new RecipientError(`99digital sends to persons only, and ${recipient.chatId} is a group`);
}
