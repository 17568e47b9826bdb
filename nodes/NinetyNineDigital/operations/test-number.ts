import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { CredentialError } from '../../shared/account';
import { failureText } from '../../shared/http/failure-text';
import { connect } from '../../shared/n8n/connect';
import { NinetyNineDigitalClient } from '../api/ninety-nine-digital-client';
import { readNumber } from '../api/number';
import { reasonOf } from '../api/reasons';
import { readVerdict } from '../api/verdict';

const TIMEOUT_MS = 15_000;

/** The credential's Test: `getWebhook`, which changes nothing. */
export async function testNumber(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  const failed = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });
  try {
    const account = readNumber(credential.data ?? {});
    const client = new NinetyNineDigitalClient(connect(account, TIMEOUT_MS, this.helpers));
    const exchange = await client.post('getWebhook');
    if (exchange.kind === 'failure')
      return failed(`99digital could not be reached: ${exchange.reason}`);
    const verdict = readVerdict(exchange);
    if (verdict?.status === 'OK') return { status: 'OK', message: 'Connection successful' };
    if (verdict) return failed(`99digital refused: ${reasonOf(verdict.reason).text}`);
    const said = failureText(exchange);
    const { status } = exchange;
    const transient = status === 429 || status >= 500;
    return failed(
      `${transient ? '99digital cannot answer at the moment' : 'The Base URL does not lead to 99digital'}: HTTP ${status}${said && `, ${said}`}`,
    );
  } catch (error) {
    if (error instanceof CredentialError) return failed(error.message);
    return failed('The number could not be tested. Check the fields of this credential.');
  }
}
