import type { N8nEditor } from '../../lab/browser/n8n-editor';
import type { N8nClient } from '../../lab/n8n/n8n-client';
import type { Sandbox } from '../../sandbox/sandbox';
import type { DemoWorkflows } from '../demo/import-demo';
import { cutOut, photograph } from './cut-out';

/** Where the pictures are taken: the demo whose story was played, and a browser that is logged in. */
export interface Scene {
  client: N8nClient;
  workflows: DemoWorkflows;
  sandbox: Sandbox;
  editor: N8nEditor;
}

/** A picture of the README. */
export interface Picture {
  /** Its name in `docs/`. */
  file: string;
  /** Brings the scene to what is to be seen, and takes the picture: a PNG. */
  take(scene: Scene): Promise<Buffer>;
}

const SEND_FILE = '1MSG Send File';

/** All pictures of the README, in the order in which they are taken: each goes on where the one before ended. */
export const pictures: Picture[] = [
  { file: 'phone.png', take: takePhone },
  { file: 'delivery-log.png', take: takeDeliveryLog },
  { file: 'workflow.png', take: takeWorkflow },
  { file: 'send-file.png', take: takeSendFile },
  { file: 'window-closed.png', take: takeWindowClosed },
];

/** The customer's phone when the story is over, beside it what went between n8n and 1MSG. */
async function takePhone({ sandbox, editor: { page } }: Scene): Promise<Buffer> {
  await page.setViewportSize({ width: 1280, height: 700 });
  await page.goto(`${sandbox.url}/`);
  await page.getByRole('log', { name: 'Messages' }).getByText('Read', { exact: true }).waitFor();
  return await cutOut(page, page.locator('.hand, .exchanges'), 16);
}

/** The delivery log's last execution: it wrote that the customer has read the invoice. */
async function takeDeliveryLog({ client, workflows, editor }: Scene): Promise<Buffer> {
  const [last] = await client.executions(workflows.deliveryLog);
  await editor.page.setViewportSize({ width: 1360, height: 850 });
  await editor.openExecution(workflows.deliveryLog, last?.id ?? '');
  await editor.toggleLogs();
  await editor.part('logs-details-body').filter({ hasText: 'TKT-2048' }).waitFor();
  const picture = await photograph(editor.page);
  await editor.toggleLogs();
  return picture;
}

/** The helpdesk's workflow on the canvas, after a ticket went through. */
async function takeWorkflow({ workflows, editor }: Scene): Promise<Buffer> {
  await editor.page.setViewportSize({ width: 1280, height: 800 });
  await editor.openWorkflow(workflows.ticketReady);
  await editor.part('execute-workflow-button').click();
  await editor.passedOneItem(4);
  const subtitle = editor.page.getByText('send file', { exact: true });
  const parts = editor.part('canvas-node').or(editor.part('sticky')).or(subtitle);
  return await cutOut(editor.page, parts, 24);
}

/** Send File's panels after that run: the ticket, the fields filled with it, and what came out. */
async function takeSendFile({ editor }: Scene): Promise<Buffer> {
  await editor.page.setViewportSize({ width: 1360, height: 920 });
  await editor.openNode(SEND_FILE);
  await editor.showOutputAs('schema');
  await editor.outputSays('accepted');
  return await cutOut(editor.page, editor.part('ndv'));
}

/** The same a day later: the session window is closed, and the error says what to do. */
async function takeWindowClosed({ sandbox, editor }: Scene): Promise<Buffer> {
  await sandbox.control.configure({ windowRefusal: 'atOnce' });
  await sandbox.control.forward({ hours: 25 });
  await editor.execute();
  await editor.outputSays('The 24-hour session window');
  await editor.executed();
  const parts = editor.part('node-parameters').or(editor.part('output-panel'));
  return await cutOut(editor.page, parts);
}
