import type { Address } from '../../shared/delivery/payload-values';
import { readAddress, textOrNull } from '../../shared/delivery/payload-values';

/** @param id a phone number's digits, or a user ID such as `IL.1605856887361213` */
export function personAddress(id: unknown): Address {
  const text = textOrNull(id);
  return text !== null && /^[a-z]{2}\.\d+$/i.test(text)
    ? { phone: null, chatId: text.toUpperCase() }
    : readAddress(undefined, id);
}

/** @returns whether both are the same number, with or without a plus */
export function isSameNumber(given: unknown, number: string): boolean {
  return readAddress(undefined, given).phone === number;
}
