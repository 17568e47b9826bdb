import type { Recipient } from '../../shared/whatsapp/recipient';

/**
 * Names a recipient as `sendFile` and `sendTemplate` take it: by exactly one of the two fields.
 *
 * A person's number has always worked as `phone`. A hidden number goes there by its user ID, too: that is how the one
 * user does it who is known to write to them in production, and a chat ID with `@lid` was seen to be cut to its
 * digits, which are another person's number. 1MSG's own pages say neither (unverified).
 */
export function recipientFields({
  phone,
  chatId,
  kind,
}: Recipient): { phone: string } | { chatId: string } {
  const number = kind === 'user' ? chatId : phone;
  return number === null ? { chatId } : { phone: number };
}

/**
 * @param chatId a recipient's
 * @returns how `messages` names the chat: a user ID has `@lid` behind it there
 */
export function historyChatId(chatId: string): string {
  return chatId.includes('@') ? chatId : `${chatId}@lid`;
}
