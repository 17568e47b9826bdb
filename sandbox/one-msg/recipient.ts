const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z\d]{1,128}$/;
const PERSON = '@c.us';
const HIDDEN = '@lid';

/** The chat of a phone number (digits) or a hidden number's user ID, or the chat ID itself. */
export function chatIdOf(recipient: string): string {
  if (USER_ID.test(recipient)) return recipient + HIDDEN;
  return recipient.includes('@') ? recipient : recipient.replace(/\D/g, '') + PERSON;
}

/** The phone number behind a chat ID; a group or a hidden number (`@lid`) has none. */
export function phoneOf(chatId: string): string | null {
  return chatId.endsWith(PERSON) ? chatId.slice(0, -PERSON.length) : null;
}

/** The user ID of whoever a chat is with; null for groups, and for hidden numbers that are digits only. */
export function userIdOf(chatId: string): string | null {
  const phone = phoneOf(chatId);
  if (phone) return `ZZ.17${phone}`;
  const id = chatId.replace(HIDDEN, '');
  return USER_ID.test(id) ? id : null;
}

/** A request's recipient, or what 1MSG finds wrong with it: exactly one of `phone` and `chatId`. */
export function readRecipient(body: Record<string, unknown>): { chatId: string } | string {
  const { phone, chatId } = body;
  if ((phone === undefined) === (chatId === undefined)) {
    return 'Exactly one of phone and chatId is required';
  }
  if (chatId !== undefined) {
    const isChatId = typeof chatId === 'string' && /^[\w.-]+@(c\.us|g\.us|lid)$/.test(chatId);
    // 1MSG was seen to cut an `@lid` to its digits, a user ID's, too: whoever has them as a number gets the file.
    return isChatId
      ? { chatId: chatId.replace(/^\D*(\d+)@lid$/, `$1${PERSON}`) }
      : 'chatId is not valid';
  }
  const given = String(phone); // a number is understood, too
  return /^[1-9]\d{6,14}$/.test(given) || USER_ID.test(given)
    ? { chatId: chatIdOf(given) }
    : 'phone must be a string of digits with the country code';
}
