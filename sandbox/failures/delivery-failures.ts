import type { DeliveryError } from '../world/types';

/**
 * The reasons for which WhatsApp does not deliver what it has accepted, by name, in Meta's numbers and words
 * (1msg-api.md#failed-deliveries). A provider shows of them what it has: 1MSG's `ack[]` the text alone.
 */
export const DELIVERY_FAILURES = {
  window: known(
    131047,
    'Re-engagement message',
    'More than 24 hours have passed since the customer last replied to this number',
  ),
  'not reachable': known(
    131026,
    'Message undeliverable',
    'No WhatsApp at this number, an old version of it, or the business is blocked',
  ),
  media: known(131053, 'Media upload error'),
  'media download': known(131052, 'Media download error'),
  'marketing limit': known(
    131049,
    'This message was not delivered to maintain healthy ecosystem engagement.',
  ),
  experiment: known(130472, "User's number is part of an experiment"),
  'too many to one person': known(
    131056,
    '(Business Account, Consumer Account) pair rate limit hit',
  ),
  'too fast': known(130429, 'Rate limit hit'),
  'too many complaints': known(131048, 'Spam rate limit hit'),
  payment: known(131042, 'Business eligibility payment issue'),
  'template paused': known(132015, 'Template is paused'),
  'template not approved': known(132001, 'Template name does not exist in the translation'),
  'something else': known(131000, 'Something went wrong'),
} satisfies Record<string, DeliveryError>;

function known(code: number, title: string, details?: string): DeliveryError & { code: number } {
  return { text: title, code, title, ...(details !== undefined && { details }) };
}

const BY_CODE = new Map<number, DeliveryError>(
  Object.values(DELIVERY_FAILURES).map((error) => [error.code, error]),
);

/** An error of which the code alone may be given, with the words that belong to it. */
export function withKnownWords(error: DeliveryError): DeliveryError {
  const hasWords = error.text !== undefined || error.title !== undefined;
  const found = hasWords ? undefined : BY_CODE.get(error.code ?? 0);
  return { ...found, ...error };
}
