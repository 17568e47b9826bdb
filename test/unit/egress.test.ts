import type { ApiConnection } from '../../nodes/shared/provider/api-client';
import { ApiClient } from '../../nodes/shared/provider/api-client';
import { ConnectionPool } from '../../nodes/shared/http/connection-pool';
import type { EgressFilter } from '../../nodes/shared/http/egress';
import { FetchError, FileFetcher } from '../../nodes/shared/http/file-fetcher';
import { HttpClient } from '../../nodes/shared/http/http-client';
import { FakeClock } from './fake-clock';

const URL = 'https://api.invalid/';
const clock = new FakeClock();
const pool = new ConnectionPool(clock);
const notFound = () =>
  Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));

function connectionWith(egressFilter: EgressFilter): ApiConnection {
  const account = { id: 'VID0', token: 'token-2048', baseUrl: URL };
  return { account, http: new HttpClient(pool, clock), timeout: 1000, egressFilter };
}

describe('a host name that n8n’s filter cannot look up', () => {
  const validateUrl = jest.fn(notFound);
  const filter = { validateUrl, createSecureLookup: () => undefined };
  const client = new ApiClient(connectionWith(filter));
  beforeEach(() => validateUrl.mockClear());

  test('is a call that did not leave, and is looked up anew for the next', async () => {
    for (let call = 0; call < 2; call++)
      expect(await client.call({ method: 'GET', url: URL })).toEqual({
        kind: 'failure',
        left: 'no',
        reason: 'the host name could not be found',
      });
    expect(validateUrl).toHaveBeenCalledTimes(2);
  });

  test('hurts nobody who only expects a call', async () => {
    const rejected = jest.fn();
    process.on('unhandledRejection', rejected);
    client.expectCall()();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', rejected);
    expect(rejected).not.toHaveBeenCalled();
  });

  test('is a file that may be asked for again', async () => {
    const fetcher = new FileFetcher(pool, clock, filter);
    await expect(fetcher.open(URL, 1000)).rejects.toEqual(
      new FetchError('the host name could not be found'),
    );
  });
});

test('what n8n forbids is asked once, and says so', async () => {
  const validateUrl = jest.fn(() =>
    Promise.resolve({ ok: false, error: new Error('blocked') } as const),
  );
  const client = new ApiClient(
    connectionWith({ validateUrl, createSecureLookup: () => undefined }),
  );
  for (let call = 0; call < 2; call++)
    expect(await client.call({ method: 'GET', url: URL })).toMatchObject({
      left: 'no',
      reason: 'this n8n does not allow connections to that address (blocked)',
    });
  expect(validateUrl).toHaveBeenCalledTimes(1);
});
