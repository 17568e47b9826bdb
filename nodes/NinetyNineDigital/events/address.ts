import type { Address } from '../../shared/delivery/payload-values';
import { readAddress } from '../../shared/delivery/payload-values';
import { readUserId } from '../../shared/user-id';

/** @param id a phone number's digits, or a user ID such as `IL.1605856887361213` */
export function personAddress(id: unknown): Address {
  const userId = readUserId(id);
  return userId ? { phone: null, chatId: userId } : readAddress(undefined, id);
}

/** @returns whether both are the same number, with or without a plus */
export function isSameNumber(given: unknown, number: string): boolean {
  return readAddress(undefined, given).phone === number;
}
