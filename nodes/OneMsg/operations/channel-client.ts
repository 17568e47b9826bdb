import type {
  IExecuteFunctions,
  IHookFunctions,
  ILoadOptionsFunctions,
  JsonObject,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { HttpClient } from '../../shared/http/http-client';
import { FileFetcher } from '../../shared/http/file-fetcher';
import type { EgressFilter } from '../../shared/http/connection-shelf';
import { sharedConnections } from '../../shared/http/connection-shelf';
import { n8nClock } from '../../shared/n8n/n8n-clock';
import type { Channel } from '../api/channel';
import { ChannelError, readChannel } from '../api/channel';
import { OneMsgClient } from '../api/one-msg-client';

/** n8n 2.40 and newer give nodes their egress policy; older versions have none. */
interface EgressHelpers {
  getSecureEgressFilter?(): EgressFilter;
}

/**
 * Makes the client of the channel that the node's credential names.
 * @param timeout milliseconds an exchange may take
 * @throws {NodeOperationError} when the credential cannot be used as it stands
 */
export async function channelClient(
  context: IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions,
  timeout: number,
): Promise<OneMsgClient> {
  const credential = await context.getCredentials('oneMsgChannelApi');
  try {
    return clientOf(readChannel(credential), timeout, context.helpers);
  } catch (error) {
    if (!(error instanceof ChannelError))
      throw new NodeOperationError(context.getNode(), error as JsonObject & Error);
    throw new NodeOperationError(context.getNode(), error.message);
  }
}

/** As {@link channelClient}, for a channel that is at hand. @param helpers n8n's, for its egress policy */
export function clientOf(channel: Channel, timeout: number, helpers: object): OneMsgClient {
  const egressFilter = (helpers as EgressHelpers).getSecureEgressFilter?.();
  const http = new HttpClient(sharedConnections(egressFilter), n8nClock);
  return new OneMsgClient({ channel, http, timeout, egressFilter });
}

/** What fetches files from servers other than 1MSG's. */
export function fileFetcher({ helpers }: IExecuteFunctions): FileFetcher {
  const egressFilter = (helpers as EgressHelpers).getSecureEgressFilter?.();
  return new FileFetcher(sharedConnections(egressFilter), n8nClock, egressFilter);
}
