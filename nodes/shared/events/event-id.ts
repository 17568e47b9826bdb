import { hash } from 'node:crypto';

/**
 * Names an event so that each delivery of it, in whatever form, gets the same name. No time goes in:
 * 1MSG's `ack[]` has none where `hooks[]` tells the same event with one (1msg-api.md#webhook-requests).
 * @param parts what makes the event this one: provider, channel, kind, message ID and, of a status event, the status
 * @returns 22 characters, safe in URLs and file names
 */
export function eventId(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);
}
