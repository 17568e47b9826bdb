import type { MessageFields, EventOrigin } from '../../shared/events/make-event';
import { completeMessage, isFileType, textOrLink } from '../../shared/events/make-event';
import type { MessageEvent } from '../../shared/events/delivery-event';
import type { JsonObject } from '../../shared/values/json';
import { flagOf, isJsonObject } from '../../shared/values/json';
import { asTextOrNull, isoTime, readAddress, textOrNull } from '../../shared/events/payload-values';
import { groupAddress } from './meta-person';

/**
 * Reads one element of 1MSG's `messages[]`.
 * @returns undefined when it is not a message
 */
export function messageEvent(element: unknown, origin: EventOrigin): MessageEvent | undefined {
  if (!isJsonObject(element)) return undefined;
  const id = asTextOrNull(element.id);
  if (id === null) return undefined;
  const body = asTextOrNull(element.body); // a number is what somebody wrote, too
  const type = textOrNull(element.type) ?? 'unknown';
  const isMedia = isFileType(type); // then `body` is a temporary link (1msg-api.md#webhook-requests)
  const outgoing = flagOf(element.fromMe ?? element.self) === true;
  // What the business writes has it as its author, and not the person.
  const { author, authorBsuid }: JsonObject = outgoing ? {} : element;
  const fields: MessageFields = {
    direction: outgoing ? 'outgoing' : 'incoming',
    id,
    ...(groupAddress(element) ?? readAddress(asTextOrNull(element.chatId), author, authorBsuid)),
    type,
    ...textOrLink(body, isMedia),
    caption: asTextOrNull(element.caption),
    senderName: asTextOrNull(element.senderName),
    quotedMessageId: asTextOrNull(element.quotedMsgId),
    timestamp: isoTime(element.time),
  };
  return completeMessage(fields, element, origin);
}
