import type {
  ICredentialsDecrypted,
  IExecuteFunctions,
  IHookFunctions,
  ILoadOptionsFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { testRedis } from '../channel/redis-link';
import type { Account } from '../provider/account';
import { CredentialError } from '../provider/account';
import type { Provider } from '../provider/provider';
import type { ApiConnection } from '../provider/api-client';
import { sharedConnections } from '../http/connection-pool';
import type { EgressFilter } from '../http/egress';
import { FileFetcher } from '../http/file-fetcher';
import { HttpClient } from '../http/http-client';
import { messageOf } from '../values/thrown';
import type { RequestHelper } from './helper-http';
import { HelperHttp } from './helper-http';
import { n8nClock } from './n8n-clock';

/** n8n 2.40 and newer give nodes their egress policy; older versions have none. */
interface EgressHelpers {
  getSecureEgressFilter?: () => EgressFilter;
}

interface TestHelpers extends EgressHelpers {
  request: RequestHelper;
}

/**
 * Reads the account that the node's credential names.
 * @param type the credential's
 * @param read the credential's fields
 * @throws {NodeOperationError} when the credential cannot be used as it stands
 */
export async function accountOf(
  context: IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions,
  type: string,
  read: (fields: Record<string, unknown>) => Account,
): Promise<Account> {
  const credential = await context.getCredentials(type);
  try {
    return read(credential);
  } catch (error) {
    throw new NodeOperationError(context.getNode(), messageOf(error));
  }
}

/**
 * @param timeout milliseconds without progress before an exchange is given up
 * @param helpers n8n's, for its egress policy
 */
export function connect(account: Account, timeout: number, helpers: object): ApiConnection {
  const egressFilter = (helpers as EgressHelpers).getSecureEgressFilter?.();
  const http = new HttpClient(sharedConnections(n8nClock, egressFilter), n8nClock);
  return { account, http, timeout, egressFilter };
}

/**
 * For a credential's test: n8n tells it of no egress policy, and gives it nothing to connect with but its own
 * requests, which obey that policy (seen in n8n 1.123 and 2.40).
 * @param timeout milliseconds
 */
export function connectToTest(account: Account, timeout: number, helpers: object): ApiConnection {
  const { getSecureEgressFilter, request } = helpers as Partial<TestHelpers>;
  if (getSecureEgressFilter || !request) return connect(account, timeout, helpers);
  return { account, http: new HelperHttp(request, n8nClock), timeout };
}

/**
 * A credential's test.
 * @param read the credential's fields @param test says what is wrong at the provider; undefined where nothing is
 * @returns also what is wrong with its Redis, where it names one, and which of the two failed
 */
export async function testAccount(
  credential: ICredentialsDecrypted,
  read: (fields: Record<string, unknown>) => Account,
  { name, account: called }: Provider,
  test: (account: Account) => Promise<string | undefined>,
): Promise<INodeCredentialTestResult> {
  const failed = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });
  try {
    const account = read(credential.data ?? {});
    const [problem, ofRedis] = await Promise.all([
      test(account),
      account.redisUrl ? testRedis(account.redisUrl) : undefined,
    ]);
    if (problem) return failed(ofRedis ? `${problem} Redis failed, too: ${ofRedis}` : problem);
    if (ofRedis)
      return failed(
        `${name} accepts this credential, but the Redis URL cannot be used: ${ofRedis}`,
      );
    return { status: 'OK', message: 'Connection successful' };
  } catch (error) {
    if (error instanceof CredentialError) return failed(error.message);
    return failed(`The ${called} could not be tested. Check the fields of this credential.`);
  }
}

/** What fetches files from servers other than the provider's. */
export function fileFetcher({ helpers }: IExecuteFunctions): FileFetcher {
  const egressFilter = (helpers as EgressHelpers).getSecureEgressFilter?.();
  return new FileFetcher(sharedConnections(n8nClock, egressFilter), n8nClock, egressFilter);
}
