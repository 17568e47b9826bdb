import type { HttpExchange } from '../http/exchange';
import { isNoMethod } from '../http/repeat-exchange';
import type { Explanation } from './explain-outcome';
import type { SendErrorCode } from './send-outcome';
import { failureText } from '../http/failure-text';
import { type Provider, quote, refusesAccess } from './provider';

/**
 * Says why a question to a provider got no answer that could be used.
 * @param notFound what it means for this question that there is no such method, as a sentence
 */
export function explainFailure(
  exchange: HttpExchange,
  provider: Provider,
  notFound: string,
): Explanation {
  const { name, access } = provider;
  if (exchange.kind === 'failure')
    return {
      errorCode: 'UNREACHABLE',
      message: `${name} could not be reached: ${exchange.reason}`,
      description: `Check the Base URL in the credential, and that this n8n can connect to ${name}.`,
    };
  const { status: httpStatus } = exchange;
  const said = failureText(exchange);
  const description = said ? quote(provider, said) : `${name} answered with HTTP ${httpStatus}.`;
  const because = (errorCode: SendErrorCode, message: string): Explanation => ({
    errorCode,
    message,
    description,
    httpStatus,
  });
  if (refusesAccess(provider, httpStatus, said))
    return because('UNAUTHORIZED', `${name} did not accept the credential: check ${access} in it`);
  if (httpStatus === 429)
    return because('RATE_LIMITED', `${name} takes no more requests at the moment; try again later`);
  if (isNoMethod(exchange)) return because('REJECTED', notFound);
  if (httpStatus >= 500)
    return because(
      'UNREACHABLE',
      `${name} cannot answer at the moment (HTTP ${httpStatus}); try again later`,
    );
  return {
    errorCode: 'REJECTED',
    message: said
      ? `${name} refused: ${said}`
      : `${name}'s answer (HTTP ${httpStatus}) was unreadable`,
    description: `${name} answered with HTTP ${httpStatus}.`,
    httpStatus,
  };
}
