import { parseArgs } from 'node:util';
import { DEFAULT_CHANNEL_ID, DEFAULT_TOKEN, startSandbox } from './sandbox';

const DEFAULT_PORT = 3999;

const HELP = `A 1MSG of your own on this machine: npm run sandbox -- [options]

  --port <number>     default ${DEFAULT_PORT}
  --channel <id>      the channel ID, default ${DEFAULT_CHANNEL_ID}
  --token <token>     the channel token, default ${DEFAULT_TOKEN}
  --help              this text
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: String(DEFAULT_PORT) },
      channel: { type: 'string', default: DEFAULT_CHANNEL_ID },
      token: { type: 'string', default: DEFAULT_TOKEN },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not "${values.port}"`);
  }
  const sandbox = await startSandbox({
    ...{ port, channelId: values.channel, token: values.token },
  });
  const { url, channelId, token } = sandbox;
  console.log(`The sandbox is running. In n8n, a "1MSG Channel API" credential with

  Base URL        ${url}
  Channel ID      ${channelId}
  Channel Token   ${token}

sends to it instead of to WhatsApp. Files go out only to customers who wrote within 24 hours;
this makes one write:

  curl -H 'content-type: application/json' -d '{"from":"12020721369","text":"Hello"}' \\
    ${url}/control/customer-writes

A file to send: ${url}/samples/invoice-TKT-2048.pdf
Everything else that can be done to it: sandbox/README.md. Ctrl+C ends it.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void sandbox.close());
}

main().catch((error: unknown) => {
  const inUse = (error as { code?: string }).code === 'EADDRINUSE';
  const text = error instanceof Error ? error.message : String(error);
  console.error(inUse ? `${text}\nChoose another port: npm run sandbox -- --port 4000` : text);
  process.exitCode = 1;
});
