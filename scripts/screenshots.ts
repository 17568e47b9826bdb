// `npm run screenshots`: makes the pictures of the README, from a real n8n and the sandbox's phone page.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { N8nEditor } from '../lab/browser/n8n-editor';
import { ensureN8n } from '../lab/n8n/install-n8n';
import { readArguments } from './cli/read-arguments';
import { runScript } from './cli/run-script';
import { playScenario } from './demo/scenario';
import { startDemoSandbox } from './demo/demo-sandbox';
import { startInN8n } from './demo/start-demo';
import { pictures } from './screenshots/pictures';

const FOLDER = join(__dirname, '..', 'docs');

const HELP = `Makes the pictures in docs/ anew, from a real n8n and the sandbox's phone page: npm run screenshots

  --help   this text`;

async function main(): Promise<void> {
  readArguments(HELP, {});
  const say = (line: string) => console.log(line);
  const place = await startDemoSandbox('1msg');
  const { n8n, stage, stop } = await startInN8n(place, await ensureN8n(undefined, say), say);
  const { sandbox } = place;
  const { workflows } = stage;
  try {
    await playScenario(stage, say);
    const editor = await N8nEditor.open(n8n.url, n8n.owner);
    try {
      for (const picture of pictures) {
        const png = await picture.take({ client: n8n.client, workflows, sandbox, editor });
        await writeFile(join(FOLDER, picture.file), png);
        say(`docs/${picture.file}: ${Math.round(png.length / 1000)} kB`);
      }
    } finally {
      await editor.close();
    }
  } finally {
    await stop();
    await sandbox.close();
  }
}

runScript(main);
