import { restartN8n } from '../setup/n8n-control';
import { createCredential, providers } from '../setup/providers';
import { httpAnswer, startRawServer } from '../setup/raw-server';
import { n8n } from '../setup/stage';

afterAll(() => restartN8n());

let status = '200 OK';
const answering = startRawServer((line) =>
  httpAnswer(
    line,
    { 'Content-Type': 'application/json' },
    '{"error":"root password: hunter2"}',
    status,
  ),
);
afterAll(async () => await (await answering).close());

const tried = async (provider: (typeof providers)[number], baseUrl: string) =>
  n8n.testCredential(await createCredential(provider, { baseUrl }), {
    ...provider.credential,
    baseUrl,
  });

test.each(providers)(
  "$name: a credential test shows nothing of what is at an address that is not the provider's",
  async (provider) => {
    const internal = await answering;
    const asked = internal.asked.length;
    for (status of ['200 OK', '400 Bad Request', '403 Forbidden', '500 Broken']) {
      const shown = await tried(provider, internal.url);
      expect(shown.status).toBe('Error');
      expect(shown.message).not.toContain('hunter2');
    }
    expect(internal.asked).toHaveLength(asked + 4);
    expect(await tried(provider, `${internal.url}/admin?a=`)).toMatchObject({ status: 'Error' });
  },
);

test('a credential test goes nowhere that this n8n forbids', async () => {
  const internal = await answering;
  const asked = internal.asked.length;
  await restartN8n({ N8N_SSRF_PROTECTION_ENABLED: 'true' });
  for (const provider of providers)
    expect(await tried(provider, internal.url)).toMatchObject({ status: 'Error' });
  expect(internal.asked).toHaveLength(asked);
});
