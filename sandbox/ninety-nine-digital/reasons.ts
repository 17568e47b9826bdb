import type { Answer } from '../http/answer';

/** The field `reason` of 99digital's answers (99digital-api.md#what-an-answer-means). Others exist and are not known. */
export const REASON = {
  fine: 1,
  /** The account `from` does not exist, or the JSON is bad. */
  unknownAccountOrBadJson: 2,
  wrongKey: 3,
  /** `to` is empty or malformed. */
  badRecipient: 4,
  /** `body` is empty. */
  emptyBody: 5,
  whatsAppError: 6,
  /** More than 24 hours since the person's last message. */
  windowClosed: 7,
  /** The person never wrote. */
  firstMessage: 8,
} as const;

/** Stands for the others: what a template is refused with nobody has written down. */
export const UNDOCUMENTED = 42;

export type Reason = (typeof REASON)[keyof typeof REASON] | typeof UNDOCUMENTED;

export const ok = (body: Record<string, unknown>): Answer => ({
  status: 200,
  body: { status: 'OK', ...body, reason: REASON.fine },
});
