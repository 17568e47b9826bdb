import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fastClock } from './fast-clock';
import { PROVIDERS } from './providers';
import { useProvider } from './use-provider';
import { CUSTOMER } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () => fastClock());

let proxy: Server;
/** What the proxy was asked for. */
let tunnels: string[];
beforeAll(async () => {
  proxy = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      tunnels.push(data.toString().split(' ')[1]!);
      socket.end();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  Object.assign(process.env, { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: '127.0.0.1' });
});
beforeEach(() => (tunnels = []));
afterAll(() => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) delete process.env[name];
  proxy.close();
});

/** Whatever would be asked after the run has ended would be asked by then. */
const asked = async () => {
  const inTheRun = tunnels.length;
  await delay(50);
  expect(tunnels).toHaveLength(inTheRun);
  return inTheRun;
};

describe.each(PROVIDERS)('$name, where the proxy closes every connection', (provider) => {
  const at = useProvider(provider, [CUSTOMER]);
  const items = [1, 2, 3].map((item) => ({
    phone: CUSTOMER,
    name: 'invoice.pdf',
    caption: `${item}`,
  }));

  test('a message is tried as often as was wanted, and was not sent', async () => {
    const [[type, fields]] = Object.entries(provider.credentials(at.sandbox)) as [[string, object]];
    const credentials = { [type]: { ...fields, baseUrl: 'https://api.invalid' } };
    const { outputs } = await at.run(
      items,
      { options: { maxRetries: 2, checkFile: false } },
      { credentials, onError: 'continueRegularOutput' },
    );
    for (const { json } of outputs[0]!)
      expect(json).toMatchObject({
        errorCode: 'UNREACHABLE',
        error: expect.stringContaining('the proxy that HTTP_PROXY or HTTPS_PROXY names') as string,
      });
    expect(await asked()).toBe(items.length * 3);
  });

  test("a file's link is asked a few times", async () => {
    const linked = items.map((item) => ({ ...item, url: 'https://files.invalid/invoice.pdf' }));
    await at.run(linked, { options: {} }, { onError: 'continueRegularOutput' });
    expect(await asked()).toBeLessThanOrEqual(items.length * 4);
    expect(new Set(tunnels)).toEqual(new Set(['files.invalid:443']));
  });
});
