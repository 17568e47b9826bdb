import type { Clock } from '../../shared/async/clock';
import type { HttpExchange } from '../../shared/http/exchange';
import { quote } from '../../shared/provider/provider';
import { explainFailure } from '../../shared/provider/explain-failure';
import type { Explanation } from '../../shared/provider/explain-outcome';
import type { WindowReply, WindowSource } from '../../shared/provider/session-windows';
import { UNKNOWN_WINDOW } from '../../shared/whatsapp/session-window';
import type { NinetyNineDigitalClient } from './ninety-nine-digital-client';
import { NINETY_NINE_DIGITAL } from './number';
import { reasonOf } from './reasons';
import { CLOSED_WINDOW, readTimeLeft } from './template-time-left';
import { readVerdict } from './verdict';

/** A number's session windows, by `getTimers`. */
export function windowSource(client: NinetyNineDigitalClient, clock: Clock): WindowSource {
  return {
    ask: async ({ phone, chatId }) => await client.post('getTimers', { number: phone ?? chatId }),
    read: (exchange) => readTimers(exchange, clock.now()),
  };
}

/** @param now milliseconds since the epoch */
export function readTimers(exchange: HttpExchange, now: number): WindowReply {
  const verdict = exchange.kind === 'answer' ? readVerdict(exchange) : undefined;
  if (!verdict)
    return {
      failure: explainFailure(
        exchange,
        NINETY_NINE_DIGITAL,
        'The Base URL in the credential does not lead to 99digital',
      ),
    };
  if (verdict.status === 'OK')
    return { window: readTimeLeft(verdict.body.templateTimeLeft, now) ?? UNKNOWN_WINDOW };
  const { errorCode, text } = reasonOf(verdict.reason);
  return errorCode === 'WINDOW_CLOSED'
    ? { window: CLOSED_WINDOW }
    : {
        failure: {
          ...refusal(errorCode, text),
          description: quote(NINETY_NINE_DIGITAL, text),
        },
      };
}

function refusal(errorCode: Explanation['errorCode'], text: string) {
  const { name, access } = NINETY_NINE_DIGITAL;
  return errorCode === 'UNAUTHORIZED'
    ? { errorCode, message: `${name} did not accept the credential: check ${access} in it` }
    : { errorCode, message: `${name} did not tell the session window: ${text}` };
}
