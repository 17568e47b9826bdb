/**
 * Why a message was not delivered, in words that a workflow can branch on, and what helps; the order is kept where
 * only numbers may be (`channel/`): new ones come at the end.
 */
const ADVICE = {
  OTHER: 'The message was not delivered; the details are in the words of the provider.',
  WINDOW_CLOSED:
    'The customer has not written in the last 24 hours, so WhatsApp did not deliver the message. Send an approved template.',
  NOT_REACHABLE:
    'WhatsApp cannot deliver to this number: it has no WhatsApp, an old version of it, or has blocked the business. Reach the customer another way.',
  FILE_NOT_FETCHED:
    'WhatsApp could not fetch the file, or it is not what its name says. Check that the link opens without a login and that the file is intact, then send it again.',
  MARKETING_LIMIT:
    'WhatsApp limits how much marketing a person gets from all businesses. Send it again after 24 hours at the earliest.',
  EXPERIMENT:
    'WhatsApp delivers no marketing to this person at present. Sending it again does not help; reach the customer another way.',
  TOO_MANY_TO_PERSON:
    'Too many messages went to this person in a short time. Wait, and send no more than one in six seconds.',
  RATE_LIMITED:
    'The number sends too fast, has reached its limit for the day, or too many people have complained. Wait, and set Messages per Second lower.',
  PAYMENT:
    'The account at WhatsApp has a problem with its payment. Settle it in the Meta Business Manager or with the provider, then send the message again.',
  TEMPLATE:
    'WhatsApp refused the template: it is not approved, paused, or its variables do not fit. Check it, then send the message again.',
};

/** Why a message was not delivered. */
export type FailureReason = keyof typeof ADVICE;

/** All of them; an index in this list stands for a reason where only numbers may be. */
export const FAILURE_REASONS = Object.keys(ADVICE) as FailureReason[];

/** @returns a sentence: what happened, and what to do */
export const adviceOn = (reason: FailureReason): string => ADVICE[reason];

/** Of Meta's codes (1msg-api.md#failed-deliveries). */
const CODES = new Map<number, FailureReason>([
  [131047, 'WINDOW_CLOSED'],
  [131026, 'NOT_REACHABLE'],
  [131052, 'FILE_NOT_FETCHED'],
  [131053, 'FILE_NOT_FETCHED'],
  [131049, 'MARKETING_LIMIT'],
  [130472, 'EXPERIMENT'],
  [131056, 'TOO_MANY_TO_PERSON'],
  [130429, 'RATE_LIMITED'],
  [131048, 'RATE_LIMITED'],
  [131042, 'PAYMENT'],
]);

/** Then what else is said may be the file's name, which may hold any word, and any number. */
const OF_FILE = /media (?:up|down)load error/i;
/** What is said where no code is; the first that fits counts, so what is plain comes first. */
const TEXTS: Array<[RegExp, FailureReason]> = [
  [/healthy ecosystem/i, 'MARKETING_LIMIT'],
  [/part of an experiment/i, 'EXPERIMENT'],
  [/\bpair rate\b/i, 'TOO_MANY_TO_PERSON'],
  [/re[-‐‑ ]?engagement|outside the allowed window|dialog window is closed/i, 'WINDOW_CLOSED'],
  [/rate limit|too many messages|\b(?:daily|messaging) limit/i, 'RATE_LIMITED'],
  [/24[- ]hour/i, 'WINDOW_CLOSED'],
  [/payment|billing|eligibility issue/i, 'PAYMENT'],
  [/template|\bpaused\b|not approved/i, 'TEMPLATE'],
  [/undeliverable|not a (?:valid )?whatsapp|no whatsapp/i, 'NOT_REACHABLE'],
];

/** What is ours and not the provider's words: a link, a file's name, a message's ID. */
const OURS =
  /\bhttps?:\/\/[^\s"'<>]+|(?<![^\s"'()<>/])[^\s"'()<>/]+\.(?=\d?[a-z])\w{2,5}(?=[\s"'()<>,;:.!?]|$)|\bwamid\.[\w+/=-]+/gi;
/** One of Meta's codes in a text. */
const CODE = /(?<![\p{L}\d])13[0-3]\d{3}(?![\p{L}\d])/u;

/**
 * @param code Meta's, where it is given; it outranks the words
 * @param texts the provider's words
 */
export function failureReason(
  code: number | null,
  texts: ReadonlyArray<string | null>,
): FailureReason {
  const known = code === null ? undefined : reasonOf(code);
  if (known) return known;
  const said = texts.filter(Boolean).join(' ').slice(0, 2_000).replace(OURS, ' ');
  if (OF_FILE.test(said)) return 'FILE_NOT_FETCHED';
  const named = reasonOf(Number(CODE.exec(said)?.[0]));
  return named ?? TEXTS.find(([words]) => words.test(said))?.[1] ?? 'OTHER';
}

const reasonOf = (code: number): FailureReason | undefined =>
  code >= 132000 && code < 133000 ? 'TEMPLATE' : CODES.get(code);
