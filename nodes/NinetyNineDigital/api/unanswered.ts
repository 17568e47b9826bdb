import type { HttpExchange } from '../../shared/http/exchange';
import { explainFailure } from '../../shared/provider/explain-failure';
import type { Explanation } from '../../shared/provider/explain-outcome';
import { quote } from '../../shared/provider/provider';
import { readVerdict } from './ninety-nine-digital-client';
import { NINETY_NINE_DIGITAL } from './number';
import type { Reason } from './reasons';
import { reasonOf } from './reasons';

/**
 * Says why a question to 99digital got no answer that could be used.
 * @param what it was to tell, such as "the session window"
 */
export function explainUnanswered(exchange: HttpExchange, what: string): Explanation {
  const verdict = exchange.kind === 'answer' ? readVerdict(exchange) : undefined;
  return verdict?.status === 'FAIL'
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
