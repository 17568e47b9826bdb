import type { Account } from '../../shared/provider/account';
import {
  CredentialError,
  fieldText,
  readBaseUrl,
  readSharing,
  readToken,
} from '../../shared/provider/account';
import type { Provider } from '../../shared/provider/provider';

const WRONG_KEY =
  /\b(?:wrong|invalid|incorrect|bad|expired) api[ _-]?key\b|\bapi[ _-]?key (?:is |has |was )?(?:wrong|invalid|incorrect|expired|revoked)\b/i;

export const NINETY_NINE_DIGITAL: Provider = {
  id: '99digital',
  name: '99digital',
  account: 'number',
  access: 'the WhatsApp Number and the API Key',
  // Mostly it says so by a reason's number.
  saysWrongAccess: (text) => WRONG_KEY.test(text),
};

const CREDENTIAL = '99digital API';

/**
 * Reads the fields of the 99digital API credential.
 * @param fields as typed: the number in any spelling with its country code; surrounding spaces and trailing
 * slashes do no harm
 * @returns the account; its `id` is the number's digits
 * @throws {CredentialError} when a field cannot be used
 */
export function readNumber(fields: Record<string, unknown>): Account {
  const given = fieldText(fields.from);
  // Copied from chats and documents, a number may carry invisible marks, and dashes of all kinds.
  const bare = given.normalize('NFKC').replace(/[\s()+./\p{Pd}\p{Cf}]/gu, '');
  const id = bare.replace(/^00/, '');
  if (!given)
    throw new CredentialError(`The WhatsApp Number in the ${CREDENTIAL} credential is empty`);
  if (!/^[1-9]\d{6,14}$/.test(id))
    throw new CredentialError(
      `The WhatsApp Number in the ${CREDENTIAL} credential is not a phone number with its country code, such as 972771234567`,
    );
  const credential = { credential: CREDENTIAL, fields };
  const token = readToken(credential, 'apiKey', 'API Key');
  const baseUrl = readBaseUrl(credential, 'https://api.99digital.co.il');
  return { id, token, baseUrl, ...readSharing(credential) };
}

/** `https://api.99digital.co.il/whatsapp/v2/sendFile` */
export function methodUrl({ baseUrl }: Account, method: string): string {
  return `${baseUrl}/whatsapp/v2/${method}`;
}
