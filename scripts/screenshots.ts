// `npm run screenshots`: makes the pictures of the README, from a real n8n and the sandbox's phone page.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { N8nEditor } from '../lab/browser/n8n-editor';
import { runScript } from './cli/run-script';
import { playScenario } from './demo/scenario';
import { startDemo } from './demo/start-demo';
import { pictures } from './screenshots/pictures';

const FOLDER = join(__dirname, '..', 'docs');

async function main(): Promise<void> {
  const say = (line: string) => console.log(line);
  const demo = await startDemo('1msg', say);
  try {
    await playScenario(demo.stage);
    const editor = await N8nEditor.open(demo.n8n.url, demo.n8n.owner);
    try {
      for (const picture of pictures) {
        const png = await picture.take({ demo, editor });
        await writeFile(join(FOLDER, picture.file), png);
        say(`docs/${picture.file}: ${Math.round(png.length / 1000)} kB`);
      }
    } finally {
      await editor.close();
    }
  } finally {
    await demo.stop();
  }
}

runScript(main);
