import { withoutEnding } from '../values/text';

/** A provider of the WhatsApp API. */
export interface Provider {
  /** As events name it, such as `1msg`. */
  id: string;
  /** In texts for people, such as 1MSG. */
  name: string;
  /** What its accounts are called: channel, number. */
  account: string;
  /** What its credential holds, such as "the Channel ID and the Channel Token". */
  access: string;
  /** @returns whether that text of an answer, in any spelling, says that the credential is wrong, whatever the HTTP status */
  saysWrongAccess(text: string): boolean;
}

/** What the provider answered, as a sentence. */
export const quote = ({ name }: Provider, said: string): string =>
  `${name} said: "${withoutEnding(said)}".`;

/** @returns whether an answer says that the credential is wrong. A 403 alone does not: a subscription that has ended is one */
export const refusesAccess = (provider: Provider, status: number, said: string): boolean =>
  status === 401 ||
  provider.saysWrongAccess(said) ||
  (status === 403 && ABOUT_ACCESS.test(said) && !OF_THE_FILE.test(said));

/** Of a 403. */
const ABOUT_ACCESS =
  /\b(?:token|api ?key|credentials?|unauthori[sz]ed|not authori[sz]ed|authenticat\w+)\b/i;
/** Then the words may be those of the file's server. */
export const OF_THE_FILE = /\b(?:download|media|file|link|url)/i;

/**
 * What a credential's test says of an answer that is not the provider's. None of its text: a Base URL can lead to
 * anything in n8n's network, and who may make a credential need not be allowed to read it.
 */
export const foreignAnswer = ({ name }: Provider, status: number): string =>
  status === 429 || status >= 500
    ? `${name} cannot answer at the moment: HTTP ${status}`
    : `The Base URL does not lead to ${name}: HTTP ${status} with something else than its answer`;
