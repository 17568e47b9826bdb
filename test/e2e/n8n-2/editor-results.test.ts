import { N8nEditor } from '../../../scripts/browser/n8n-editor';
import { readContext } from '../setup/context';
import { storeNodes } from '../setup/editor-workflow';
import { oneMsg, openWindowAt, providers } from '../setup/providers';
import { invoiceUrl, n8n, n8nUrl } from '../setup/stage';

const PHONE = '12020721369';
/** A person's wait, on a machine that may be busy. */
const PATIENCE_MS = 180_000;

let editor: N8nEditor;
const workflows: string[] = [];

beforeAll(async () => {
  editor = await N8nEditor.open(n8nUrl, readContext().owner);
}, PATIENCE_MS);
afterAll(async () => {
  await editor.close();
  for (const id of workflows) await n8n.deleteWorkflow(id);
});

/** Opens a workflow with such nodes, which is deleted at the end. */
async function open(...what: Parameters<typeof storeNodes>): Promise<void> {
  const id = await storeNodes(...what);
  workflows.push(id);
  await editor.openWorkflow(id);
}

test(
  '1MSG: what a file that was sent became, and whether more can be sent, are read in the output panel',
  async () => {
    await oneMsg.control.reset();
    await openWindowAt(oneMsg, PHONE);
    await open(oneMsg, [
      { name: 'Send File', parameters: { phone: PHONE, fileUrl: invoiceUrl } },
      { name: 'Status', parameters: { operation: 'getDeliveryStatus' } },
      { name: 'Window', parameters: { operation: 'getSessionWindow' } },
    ]);
    await editor.openNode('Send File');
    await editor.execute();
    await editor.outputSays('accepted');
    await editor.closeNode();

    await oneMsg.control.settled();
    const [sent] = (await oneMsg.control.messages(PHONE)).slice(-1);
    await editor.openNode('Status');
    await editor.fill('messageId', sent!.id);
    await editor.execute();
    await editor.showOutputAs('json');
    await editor.outputSays('"status": "delivered"');
    await editor.outputSays('"history"');
    await editor.closeNode();

    await editor.openNode('Window');
    await editor.fill('phone', '+1 (202) 072-1369');
    await editor.execute();
    await editor.showOutputAs('json');
    await editor.outputSays('"window": "open"');
    await editor.outputSays('"minutesLeft"');
  },
  PATIENCE_MS,
);

describe.each(providers)('$title', (provider) => {
  test(
    'a number without a country code and a missing file: the panel says what happened and what to do',
    async () => {
      await open(provider, [
        { name: 'Bad Number', parameters: { phone: '050-123-4567', fileUrl: invoiceUrl } },
      ]);
      await editor.openNode('Bad Number');
      await editor.execute();
      await editor.outputSays('"050-123-4567" has no country code');
      await editor.outputSays(
        'write it like +972 50-123-4567, or choose the option Default Country',
      );
      await editor.outputSays('Nothing was sent for this item. Error code: INVALID_RECIPIENT');
      await editor.executed();

      const parameters = { phone: PHONE, fileSource: 'binary', binaryPropertyName: 'invoice' };
      await open(provider, [{ name: 'Bad Field', parameters }]);
      await editor.openNode('Bad Field');
      await editor.execute();
      await editor.outputSays('The item has no binary field "invoice", and no other file');
      await editor.outputSays('the node before has to pass the file on');
      await editor.outputSays('Nothing was sent for this item. Error code: INVALID_FILE');
    },
    PATIENCE_MS,
  );
});
