import { readArguments } from './cli/read-arguments';
import { runScript } from './cli/run-script';
import {
  DEFAULT_API_KEY,
  DEFAULT_CHANNEL_ID,
  DEFAULT_FROM,
  DEFAULT_TOKEN,
  startSandbox,
} from '../sandbox/sandbox';

const DEFAULT_PORT = 3999;

const HELP = `A 1MSG and a 99digital of your own on this machine: npm run sandbox -- [options]

  --port <number>     default ${DEFAULT_PORT}
  --channel <id>      1MSG's channel ID, default ${DEFAULT_CHANNEL_ID}
  --token <token>     1MSG's channel token, default ${DEFAULT_TOKEN}
  --from <digits>     99digital's WhatsApp number, default ${DEFAULT_FROM}
  --api-key <key>     99digital's API key, default ${DEFAULT_API_KEY}
  --help              this text
`;

async function main(): Promise<void> {
  const { values } = readArguments(HELP, {
    port: { type: 'string', default: String(DEFAULT_PORT) },
    channel: { type: 'string', default: DEFAULT_CHANNEL_ID },
    token: { type: 'string', default: DEFAULT_TOKEN },
    from: { type: 'string', default: DEFAULT_FROM },
    'api-key': { type: 'string', default: DEFAULT_API_KEY },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not "${values.port}"`);
  }
  if (!/^[1-9]\d{6,14}$/.test(values.from)) {
    throw new Error(`--from must be a number's digits with the country code, not "${values.from}"`);
  }
  const sandbox = await startSandbox({
    ...{ port, channelId: values.channel, token: values.token },
    ninetyNineDigital: { from: values.from, apiKey: values['api-key'] },
  }).catch(withAdvice);
  const { url, channelId, token, ninetyNineDigital } = sandbox;
  console.log(`The sandbox is running. The customer's phone, and what n8n and the provider say to each other:

  ${url}/

In n8n, a "1MSG Channel API" credential with

  Base URL        ${url}
  Channel ID      ${channelId}
  Channel Token   ${token}

or a "99digital API" credential with

  Base URL        ${url}
  WhatsApp Number ${ninetyNineDigital.from}
  API Key         ${ninetyNineDigital.apiKey}

sends to it instead of to WhatsApp. Files go out only to customers who wrote within 24 hours:
write as one on the page, or with this (to 99digital's number: 99digital in the place of 1msg):

  curl -H 'content-type: application/json' -d '{"from":"12020721369","text":"Hello"}' \\
    ${url}/control/1msg/customer-writes

A file to send: ${url}/samples/invoice-TKT-2048.pdf
Everything else that can be done to it: sandbox/README.md. Ctrl+C ends it.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void sandbox.close());
}

/** Another sandbox may be running. */
function withAdvice(error: Error & { code?: string }): never {
  if (error.code !== 'EADDRINUSE') throw error;
  throw new Error(`${error.message}\nChoose another port: npm run sandbox -- --port 4000`);
}

runScript(main);
