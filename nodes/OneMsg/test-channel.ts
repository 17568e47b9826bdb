import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import type { Account } from '../shared/provider/account';
import { cutText } from '../shared/values/text';
import type { HttpAnswer } from '../shared/http/exchange';
import { failureText } from '../shared/http/failure-text';
import type { JsonObject } from '../shared/values/json';
import { parseJsonObject } from '../shared/values/json';
import { connectToTest, testAccount } from '../shared/n8n/connect';
import { foreignAnswer, refusesAccess } from '../shared/provider/provider';
import { channelOfToken, ONE_MSG, readChannel } from './api/channel';
import { OneMsgClient } from './api/one-msg-client';

const TIMEOUT_MS = 15_000;

/** What `GET /status` says of a channel that can send; older channels have `accountStatus` alone. */
const USABLE = ['connected', 'connecting', 'authenticated'];
/** And of the others: the token is right, but WhatsApp is not connected. */
const UNUSABLE = ['disconnected', 'uninitialized', 'unregistered'];

/** What 1MSG's refusals consist of: `{"error":"…"}`. */
const OF_REFUSALS = ['error', 'message', 'description', 'code', 'status', 'statusCode'];
const MOST_REPEATED = 200;

/** The credential's Test: `GET /{channelId}/status` with the token. */
export async function testChannel(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  return await testAccount(credential, readChannel, ONE_MSG, async (channel) => {
    const client = new OneMsgClient(connectToTest(channel, TIMEOUT_MS, this.helpers));
    const exchange = await client.get('status');
    if (exchange.kind === 'failure')
      return `1MSG could not be reached: ${exchange.reason}. Check the Base URL.`;
    return exchange.status < 300 ? notConnected(exchange) : refusal(exchange, channel);
  });
}

/** @returns what is wrong with a channel whose token was accepted; undefined where nothing is */
function notConnected({ status, text }: HttpAnswer): string | undefined {
  const body = parseJsonObject(text) ?? {};
  const state = stateOf(body.status) || stateOf(body.accountStatus);
  if (USABLE.includes(state)) return undefined;
  if (!UNUSABLE.includes(state) && typeof body.isCloud !== 'boolean')
    return foreignAnswer(ONE_MSG, status);
  const known = UNUSABLE.includes(state) ? state : 'not connected';
  return `The token is right, but the channel is ${known}: connect it to WhatsApp in the 1MSG panel`;
}

const stateOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim().toLowerCase() : '';

/** `subscriptionBlocked`: a code that is no sentence, and nobody's secret. */
const CODE = /^[a-z]{2,20}(?:[A-Z][a-z]{1,20}){1,4}$/;

/** Who may make a credential need not be allowed to read what other hosts say, so words come from 1MSG's own alone. */
function isOwnHost(baseUrl: string): boolean {
  return /(?:^|\.)1msg\.io$/i.test(new URL(baseUrl).hostname);
}

function refusal(answer: HttpAnswer, { id, token, baseUrl }: Account): string {
  const { status } = answer;
  const said = saysRefusal(parseJsonObject(answer.text)) ? failureText(answer) : '';
  if (status === 404)
    return '1MSG knows no channel with this Channel ID. Check it, and the Base URL.';
  if (refusesAccess(ONE_MSG, status, said)) {
    const named = channelOfToken(token);
    const another = named && named.toLowerCase() !== id.toLowerCase();
    return `1MSG does not accept this Channel Token for this Channel ID${another ? `: it is the token of channel ${named}` : ''}. Copy both again, from the same channel.`;
  }
  if (!said) return foreignAnswer(ONE_MSG, status);
  return isOwnHost(baseUrl) || CODE.test(said)
    ? `1MSG answered HTTP ${status}: ${cutText(said, MOST_REPEATED)}`
    : `The Base URL's host refused with HTTP ${status}; what it said is shown only where that is 1MSG's own (…1msg.io)`;
}

function saysRefusal(body: JsonObject | undefined): boolean {
  return (
    typeof body?.error === 'string' && Object.keys(body).every((name) => OF_REFUSALS.includes(name))
  );
}
