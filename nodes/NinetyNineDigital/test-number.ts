import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { connectToTest, testAccount } from '../shared/n8n/connect';
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
  return await testAccount(credential, readNumber, NINETY_NINE_DIGITAL, async (account) => {
    const client = new NinetyNineDigitalClient(connectToTest(account, TIMEOUT_MS, this.helpers));
    const exchange = await client.post('getWebhook');
    if (exchange.kind === 'failure') return `99digital could not be reached: ${exchange.reason}`;
    const verdict = readVerdict(exchange);
    if (verdict?.status === 'OK') return undefined;
    if (verdict) return `99digital refused: ${reasonOf(verdict.reason).text}`;
    return foreignAnswer(NINETY_NINE_DIGITAL, exchange.status);
  });
}
