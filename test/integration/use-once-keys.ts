import { NodeMemory } from './node-memory';
import type { Provider } from './providers';
import type { NodeResult, NodeRun } from './run-node';
import type { ProviderAtHand } from './use-provider';
import { useProvider } from './use-provider';
import { CUSTOMER } from './use-sandbox';

export const OTHER = '12025550111';

/** n8n takes one in a process. */
let installed: Promise<NodeMemory> | undefined;

/** An item of the tests, with its send-once key. */
export const invoice = (fields: Record<string, string> = {}) => ({
  phone: CUSTOMER,
  name: 'invoice.pdf',
  caption: 'Invoice',
  key: 'TKT-2048',
  ...fields,
});

/** One provider's account, n8n's memory of keys, and Send File with the option Send-Once Key. */
export interface OnceKeysAtHand {
  at: ProviderAtHand;
  memory: NodeMemory;
  run: (
    items?: Array<ReturnType<typeof invoice>>,
    options?: Record<string, unknown>,
    rest?: Partial<NodeRun>,
  ) => Promise<NodeResult>;
}

/** The account's windows with both customers are open, and no key is remembered, when a test begins. */
export function useOnceKeys(provider: Provider): OnceKeysAtHand {
  const at = useProvider(provider, [CUSTOMER, OTHER]);
  const keys = { at } as OnceKeysAtHand;
  beforeAll(async () => {
    keys.memory = await (installed ??= NodeMemory.install());
  });
  beforeEach(() => keys.memory.reset());
  keys.run = async (items = [invoice()], options = {}, { parameters, ...rest } = {}) =>
    await at.run(
      items,
      { ...parameters, options: { sendOnceKey: '={{ $json.key }}', ...options } as never },
      { onError: 'continueRegularOutput', ...rest },
    );
  return keys;
}
