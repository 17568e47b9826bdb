/** The chat of a phone number (digits), or the chat ID itself. */
export function chatIdOf(recipient: string): string {
  return recipient.includes('@') ? recipient : `${recipient.replace(/\D/g, '')}@c.us`;
}

/** The phone number behind a chat ID; a group or a hidden number (`@lid`) has none. */
export function phoneOf(chatId: string): string | null {
  return chatId.endsWith('@c.us') ? chatId.slice(0, -'@c.us'.length) : null;
}

/** A request's recipient, or what 1MSG finds wrong with it: exactly one of `phone` and `chatId`. */
export function readRecipient(body: Record<string, unknown>): { chatId: string } | string {
  const { phone, chatId } = body;
  if ((phone === undefined) === (chatId === undefined)) {
    return 'Exactly one of phone and chatId is required';
  }
  if (chatId !== undefined) {
    const isChatId = typeof chatId === 'string' && /^[\w.-]+@(c\.us|g\.us|lid)$/.test(chatId);
    return isChatId ? { chatId } : 'chatId is not valid';
  }
  const isPhone = typeof phone === 'string' && /^[1-9]\d{6,14}$/.test(phone);
  return isPhone
    ? { chatId: chatIdOf(phone) }
    : 'phone must be a string of digits with the country code';
}
