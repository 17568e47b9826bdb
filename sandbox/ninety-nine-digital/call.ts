import type { ApiCall } from '../account/api';
import type { Answer } from '../http/answer';
import type { NinetyNineDigitalNumber } from './number';
import type { Reason } from './reasons';

export type NumberCall = ApiCall<NinetyNineDigitalNumber>;

/**
 * An answer that says no. Its HTTP status is not known in reality (99digital-api.md#what-an-answer-means), so it can be set.
 * @param more what the answer holds besides
 */
export function refused(
  number: NinetyNineDigitalNumber,
  reason: Reason,
  more: Record<string, unknown> = {},
): Answer {
  return { status: number.config.refusalStatus, body: { status: 'FAIL', ...more, reason } };
}

/** A switch as 99digital's requests have it: 0 or 1, as a number or a text; undefined for anything else. */
export function readSwitch(value: unknown): boolean | undefined {
  if (value === 1 || value === '1') return true;
  return value === 0 || value === '0' ? false : undefined;
}
