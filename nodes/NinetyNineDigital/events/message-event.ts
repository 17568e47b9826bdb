import type { EventOrigin } from '../../shared/events/make-event';
import { completeMessage } from '../../shared/events/make-event';
import type { MessageEvent } from '../../shared/events/delivery-event';
import { asTextOrNull, isoTime, readAddress, textOrNull } from '../../shared/events/payload-values';
import type { JsonObject } from '../../shared/values/json';
import { flagOf } from '../../shared/values/json';
import { isSameNumber } from './address';

/** The types whose `body` is a link to the file. */
const MEDIA = new Set(['image', 'video', 'document', 'audio', 'ptt', 'voice', 'sticker']);
/** Those whose `body` is none, whatever it holds, and whatever else is said. */
const NO_MEDIA = new Set(['text', 'location', 'contacts', 'button', 'list', 'reaction', 'order']);

/**
 * Reads a `new` hook: a message, of the customer's or of the business's own.
 * @returns undefined when it is not a message
 */
export function messageEvent(hook: JsonObject, origin: EventOrigin): MessageEvent | undefined {
  const id = asTextOrNull(hook.unique);
  if (id === null) return undefined;
  const outgoing = isSameNumber(hook.from, origin.channelId);
  const type = textOrNull(hook.type) ?? 'unknown';
  const body = asTextOrNull(hook.body); // a number is what somebody wrote, too
  const isMedia = MEDIA.has(type) || (flagOf(hook.media) === true && !NO_MEDIA.has(type));
  return completeMessage(
    {
      direction: outgoing ? 'outgoing' : 'incoming',
      id,
      ...readAddress(
        groupOf(hook),
        outgoing ? hook.to : (asTextOrNull(hook.phone) ?? hook.from),
        outgoing ? undefined : hook.from_id,
      ),
      type,
      text: isMedia ? null : body,
      mediaUrl: isMedia && body !== null && /^https?:/i.test(body) ? body : null,
      caption: asTextOrNull(hook.caption),
      senderName: asTextOrNull(hook.senderName),
      quotedMessageId: asTextOrNull(hook.quoteUnique),
      timestamp: isoTime(hook.timestamp),
    },
    hook,
    origin,
  );
}

/** @returns the group that somebody has written in: `phone` is then one of its members */
function groupOf({ from }: JsonObject): string | undefined {
  return typeof from === 'string' && from.endsWith('@g.us') ? from : undefined;
}
