// `npm start`: an invoice goes out through a 1MSG that runs on this machine, first on n8n's engine in this process, then
// in a real n8n with its editor.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { openBrowser } from '../lab/browser/open-browser';
import { n8nAt } from '../lab/n8n/find-n8n';
import { ensureN8n, type N8nInstallation } from '../lab/n8n/install-n8n';
import { readProviderName } from '../lab/n8n/provider-nodes';
import { readArguments } from './cli/read-arguments';
import { runScript } from './cli/run-script';
import { explain } from './cli/tally';
import { type DemoSandbox, sandboxCredentials, startDemoSandbox } from './demo/demo-sandbox';
import { guideTo, isAddress } from './demo/running-n8n';
import { playScenario, type Stage, ticket } from './demo/scenario';
import { type EditorDemo, startInN8n, startOnEngine } from './demo/start-demo';

const HELP = `Shows the package at work. First the customer's phone: the invoice for a ticket goes out through a
sandbox that stands for 1MSG or 99digital, sent by n8n's engine in this process, and its delivery statuses come
back. Then, as soon as it is fetched, n8n's editor with the same workflow.

  npm start               both; it stays up for you to look around
  npm start -- --once     plays the first part and ends; exit code 0 when "delivered" came back
  npm start -- --once --editor
                          plays it in n8n, too, and ends
  npm start -- --n8n <path>
                          uses an n8n that is installed: its program (which n8n), or a folder that it is in
  npm start -- --n8n http://127.0.0.1:5678
                          tells what to do in an n8n that runs already
  npm start -- --provider 99digital
                          uses 99digital's nodes instead of 1MSG's
  npm start -- --no-open  opens no browser
  npm start -- --help     this text

n8n is installed once, into the user's cache folder (2.4 GB). Nothing leaves this machine.`;

const ending = new AbortController();
let isUp = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // The first Ctrl-C of a demo that is up ends it in good order, any other one at once.
  process.on(signal, () => (isUp && !ending.signal.aborted ? ending.abort() : process.exit(130)));
}

/** Lines carry the seconds since this process began, an installation of libraries included. */
function say(line: string): void {
  const seconds = Math.round((Date.now() - performance.timeOrigin) / 1000);
  console.log(`${String(seconds).padStart(4)}s  ${line}`);
}

async function main(): Promise<void> {
  const { values } = readArguments(HELP, {
    once: { type: 'boolean', default: false },
    editor: { type: 'boolean', default: false },
    provider: { type: 'string', default: '1msg' },
    n8n: { type: 'string' },
    'no-open': { type: 'boolean', default: false },
  });
  const provider = readProviderName(values.provider);
  const { once, n8n } = values;
  const wantsEditor = !once || values.editor;
  if (n8n && !wantsEditor)
    throw new Error('--n8n is for the editor: add --editor, or leave --once');
  if (n8n && once && isAddress(n8n))
    throw new Error('An n8n that runs already is for you to use: leave --once');
  // A path that leads to no n8n is to be told at once.
  const given = n8n && !isAddress(n8n) ? await n8nAt(n8n, say) : undefined;

  const place = await startDemoSandbox(provider);
  say(`The customer's phone: ${place.phone}`);
  const open = (url: string) => {
    if (!once && !values['no-open']) openBrowser(url);
  };
  open(place.phone);
  const show = new Show(place, open);
  const fetching = wantsEditor && !n8n ? ensureN8n(undefined, say) : Promise.resolve(given);
  fetching.catch(() => undefined); // told when it is needed
  try {
    const isDelivered = await show.playOnEngine();
    if (once && !values.editor) {
      process.exitCode = isDelivered ? 0 : 1;
    } else if (once) {
      await show.openEditor(fetching);
      process.exitCode = (await show.play()) && isDelivered ? 0 : 1;
    } else {
      await show.stayUp(() =>
        n8n && isAddress(n8n) ? show.tellWhatToDo(n8n) : show.openEditor(fetching),
      );
    }
  } finally {
    say('Stopping …');
    await show.stop();
  }
  process.exit(); // an installation of n8n that is under way ends, too
}

