import type { MessageEvent } from '../../shared/delivery/delivery-event';
import type { JsonObject } from '../../shared/json';
import { isJsonObject } from '../../shared/json';
import type { EventOrigin } from '../../shared/delivery/event-origin';
import { completeMessage } from '../../shared/delivery/complete-message';
import {
  elementsOf,
  asTextOrNull,
  isoTime,
  part,
  readAddress,
  textOrNull,
} from '../../shared/delivery/payload-values';

/**
 * Reads one element of Meta's own `messages[]` (what customers write) or `message_echoes[]` (what the
 * business writes), as 1MSG hands them on with `rawHooks`.
 * @param value the `value` that the element is part of; it holds the customers' names
 * @returns undefined when it is not a message
 */
export function metaMessageEvent(
  element: unknown,
  direction: MessageEvent['direction'],
  value: JsonObject,
  origin: EventOrigin,
): MessageEvent | undefined {
  if (!isJsonObject(element)) return undefined;
  const id = asTextOrNull(element.id);
  if (id === null) return undefined;
  const type = textOrNull(element.type) ?? 'unknown';
  const content = part(element, type);
  const person = direction === 'incoming' ? element.from : element.to;
  return completeMessage(
    {
      direction,
      id,
      ...readAddress(undefined, person),
      // 1MSG's own word for it, so that one condition in a workflow serves both forms.
      type: type === 'text' ? 'chat' : type,
      text: textOf(content),
      // Meta itself gives only an ID for a file; a link is there where the channel adds one.
      mediaUrl: textOrNull(content.url) ?? textOrNull(content.link),
      caption: textOrNull(content.caption),
      senderName: direction === 'incoming' ? nameOf(person, value) : null,
      quotedMessageId: textOrNull(part(element, 'context').id) ?? textOrNull(content.message_id),
      timestamp: isoTime(element.timestamp),
    },
    element,
    origin,
  );
}

/** What the person wrote, chose or reacted with. */
function textOf(content: JsonObject): string | null {
  const chosen = [content, part(content, 'button_reply'), part(content, 'list_reply')];
  for (const { body, text, title, emoji } of chosen)
    for (const candidate of [body, text, title, emoji])
      if (textOrNull(candidate) !== null) return textOrNull(candidate);
  return null;
}

function nameOf(person: unknown, value: JsonObject): string | null {
  const contact = elementsOf(value.contacts).find(
    (each) => isJsonObject(each) && each.wa_id === person,
  );
  return textOrNull(part(contact, 'profile').name);
}
