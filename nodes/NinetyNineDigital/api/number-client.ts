import type { IExecuteFunctions } from 'n8n-workflow';
import { accountOf, connect } from '../../shared/n8n/connect';
import { NinetyNineDigitalClient } from './ninety-nine-digital-client';
import { readNumber } from './number';

/** The credential's type. */
export const CREDENTIAL_TYPE = 'ninetyNineDigitalApi';

/**
 * Makes the client of the number that the node's credential names.
 * @param timeout milliseconds without progress before an exchange is given up
 * @throws {NodeOperationError} when the credential cannot be used as it stands
 */
export async function numberClient(
  context: IExecuteFunctions,
  timeout: number,
): Promise<NinetyNineDigitalClient> {
  const account = await accountOf(context, CREDENTIAL_TYPE, readNumber);
  return new NinetyNineDigitalClient(connect(account, timeout, context.helpers));
}
