import type { ApiCall } from '../../shared/provider/api-client';
import { ApiClient } from '../../shared/provider/api-client';
import type { HttpExchange, HttpAnswer } from '../../shared/http/exchange';
import type { JsonObject } from '../../shared/values/json';
import { parseJsonObject } from '../../shared/values/json';
import { explainFailure } from '../../shared/provider/explain-failure';
import type { Explanation } from '../../shared/provider/explain-outcome';
import { quote } from '../../shared/provider/provider';
import { methodUrl, NINETY_NINE_DIGITAL } from './number';
import type { Reason } from './reasons';
import { isKnownReason, reasonOf } from './reasons';
import { integerOf } from '../../shared/events/payload-values';

/** Calls methods of 99digital for one WhatsApp number. The key goes in the body: there is no header for it. */
export class NinetyNineDigitalClient extends ApiClient {
  /**
   * @param fields besides the key and the number
   * @returns the exchange of `POST /whatsapp/v2/{method}`, its text without the key
   */
  async post(method: string, fields: JsonObject = {}): Promise<HttpExchange> {
    return await this.call(this.callOf(method, fields));
  }

  /** As {@link post}, but the answer's text as it came, with what it holds of secrets. */
  async postVerbatim(method: string, fields: JsonObject = {}): Promise<HttpExchange> {
    return await this.callVerbatim(this.callOf(method, fields));
  }

  private callOf(method: string, fields: JsonObject): ApiCall {
    const { id: from, token: apiKey } = this.account;
    return {
      method: 'POST',
      url: methodUrl(this.account, method),
      body: JSON.stringify({ apiKey, from, ...fields }),
    };
  }
}

/** What 99digital says at the head of every answer. Which HTTP status a refusal has nobody knows. */
type Verdict =
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

/**
 * Says why a question to 99digital got no answer that could be used.
 * @param what it was to tell, such as "the session window"
 */
export function explainUnanswered(exchange: HttpExchange, what: string): Explanation {
  const answer = exchange.kind === 'answer' ? exchange : undefined;
  const verdict = answer && readVerdict(answer);
  // What such a number means nobody knows; what these statuses do everybody does.
  const isTold = verdict?.status === 'FAIL' && !isKnownReason(verdict.reason);
  const goesByStatus = isTold && [401, 429].includes(answer?.status ?? 0);
  return verdict?.status === 'FAIL' && !goesByStatus
    ? explainRefusal(reasonOf(verdict.reason), what)
    : explainFailure(
        exchange,
        NINETY_NINE_DIGITAL,
        'The Base URL in the credential does not lead to 99digital',
      );
}

function explainRefusal({ errorCode, text }: Reason, what: string): Explanation {
  const { name, access } = NINETY_NINE_DIGITAL;
  return {
    errorCode,
    message:
      errorCode === 'UNAUTHORIZED'
        ? `${name} did not accept the credential: check ${access} in it`
        : `${name} did not tell ${what}: ${text}`,
    description: quote(NINETY_NINE_DIGITAL, text),
  };
}