/** What is shown, one part after the other. */
class Show {
  /** What the story is played on at present, if anything. */
  private stage?: Stage;
  private stopHost: () => Promise<void> = () => Promise.resolve();
  private isPlaying = false;

  constructor(
    private readonly place: DemoSandbox,
    private readonly open: (url: string) => void,
  ) {}

  /** Plays the story on n8n's engine in this process; gives whether the invoice was delivered. */
  async playOnEngine(): Promise<boolean> {
    const { stage, stop } = await startOnEngine(this.place);
    this.stopHost = stop;
    this.stage = stage;
    say("n8n's engine runs the workflow in this process; n8n's other nodes are stand-ins here.");
    return await this.play();
  }

  /** Plays the story once more where it is played at present. */
  async play(): Promise<boolean> {
    if (!this.stage || this.isPlaying) return false;
    this.isPlaying = true;
    try {
      const { messageId, statuses } = await playScenario(this.stage, say);
      const isDelivered = statuses.includes('delivered');
      say(
        isDelivered
          ? `Delivered: the log workflow has run for ${messageId}.`
          : `"delivered" did not come back for ${messageId}; heard of it: ${statuses.join(', ') || 'nothing'}.`,
      );
      return isDelivered;
    } finally {
      this.isPlaying = false;
    }
  }

  /** Goes over to an n8n with its editor, once that one is there. */
  async openEditor(fetching: Promise<N8nInstallation | undefined>): Promise<void> {
    const installation = await fetching;
    if (!installation) return;
    while (this.isPlaying) await sleep(100);
    this.stage = undefined;
    await this.stopHost(); // 99digital has one webhook URL a number
    this.stopHost = () => Promise.resolve();
    const demo = await startInN8n(this.place, installation, say);
    this.stopHost = demo.stop;
    this.stage = demo.stage;
    this.tellOfEditor(demo);
  }

  /** Tells the user of a running n8n how to play the story there. */
  async tellWhatToDo(n8n: string): Promise<void> {
    console.log(`\n${await guideTo(n8n, this.place)}\n`);
  }

  /** Stays until Ctrl-C; meanwhile Enter plays the story again. @param goOn brings the editor, in the background */
  async stayUp(goOn: () => Promise<void>): Promise<void> {
    console.log(`
Phone        ${this.place.phone}
             what arrives there, and answers that you write on it
Credentials, for an n8n on this machine:
${sandboxCredentials(this.place).replace(/^/gm, '             ')}

Enter plays the story again. Ctrl-C stops everything. n8n and its editor follow.
`);
    isUp = true;
    const keyboard = createInterface({ input: process.stdin });
    keyboard.on('line', () => void this.play().catch((error: unknown) => say(explain(error))));
    goOn().catch((error: unknown) => {
      say(`n8n's editor cannot be opened:\n${explain(error)}`);
      say('The phone stays where it is. Ctrl-C stops everything.');
    });
    while (!ending.signal.aborted) {
      if (this.stage && !this.isPlaying)
        for (const entry of await this.stage.log.news()) say(entry.line);
      await sleep(300);
    }
    keyboard.close();
  }

  async stop(): Promise<void> {
    await this.stopHost();
    await this.place.sandbox.close();
  }

  private tellOfEditor({ n8n, stage: { workflows } }: EditorDemo): void {
    const workflow = `${n8n.url}/workflow/${workflows.ticketReady}`;
    console.log(`
n8n          ${workflow}
             e-mail ${n8n.owner.email}, password ${n8n.owner.password}
             Press "Execute workflow", then look at the phone: ${this.place.phone}
Its log      ${n8n.url}/workflow/${workflows.deliveryLog}/executions
             one execution for each status that came back

As the helpdesk would:

  curl -H 'content-type: application/json' \\
    -d '${JSON.stringify(ticket(this.place.sandbox.url))}' \\
    ${n8n.url}/webhook/ticket-ready
`);
    this.open(workflow);
  }
}

runScript(main);
