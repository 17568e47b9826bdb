import { withoutEnding } from '../values/text';
import type { Provider } from './provider';
import { quote } from './provider';
import { adviceOn } from '../events/failure-reason';
import type { Recipient } from '../whatsapp/recipient';
import type { NotSent, Refused, SendErrorCode, SendOutcome } from './send-outcome';

/** A failure in words. */
export interface Explanation {
  errorCode: SendErrorCode;
  /** One sentence: what happened and, as far as a sentence carries it, what to do. */
  message: string;
  /** What to do, and what the provider said. */
  description: string;
  httpStatus?: number;
}

/** An outcome that makes its item fail. */
export type FailedOutcome = Exclude<SendOutcome, { kind: 'accepted' | 'queued' | 'stopped' }>;

/** What an item is for. */
export type ItemMessage = 'file' | 'template';

/** What the failed message was: the item's own, or what went out in its file's place. */
const named = (message: ItemMessage, isTemplate: boolean): string =>
  isTemplate && message === 'file' ? "the template in the file's place" : `the ${message}`;

/**
 * Says what happened to an item and what to do about it.
 * @param recipient whom it was for, where that is known
 * @param message what the item is for
 * @returns sentences for the editor, without secrets, and the error code of the contract
 */
export function explainOutcome(
  outcome: FailedOutcome,
  provider: Provider,
  recipient?: Recipient,
  message: ItemMessage = 'file',
): Explanation {
  const customer = recipient?.phone
    ? `+${recipient.phone}`
    : (recipient?.chatId ?? 'the recipient');
  const said = withoutEnding(outcome.text);
  switch (outcome.kind) {
    case 'windowClosed':
      return {
        errorCode: 'WINDOW_CLOSED',
        message: `The 24-hour session window with ${customer} is closed, so the file was not sent: wait until the customer writes, or choose "Send a Template" under "When Session Window Is Closed"`,
        description: `WhatsApp takes files only within 24 hours of the customer's last message. ${quote(provider, said)}`,
      };
    case 'refused':
      return explainRefusal(outcome, said, provider, message);
    case 'notSent':
      return explainNotSent(outcome, said, provider.name, message);
    case 'unknown':
      return {
        errorCode: 'OUTCOME_UNKNOWN',
        message: `It is not known whether ${named(message, !!outcome.sentVia)} reached ${customer}, so it was not sent again: ${said}`,
        description:
          'Look at the chat before you send it again: the customer may get it twice. A delivery event may still come.',
      };
  }
}

function explainNotSent(
  { code: errorCode, sentVia, ofPerson }: NotSent,
  said: string,
  name: string,
  message: ItemMessage,
): Explanation {
  const what = named(message, !!sentVia);
  switch (errorCode) {
    case 'INVALID_FILE':
      return {
        errorCode,
        message: `The file could not be read to its end, so it was not sent: ${said}`,
        description: 'Check the place where the file comes from, and try again.',
      };
    case 'RATE_LIMITED':
      return {
        errorCode,
        message: `${name} takes no more messages at the moment, so ${what} was not sent: ${said}`,
        description: ofPerson
          ? adviceOn('TOO_MANY_TO_PERSON')
          : 'Try again later, or set the option Messages per Second so that the node keeps below the limit.',
        httpStatus: 429,
      };
    case 'REJECTED':
      return {
        errorCode,
        message: `${name} could not send ${what} this time: ${said}`,
        description: 'Nothing was sent, so it can be run again later.',
      };
    case 'UNREACHABLE':
      return {
        errorCode,
        message: `${name} could not be reached, so ${what} was not sent: ${said}`,
        description: `Check the Base URL in the credential, and that this n8n can connect to ${name}. The request did not get through as a whole, so nothing was sent; it can be run again.`,
      };
  }
}

function explainRefusal(
  { code: errorCode, httpStatus, sentVia }: Refused,
  said: string,
  provider: Provider,
  of: ItemMessage,
): Explanation {
  const explanation = { errorCode, httpStatus };
  const what = named(of, !!sentVia);
  // What was found wrong before anything was sent is a sentence of its own.
  switch (httpStatus === undefined ? undefined : errorCode) {
    case 'UNAUTHORIZED':
      return {
        ...explanation,
        message: `${provider.name} did not accept the credential, so ${what} was not sent: check ${provider.access} in it`,
        description: quote(provider, said),
      };
    case 'REJECTED':
      return {
        ...explanation,
        message: `${provider.name} refused ${what}: ${said}`,
        description: `Sent again unchanged, it would be refused again. (${provider.name} answered with HTTP ${httpStatus}.)`,
      };
    default:
      return {
        ...explanation,
        message: said,
        description:
          errorCode === 'INVALID_RECIPIENT'
            ? 'Nothing was sent for this item. Look at what the field Phone Number gives for it.'
            : 'Nothing was sent for this item.',
      };
  }
}
