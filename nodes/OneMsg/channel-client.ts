import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { accountOf, connect } from '../shared/n8n/connect';
import { readChannel } from './api/channel';
import { OneMsgClient } from './api/one-msg-client';

/** The credential's type. */
export const CREDENTIAL_TYPE = 'oneMsgChannelApi';

/**
 * Makes the client of the channel that the node's credential names.
 * @param timeout milliseconds without progress before an exchange is given up
 * @throws {NodeOperationError} when the credential cannot be used as it stands
 */
export async function channelClient(
  context: IExecuteFunctions | ILoadOptionsFunctions,
  timeout: number,
): Promise<OneMsgClient> {
  const channel = await accountOf(context, CREDENTIAL_TYPE, readChannel);
  return new OneMsgClient(connect(channel, timeout, context.helpers));
}
