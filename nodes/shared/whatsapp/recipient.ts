import type { Chat } from './chat-id';
import { plainText, readChatId } from './chat-id';
import { RecipientError } from '../values/input-error';
import { readPhoneNumber } from './phone-number';
import { notGiven, tellText } from '../values/text';

/** Whom a file goes to. */
export interface Recipient extends Chat {
  kind: 'person' | 'group' | 'user';
}

/**
 * Reads a recipient as people and CRMs write it, and as the triggers give it out (`phone`, `chatId`).
 * @param input a phone number in any form (`+1 (202) 072-1369`, `00972…`, `12020721369`, also as a number) or an ID
 * @param defaultCountry ISO 3166 code of the country of numbers written without a country code (`IL`); empty where the
 * option is not set, undefined where there is no such option
 * @throws {RecipientError}
 */
export async function readRecipient(input: unknown, defaultCountry?: string): Promise<Recipient> {
  const text = plainText(input);
  if (!text) throw new RecipientError(`The phone number ${notGiven(input)}`);
  const chat = readChatId(text);
  if (chat) return checkChat(chat);
  if (text.includes('@'))
    throw new RecipientError(
      `"${tellText(text)}" is not a chat ID; one looks like 12020721369@c.us, …@g.us (group) or CO.1726691741709890 (hidden number)`,
    );
  const digits = await readPhoneNumber(text, defaultCountry, typeof input === 'string');
  return { phone: digits, chatId: `${digits}@c.us`, kind: 'person' };
}

function checkChat({ phone, chatId, kind }: Chat): Recipient {
  switch (kind) {
    case 'hidden':
      // 1MSG was seen to cut such an ID to its digits (1msg-api.md#hidden-numbers).
      throw new RecipientError(
        `Files cannot be sent to hidden numbers that are digits only, such as ${tellText(chatId)}: the digits would be taken for somebody else's phone number. Give the person's phone number, or a user ID such as CO.1726691741709890`,
      );
    case 'other':
      throw new RecipientError(`"${tellText(chatId)}" is no chat that files can be sent to`);
    default:
      return { phone, chatId, kind };
  }
}
