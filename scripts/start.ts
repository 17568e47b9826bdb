// `npm start`: the package in a real n8n, sending an invoice through a 1MSG that runs on this machine.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { readArguments } from './cli/read-arguments';
import { runScript } from './cli/run-script';
import { explain } from './cli/tally';
import { type Demo, startDemo } from './demo/start-demo';
import { playScenario, ticket } from './demo/scenario';
import { readProviderName } from '../lab/n8n/provider-nodes';

const HELP = `Shows the package at work: a real n8n sends the invoice for a ticket through a sandbox
that stands for 1MSG or 99digital, and the delivery statuses come back and start a workflow.

  npm start               plays it once and stays up, for you to look around
  npm start -- --once     plays it once and ends; exit code 0 when "delivered" came back
  npm start -- --provider 99digital
                          does so with 99digital's nodes instead of 1MSG's
  npm start -- --help     this text

n8n is installed once, into the user's cache folder (2.4 GB). Nothing leaves this machine.`;

const started = Date.now();
const ending = new AbortController();
let isUp = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // The first Ctrl-C of a demo that is up ends it in good order, any other one at once.
  process.on(signal, () => (isUp && !ending.signal.aborted ? ending.abort() : process.exit(130)));
}

/** Lines carry the seconds since the start: some steps take minutes on the first run. */
function say(line: string): void {
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${String(seconds).padStart(4)}s  ${line}`);
}

async function main(): Promise<void> {
  const { values } = readArguments(HELP, {
    once: { type: 'boolean', default: false },
    provider: { type: 'string', default: '1msg' },
  });
  const provider = readProviderName(values.provider);
  const demo = await startDemo(provider, say);
  try {
    const isDelivered = await play(demo);
    if (values.once) process.exitCode = isDelivered ? 0 : 1;
    else await stayUp(demo);
  } finally {
    say('Stopping n8n and the sandbox …');
    await demo.stop();
  }
}

async function play(demo: Demo): Promise<boolean> {
  const { messageId, statuses } = await playScenario(demo.stage);
  const isDelivered = statuses.includes('delivered');
  say(
    isDelivered
      ? `Delivered: the log workflow has run for ${messageId}.`
      : `"delivered" did not come back for ${messageId}; heard of it: ${statuses.join(', ') || 'nothing'}.`,
  );
  return isDelivered;
}

async function stayUp(demo: Demo): Promise<void> {
  const { n8n, sandbox, stage } = demo;
  console.log(`
n8n       ${n8n.url}
          e-mail ${n8n.owner.email}, password ${n8n.owner.password}
Sandbox   ${sandbox.url}/
          shows the customer's phone: what arrives there, and answers that you write on it

Send another invoice as the helpdesk would:

  curl -H 'content-type: application/json' \\
    -d '${JSON.stringify(ticket(sandbox.url))}' \\
    ${n8n.url}/webhook/ticket-ready

Enter plays the whole story again. Ctrl-C stops everything.
`);
  isUp = true;
  let isPlaying = false;
  const keyboard = createInterface({ input: process.stdin });
  keyboard.on('line', () => {
    if (isPlaying) return;
    isPlaying = true;
    play(demo)
      .catch((error: unknown) => say(explain(error)))
      .finally(() => (isPlaying = false));
  });
  while (!ending.signal.aborted) {
    if (!isPlaying) for (const entry of await stage.log.news()) say(entry.line);
    await sleep(300);
  }
  keyboard.close();
}

runScript(main);
