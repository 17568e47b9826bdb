import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { parseJsonObject } from '../../shared/json';
import { CredentialError } from '../../shared/account';
import { failureText } from '../../shared/http/failure-text';
import { connect } from '../../shared/n8n/connect';
import { refusesAccess } from '../../shared/provider';
import { tellText } from '../../shared/tell-value';
import { ONE_MSG, readChannel } from '../api/channel';
import { OneMsgClient } from '../api/one-msg-client';

const TIMEOUT_MS = 15_000;
/** What `GET /status` says of a channel that can send; of the others the token is right, but WhatsApp is not connected. */
const USABLE = ['connected', 'connecting'];

/** The credential's Test: `GET /{channelId}/status` with the token. */
export async function testChannel(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  const failed = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });
  try {
    const channel = readChannel(credential.data ?? {});
    const client = new OneMsgClient(connect(channel, TIMEOUT_MS, this.helpers));
    const exchange = await client.get('status');
    if (exchange.kind === 'failure')
      return failed(`1MSG could not be reached: ${exchange.reason}. Check the Base URL.`);
    const said = failureText(exchange);
    if (exchange.status === 404)
      return failed('1MSG knows no channel with this Channel ID. Check it, and the Base URL.');
    if (refusesAccess(ONE_MSG, exchange.status, said))
      return failed(
        '1MSG does not accept this Channel Token for this Channel ID. Copy both again, from the same channel.',
      );
    const body = parseJsonObject(exchange.text);
    if (exchange.status >= 300 || !body || body.error)
      return failed(`1MSG answered HTTP ${exchange.status}${said && `: ${said}`}`);
    const { status } = body;
    if (typeof status === 'string' && !USABLE.includes(status))
      return failed(
        `The token is right, but the channel is ${tellText(status)}: connect it to WhatsApp in the 1MSG panel`,
      );
    return { status: 'OK', message: 'Connection successful' };
  } catch (error) {
    if (error instanceof CredentialError) return failed(error.message);
    return failed('The channel could not be tested. Check the fields of this credential.');
  }
}
