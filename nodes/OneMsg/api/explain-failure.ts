import type { HttpExchange } from '../../shared/http/exchange';
import type { Explanation } from '../../shared/sending/explain-outcome';
import { failureText } from './failure-text';

/**
 * Says why a question to 1MSG got no answer that could be used.
 * @param notFound what a 404 means for this question, as a sentence
 */
export function explainFailure(exchange: HttpExchange, notFound: string): Explanation {
  if (exchange.kind === 'failure')
    return {
      errorCode: 'UNREACHABLE',
      message: `1MSG could not be reached: ${exchange.reason}`,
      description: 'Check the Base URL in the credential, and that this n8n can connect to 1MSG.',
    };
  const { status: httpStatus } = exchange;
  const said = failureText(exchange);
  const description = said ? `1MSG said: ${said}` : `1MSG answered with HTTP ${httpStatus}.`;
  if (httpStatus === 401 || httpStatus === 403 || /wrong token/i.test(said))
    return {
      errorCode: 'UNAUTHORIZED',
      message:
        '1MSG did not accept the credential: check the Channel ID and the Channel Token in it',
      description,
      httpStatus,
    };
  if (httpStatus === 429)
    return {
      errorCode: 'RATE_LIMITED',
      message: '1MSG takes no more requests at the moment; try again later',
      description,
      httpStatus,
    };
  if (httpStatus === 404)
    return { errorCode: 'REJECTED', message: notFound, description, httpStatus };
  return {
    errorCode: 'REJECTED',
    message: said ? `1MSG refused: ${said}` : `1MSG's answer (HTTP ${httpStatus}) was unreadable`,
    description: `1MSG answered with HTTP ${httpStatus}.`,
    httpStatus,
  };
}
