const PHONE = /^[1-9]\d{6,14}$/;
const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?\d{1,128}$/;
/** Begins the user IDs that the sandbox makes up: a number can be seen in them, other than in real ones. */
const SANDBOX_USER = /^[A-Z]{2}\.2048(\d{7,15})$/;

/** Whether 99digital takes it as a person: digits with the country code, or a user ID such as `IL.1605856887361213`. */
export function isPerson(recipient: unknown): recipient is string {
  return typeof recipient === 'string' && (PHONE.test(recipient) || USER_ID.test(recipient));
}

/**
 * The chat with a person: the number's digits, however it is written (`+972 50…`, `…@c.us`), or the user ID
 * of somebody whose number is not known. A user ID that {@link userIdOf} made is the same chat as its number.
 */
export function chatIdOf(recipient: string): string {
  if (USER_ID.test(recipient)) return SANDBOX_USER.exec(recipient)?.[1] ?? recipient;
  return recipient.replace(/@c\.us$/, '').replace(/[+ ()-]/g, '');
}

/** The number behind a chat; null for somebody who is known by a user ID alone. */
export function phoneOf(chatId: string): string | null {
  return PHONE.test(chatId) ? chatId : null;
}

/** The user ID of whoever a chat is with. */
export function userIdOf(chatId: string): string {
  return phoneOf(chatId) ? `${chatId.startsWith('972') ? 'IL' : 'ZZ'}.2048${chatId}` : chatId;
}

/** For JSON schemas: whom the control API lets write, a person and no group. */
export const CUSTOMER_PATTERN =
  '^(\\+?[1-9][\\d ()-]{6,20}(@c\\.us)?|[A-Z]{2}\\.(ENT\\.)?\\d{1,128})$';
