import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { CredentialError } from '../shared/provider/account';
import { connectToTest } from '../shared/n8n/connect';
import { foreignAnswer } from '../shared/provider/provider';
import { NinetyNineDigitalClient, readVerdict } from './api/ninety-nine-digital-client';
import { NINETY_NINE_DIGITAL, readNumber } from './api/number';
import { reasonOf } from './api/reasons';

const TIMEOUT_MS = 15_000;

/** The credential's Test: `getWebhook`, which changes nothing. */
export async function testNumber(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  const failed = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });
  try {
    const account = readNumber(credential.data ?? {});
    const client = new NinetyNineDigitalClient(connectToTest(account, TIMEOUT_MS, this.helpers));
    const exchange = await client.post('getWebhook');
    if (exchange.kind === 'failure')
      return failed(`99digital could not be reached: ${exchange.reason}`);
    const verdict = readVerdict(exchange);
    if (verdict?.status === 'OK') return { status: 'OK', message: 'Connection successful' };
    if (verdict) return failed(`99digital refused: ${reasonOf(verdict.reason).text}`);
    return failed(foreignAnswer(NINETY_NINE_DIGITAL, exchange.status));
  } catch (error) {
    if (error instanceof CredentialError) return failed(error.message);
    return failed('The number could not be tested. Check the fields of this credential.');
  }
}
