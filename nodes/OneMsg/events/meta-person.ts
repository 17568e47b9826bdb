import type { Address } from '../../shared/events/payload-values';
import {
  asTextOrNull,
  elementsOf,
  part,
  readAddress,
  textOrNull,
} from '../../shared/events/payload-values';
import type { JsonObject } from '../../shared/values/json';
import { isJsonObject } from '../../shared/values/json';

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
      address: readAddress(
        asTextOrNull(chatId),
        asTextOrNull(number) ?? contact?.wa_id,
        ...(ids.length > 0 || !contact ? ids : userIdsOf(contact)),
      ),
      name: textOrNull(part(contact, 'profile').name),
    };
  }

  private find(number: unknown, ids: readonly string[]): JsonObject | undefined {
    for (const id of [...ids, ...textsOf([number])])
      if (this.byUserId.has(id)) return this.byUserId.get(id);
    const contact = this.byNumber.get(readAddress(undefined, number).chatId ?? '');
    // Where both have user IDs, these tell: a number that somebody gave up may be another one's by now.
    return contact && ids.length > 0 && userIdsOf(contact).length > 0 ? undefined : contact;
  }
}

/**
 * @returns the group whose chat a message or status is of, by Meta's own fields; undefined where it is of a person's.
 * Whoever of the group it is from or to: what is written to that person would be in another chat
 */
export function groupAddress(element: JsonObject): Address | undefined {
  const toGroup = textOrNull(element.recipient_type)?.toLowerCase() === 'group';
  const { group_id: group, recipient_id: recipient, chatId } = element;
  if (asTextOrNull(group) === null && !toGroup) return undefined;
  const id = [group, toGroup && recipient, chatId].map(asTextOrNull).find((each) => each !== null);
  const named = id?.includes('@') ? id : id && `${id}@g.us`;
  return readAddress(named && /@g\.us$/i.test(named) ? named : undefined);
}

function userIdsOf({ user_id: userId, parent_user_id: parentUserId }: JsonObject): string[] {
  return textsOf([userId, parentUserId]);
}

function textsOf(values: unknown[]): string[] {
  return values.flatMap((value) => textOrNull(value) ?? []);
}
