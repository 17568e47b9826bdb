import { readContext } from './context';
import { providers } from './providers';
import { executionsRead, n8nLog, token } from './stage';

const { apiKey } = readContext().ninetyNineDigital;

/** How "%PDF-1." begins in base64: every file that the tests send is a PDF. */
const FILE_IN_BASE64 = 'JVBERi0xL';
const AUTHORIZATION = /bearer\s+\w[\w.-]{8,}/i;

/**
 * Holds for every test: neither the data of its executions, in which their errors are, nor n8n's log
 * has the token, the API key, an Authorization value, a webhook's secret, or a file.
 */
afterEach(async () => {
  const secrets = [token, encodeURIComponent(token), apiKey, ...(await webhookSecrets())];
  const log = n8nLog();
  for (const text of [...executionsRead.map(({ rawData }) => rawData), log]) {
    for (const secret of secrets) if (text.includes(secret)) throw leaked(secret, text);
    const authorization = AUTHORIZATION.exec(text)?.[0];
    if (authorization) throw leaked(authorization, text);
  }
  // With binary data in memory, n8n itself keeps files in what other nodes wrote.
  const written = executionsRead.flatMap(({ data }) =>
    Object.entries(data.resultData.runData)
      .filter(([node]) => node.endsWith('Send File'))
      .map(([, runs]) => JSON.stringify(runs)),
  );
  const errors = executionsRead.map(({ data }) => JSON.stringify(data.resultData.error ?? ''));
  for (const text of [...written, ...errors, log])
    if (text.includes(FILE_IN_BASE64)) throw leaked(FILE_IN_BASE64, text);
  executionsRead.length = 0;
});

async function webhookSecrets(): Promise<string[]> {
  const webhooks = await Promise.all(providers.map(({ control }) => control.webhooks()));
  const all = webhooks
    .flatMap(({ urls, posted }) => [...urls, ...posted])
    .map(({ url }) => new URL(url).searchParams.get('secret'));
  return [...new Set(all)].flatMap((secret) => secret || []);
}

function leaked(secret: string, text: string): Error {
  const at = text.indexOf(secret);
  return new Error(`A secret or a file was found in: …${text.slice(Math.max(0, at - 300), at)}`);
}
