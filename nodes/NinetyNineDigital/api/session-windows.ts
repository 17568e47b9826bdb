import type { Clock } from '../../shared/clock';
import type { HttpExchange } from '../../shared/http/exchange';
import { repeatExchange } from '../../shared/http/repeat-exchange';
import { quote } from '../../shared/provider';
import type { Recipient } from '../../shared/recipient';
import { AskedOnce } from '../../shared/sending/asked-once';
import { explainFailure } from '../../shared/sending/explain-failure';
import type { Explanation } from '../../shared/sending/explain-outcome';
import type { WindowReply } from '../../shared/sending/window-reply';
import { UNKNOWN_WINDOW } from '../../shared/session-window';
import type { NinetyNineDigitalClient } from './ninety-nine-digital-client';
import { NINETY_NINE_DIGITAL } from './number';
import { reasonOf } from './reasons';
import { CLOSED_WINDOW, readTimeLeft } from './template-time-left';
import { readVerdict } from './verdict';

/** How the windows of one run are asked for. */
export interface WindowQuestion {
  client: NinetyNineDigitalClient;
  clock: Clock;
  /** How often a question that got no answer is asked again. */
  retries: number;
  /** Once aborted nothing is asked again. */
  signal?: AbortSignal;
}

/** The session windows of one run by `getTimers`: each recipient's is asked for once. */
export class SessionWindows {
  private readonly replies = new AskedOnce<WindowReply>();

  constructor(private readonly question: WindowQuestion) {}

  async of(recipient: Recipient): Promise<WindowReply> {
    return await this.replies.get(recipient.chatId, () => this.ask(recipient));
  }

  private async ask({ phone, chatId }: Recipient): Promise<WindowReply> {
    const { client, clock } = this.question;
    const ask = () => client.post('getTimers', { number: phone ?? chatId });
    return readTimers(await repeatExchange(ask, this.question), clock.now());
  }
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
