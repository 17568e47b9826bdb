import type { HttpExchange } from '../http/exchange';
import { isNoMethod } from '../http/repeat-exchange';
import type { Explanation } from './explain-outcome';
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
  if (refusesAccess(provider, httpStatus, said))
    return {
      errorCode: 'UNAUTHORIZED',
      message: `${name} did not accept the credential: check ${access} in it`,
      description,
      httpStatus,
    };
  if (httpStatus === 429)
    return {
      errorCode: 'RATE_LIMITED',
      message: `${name} takes no more requests at the moment; try again later`,
      description,
      httpStatus,
    };
  if (isNoMethod(exchange))
    return { errorCode: 'REJECTED', message: notFound, description, httpStatus };
  if (httpStatus >= 500)
    return {
      errorCode: 'UNREACHABLE',
      message: `${name} cannot answer at the moment (HTTP ${httpStatus}); try again later`,
      description,
      httpStatus,
    };
  return {
    errorCode: 'REJECTED',
    message: said
      ? `${name} refused: ${said}`
      : `${name}'s answer (HTTP ${httpStatus}) was unreadable`,
    description: `${name} answered with HTTP ${httpStatus}.`,
    httpStatus,
  };
}
