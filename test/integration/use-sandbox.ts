import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox';
import { startSandbox } from '../../sandbox/sandbox';

export const CUSTOMER = '12020721369';

/**
 * A sandbox for the tests of a file, quick about statuses, and back at its start before each test.
 * @param writers the customers who have just written, so that their windows are open
 * @returns the sandbox, to be used once the tests run
 */
export function useSandbox(writers: string[], config: SandboxOptions['config'] = {}): Sandbox {
  const sandbox = {} as Sandbox;
  beforeAll(async () => {
    const statuses = { sentAfterMs: 1, failedAfterMs: 2, deliveredAfterMs: 2, readAfterMs: null };
    Object.assign(sandbox, await startSandbox({ config: { ...statuses, ...config } }));
  });
  afterAll(async () => await sandbox.close());
  beforeEach(async () => {
    await sandbox.control.reset();
    for (const from of writers) await sandbox.control.customerWrites({ from, text: 'Hello' });
  });
  return sandbox;
}
