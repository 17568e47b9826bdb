import type { Address } from '../../shared/delivery/payload-values';
import {
  asTextOrNull,
  elementsOf,
  part,
  readAddress,
  textOrNull,
} from '../../shared/delivery/payload-values';
import type { JsonObject } from '../../shared/json';
import { isJsonObject } from '../../shared/json';

/** How a message or a status names somebody. */
interface PersonNames {
  /** 1MSG's own. */
  chatId?: unknown;
  number: unknown;
  /** What Meta calls people who hide their number: an ID for each business, or for its parent company. The first one that is there counts. */
  userIds: unknown[];
}

/** The people in Meta's `contacts[]`: several, in any order, beside what several people wrote. */
export class Contacts {
  private readonly byUserId = new Map<string, JsonObject>();
  private readonly byNumber = new Map<string, JsonObject>();

  constructor(contacts?: unknown) {
    for (const contact of elementsOf(contacts).filter(isJsonObject)) {
      for (const id of userIdsOf(contact)) this.byUserId.set(id, contact);
      const { chatId } = readAddress(undefined, contact.wa_id);
      if (chatId !== null) this.byNumber.set(chatId, contact);
    }
  }

  /** @returns the person's address, and the name in the profile of the contact that is this very person */
  read({ chatId, number, userIds }: PersonNames): { address: Address; name: string | null } {
    const ids = textsOf(userIds);
    const contact = this.find(number, ids);
    return {
      address: readAddress(asTextOrNull(chatId), asTextOrNull(number) ?? contact?.wa_id, ids[0]),
      name: textOrNull(part(contact, 'profile').name),
    };
  }

  private find(number: unknown, ids: readonly string[]): JsonObject | undefined {
    for (const id of ids) if (this.byUserId.has(id)) return this.byUserId.get(id);
    const contact = this.byNumber.get(readAddress(undefined, number).chatId ?? '');
    // Where both have user IDs, these tell: a number that somebody gave up may be another one's by now.
    return contact && ids.length > 0 && userIdsOf(contact).length > 0 ? undefined : contact;
  }
}

/** @returns the group whose chat a message or status is of, by Meta's own fields; undefined where it is of a person's */
export function groupAddress(element: JsonObject): Address | undefined {
  const toGroup = element.recipient_type === 'group';
  const id = asTextOrNull(element.group_id) ?? asTextOrNull(toGroup ? element.recipient_id : null);
  if (id === null) return toGroup ? { phone: null, chatId: textOrNull(element.chatId) } : undefined;
  // Whoever of the group it is from or to: an answer to a person would be another chat.
  return { phone: null, chatId: id.includes('@') ? id : `${id}@g.us` };
}

function userIdsOf({ user_id: userId, parent_user_id: parentUserId }: JsonObject): string[] {
  return textsOf([userId, parentUserId]);
}

function textsOf(values: unknown[]): string[] {
  return values.flatMap((value) => textOrNull(value) ?? []);
}
