import { integerOf } from '../../shared/events/payload-values';
import type { HttpAnswer } from '../../shared/http/exchange';
import type { JsonObject } from '../../shared/values/json';
import { parseJsonObject } from '../../shared/values/json';

/** What 99digital says at the head of every answer. Which HTTP status a refusal has nobody knows. */
export type Verdict =
  | { status: 'OK'; body: JsonObject }
  /** `reason`: its number; undefined where there is none. */
  | { status: 'FAIL'; body: JsonObject; reason: number | undefined };

/** @returns undefined for an answer that is not 99digital's own */
export function readVerdict({ text }: HttpAnswer): Verdict | undefined {
  const body = parseJsonObject(text);
  const status = body && verdictOf(body);
  if (!status) return undefined;
  return status === 'OK' ? { status, body } : { status, body, reason: integerOf(body.reason) };
}

/** @returns what `status` says in whatever letter case; undefined where it is neither */
export function verdictOf({ status }: JsonObject): Verdict['status'] | undefined {
  const word = typeof status === 'string' ? status.trim().toUpperCase() : '';
  return word === 'OK' || word === 'FAIL' ? word : undefined;
}
