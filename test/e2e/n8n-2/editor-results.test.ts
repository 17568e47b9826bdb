import { EditorUnderTest, PATIENCE_MS } from '../setup/editor';
import { oneMsg, openWindowAt, providers } from '../setup/providers';
import { invoiceUrl } from '../setup/stage';

const PHONE = '12020721369';
const stage = new EditorUnderTest();

test(
  '1MSG: what a file that was sent became, and whether more can be sent, are read in the output panel',
  async () => {
    const { editor } = stage;
    await oneMsg.control.reset();
    await openWindowAt(oneMsg, PHONE);
    await stage.openNodes(oneMsg, [
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
      const { editor } = stage;
      await stage.openNodes(provider, [
        { name: 'Bad Number', parameters: { phone: '050-123-4567', fileUrl: invoiceUrl } },
      ]);
      await editor.openNode('Bad Number');
      await editor.execute();
      await editor.outputSays('"050-123-4567" begins with 0, so it has no country code');
      await editor.outputSays(
        'write it like +972 50-123-4567, or choose the option Default Country',
      );
      await editor.outputSays(
        'Look at what the field Phone Number gives for it. Error code: INVALID_RECIPIENT',
      );
      await editor.executed();

      const parameters = { phone: PHONE, fileSource: 'binary', binaryPropertyName: 'invoice' };
      await stage.openNodes(provider, [{ name: 'Bad Field', parameters }]);
      await editor.openNode('Bad Field');
      await editor.execute();
      await editor.outputSays('The item has no binary field "invoice", and no other file');
      await editor.outputSays('the node before has to pass the file on');
      await editor.outputSays('Nothing was sent for this item. Error code: INVALID_FILE');
    },
    PATIENCE_MS,
  );
});
