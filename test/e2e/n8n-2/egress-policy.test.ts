import { restartN8n } from '../setup/n8n-control';
import { createCredential, providers } from '../setup/providers';
import { httpAnswer, startRawServer } from '../setup/raw-server';
import { n8n } from '../setup/stage';

afterAll(() => restartN8n());

test.each(providers)(
  '$name: a credential test goes nowhere that this n8n forbids, and shows nothing of what is there',
  async (provider) => {
    let status = '200 OK';
    const internal = await startRawServer((line) =>
      httpAnswer(
        line,
        { 'Content-Type': 'application/json' },
        '{"error":"root password: hunter2"}',
        status,
      ),
    );
    const test = async (baseUrl: string) =>
      n8n.testCredential(await createCredential(provider, { baseUrl }), {
        ...provider.credential,
        baseUrl,
      });
    try {
      for (status of ['200 OK', '400 Bad Request', '403 Forbidden', '500 Broken']) {
        const shown = await test(internal.url);
        expect(shown.status).toBe('Error');
        expect(shown.message).not.toContain('hunter2');
      }
      expect(internal.asked).toHaveLength(4);
      expect(await test(`${internal.url}/admin?a=`)).toMatchObject({ status: 'Error' });

      await restartN8n({ N8N_SSRF_PROTECTION_ENABLED: 'true' });
      const asked = internal.asked.length;
      expect(await test(internal.url)).toMatchObject({ status: 'Error' });
      expect(internal.asked).toHaveLength(asked);
    } finally {
      await internal.close();
      await restartN8n();
    }
  },
);
