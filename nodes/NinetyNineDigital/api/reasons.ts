import type { SendErrorCode } from '../../shared/provider/send-outcome';

/** What one of the numbers that 99digital gives as `reason` means. */
export interface Reason {
  errorCode: SendErrorCode;
  /** The end of a sentence, without full stop. */
  text: string;
}

// Of 99digital's Send File API; 1 is the success.
const REASONS: Record<number, Reason> = {
  2: {
    errorCode: 'REJECTED',
    text: 'it knows no account with the WhatsApp Number in the credential, or could not read the request',
  },
  3: { errorCode: 'UNAUTHORIZED', text: 'the API Key is wrong' },
  4: {
    errorCode: 'INVALID_RECIPIENT',
    text: 'the recipient is empty or malformed; check the phone number and its country code',
  },
  5: { errorCode: 'INVALID_FILE', text: 'the link to the file is missing' },
  6: { errorCode: 'REJECTED', text: 'WhatsApp had an error; try again' },
  7: {
    errorCode: 'WINDOW_CLOSED',
    text: "more than 24 hours have passed since the person's last message",
  },
  8: { errorCode: 'WINDOW_CLOSED', text: 'this person has not written yet' },
};

/** The `reason` of a success. */
export const FINE = 1;

/** The `reason` of which 99digital says that the same request is to be sent again. */
export const TRY_AGAIN = 6;

/** @returns what the number means; one that is not known keeps its number, and is a refusal */
export function reasonOf(number: number | undefined): Reason {
  const known = number === undefined ? undefined : REASONS[number];
  if (known) return { ...known, text: `${known.text} (reason ${number})` };
  const text =
    number === undefined ? 'it gave no reason' : `reason ${number}, which is not documented`;
  return { errorCode: 'REJECTED', text };
}

/** @returns whether the number is a failure that 99digital documents */
export function isKnownReason(number: number | undefined): number is number {
  return number !== undefined && number in REASONS;
}
