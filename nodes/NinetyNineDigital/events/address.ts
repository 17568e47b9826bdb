import { readAddress } from '../../shared/events/payload-values';

/** @returns whether both are the same number, with or without a plus */
export function isSameNumber(given: unknown, number: string): boolean {
  return readAddress(undefined, given).phone === number;
}
