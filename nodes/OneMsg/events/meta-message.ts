import type { MessageEvent } from '../../shared/events/delivery-event';
import type { JsonObject } from '../../shared/values/json';
import { isJsonObject } from '../../shared/values/json';
import type { EventOrigin } from '../../shared/events/make-event';
import { completeMessage, isFileType } from '../../shared/events/make-event';
import {
  elementsOf,
  asTextOrNull,
  isoTime,
  part,
  textOrNull,
} from '../../shared/events/payload-values';
import type { Contacts } from './meta-person';
import { groupAddress } from './meta-person';

/**
 * Reads one element of Meta's own `messages[]` (what customers write) or `message_echoes[]` (what the
 * business writes), as 1MSG hands them on with `rawHooks`.
 * @param contacts of the `value` that the element is part of
 * @returns undefined when it is not a message
 */
export function metaMessageEvent(
  element: unknown,
  direction: MessageEvent['direction'],
  contacts: Contacts,
  origin: EventOrigin,
): MessageEvent | undefined {
  if (!isJsonObject(element)) return undefined;
  const id = asTextOrNull(element.id);
  if (id === null) return undefined;
  const type = textOrNull(element.type) ?? 'unknown';
  const own = part(element, type);
  // An edit holds the message as it is now.
  const edited = type === 'edit' ? part(own, 'message') : undefined;
  const written = edited ?? element;
  const writtenType = edited ? (textOrNull(edited.type) ?? 'text') : type;
  const content = part(written, writtenType);
  const caption = textOrNull(content.caption);
  const incoming = direction === 'incoming';
  const side = incoming ? 'from' : 'to';
  const person = contacts.read({
    number: element[side],
    userIds: [element[`${side}_user_id`], element[`${side}_parent_user_id`]],
  });
  return completeMessage(
    {
      direction,
      id,
      ...(groupAddress(element) ?? person.address),
      // 1MSG's own word for it, so that one condition in a workflow serves both forms.
      type: type === 'text' ? 'chat' : type,
      text: textOf(written, writtenType) ?? (edited ? (textOf(element, type) ?? caption) : null),
      // Meta itself gives only an ID for a file; a link is there where the channel adds one. A place has a link, too.
      mediaUrl: isFileType(writtenType)
        ? (textOrNull(content.url) ?? textOrNull(content.link))
        : null,
      caption,
      senderName: incoming ? person.name : null,
      quotedMessageId:
        textOrNull(part(element, 'context').id) ??
        textOrNull(own.message_id) ??
        textOrNull(own.original_message_id), // of an edit, and of what was deleted
      timestamp: isoTime(element.timestamp),
    },
    element,
    origin,
  );
}

const ANSWERS = ['button_reply', 'list_reply', 'nfm_reply'];

/** What the person wrote, chose, reacted with, or shows. */
function textOf(message: JsonObject, type: string): string | null {
  const content = part(message, type);
  if (type === 'location') return placeOf(content);
  if (type === 'contacts') return namesOf(message.contacts);
  for (const { body, text, title, emoji } of [content, ...ANSWERS.map((of) => part(content, of))])
    for (const candidate of [body, text, title, emoji])
      if (textOrNull(candidate) !== null) return textOrNull(candidate);
  return null;
}

function placeOf({ name, address, latitude, longitude }: JsonObject): string | null {
  const words = joined([name, address]);
  const at = [latitude, longitude].map(asTextOrNull);
  return words ?? (at.includes(null) ? null : at.join(', '));
}

function namesOf(contacts: unknown): string | null {
  return joined(elementsOf(contacts).map((each) => part(each, 'name').formatted_name));
}

function joined(values: unknown[]): string | null {
  return values.flatMap((value) => textOrNull(value) ?? []).join(', ') || null;
}
