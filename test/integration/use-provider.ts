import type { INodeParameters } from 'n8n-workflow';
import type { AccountConfig } from '../../sandbox/account/config';
import type { Message } from '../../sandbox/control/types';
import type { Failure } from '../../sandbox/failures/failure';
import type { Sandbox } from '../../sandbox/sandbox';
import { startSandbox } from '../../sandbox/sandbox';
import type { Provider } from './providers';
import type { NodeResult, NodeRun } from './run-node';
import { runSendFile } from './send-node';

/** One provider's account in a sandbox of its own, for the tests of a `describe`. */
export interface ProviderAtHand {
  sandbox: Sandbox;
  control: ReturnType<Provider['control']>;
  /** Runs its Send File over the items. */
  run(
    items: NodeRun['items'],
    parameters?: INodeParameters,
    rest?: Partial<NodeRun>,
  ): Promise<NodeResult>;
  /** Plans failures of `sendFile`. */
  fail(...failures: Array<Omit<Failure, 'method'>>): Promise<unknown>;
  /** What has gone out to customers, in order. */
  sent(): Promise<Message[]>;
  /** How often the API was asked to send a file. */
  attempts(): Promise<number>;
}

/**
 * A sandbox, quick about statuses, and back at its start before each test.
 * @param writers the customers who have just written, so that their windows are open
 * @returns what is to be used once the tests run
 */
export function useProvider(
  provider: Provider,
  writers: string[] = [],
  config: Partial<AccountConfig> = {},
): ProviderAtHand {
  const at = {} as ProviderAtHand;
  beforeAll(async () => {
    const set = {
      sentAfterMs: 1,
      failedAfterMs: 2,
      deliveredAfterMs: 2,
      readAfterMs: null,
      ...config,
    };
    const sandbox = await startSandbox({ config: set, ninetyNineDigital: { config: set } });
    const control = provider.control(sandbox);
    Object.assign(at, {
      sandbox,
      control,
      run: async (...given) => await runSendFile(provider, sandbox, ...given),
      fail: async (...failures) =>
        await control.fail(...failures.map((failure) => ({ method: 'sendFile', ...failure }))),
      sent: async () =>
        (await control.messages()).filter(({ direction }) => direction === 'outgoing'),
      attempts: async () => (await control.requests('sendFile')).length,
    } satisfies ProviderAtHand);
  });
  afterAll(async () => await at.sandbox.close());
  beforeEach(async () => {
    await at.sandbox.control.resetAll();
    for (const from of writers) await at.control.customerWrites({ from, text: 'Hello' });
  });
  return at;
}
