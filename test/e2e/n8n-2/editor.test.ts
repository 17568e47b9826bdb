import { EditorUnderTest, PATIENCE_MS } from '../setup/editor';
import {
  openWindowAt,
  providers,
  type ProviderUnderTest,
  registeredUrlsOf,
} from '../setup/providers';
import { createTriggerWorkflow, eventually, invoiceUrl } from '../setup/stage';

const PHONE = '12020721369';
const stage = new EditorUnderTest();

test(
  'the nodes are found by what a builder would search for, and an action is dragged in',
  async () => {
    const { editor } = stage;
    await editor.newWorkflow();
    for (const word of ['whatsapp', 'invoice', 'pdf']) {
      await editor.search(word);
      await eventually(async () => {
        const found = await editor.listed();
        for (const { title } of providers) expect(found).toContain(`${title} Send File`);
      });
    }
    for (const { title } of [...providers].reverse()) {
      await editor.search(title);
      // n8n joins a node and its trigger by their internal names.
      await eventually(async () => expect(await editor.listed()).toEqual([`${title} Send File`]));
    }

    const [{ title }] = providers as [ProviderUnderTest];
    await editor.creatorItem(`${title} Send File`).click();
    await editor.showActions();
    const canvas = editor.part('canvas-wrapper');
    const action = 'Send a file over WhatsApp';
    await editor.creatorItem(action).dragTo(canvas, { targetPosition: { x: 400, y: 300 } });
    // By the action n8n names the node, too.
    await editor.node(action).waitFor();
  },
  PATIENCE_MS,
);

describe.each(providers)('$title', (provider) => {
  beforeEach(() => provider.control.reset());

  test(
    'Send File: a refusal says what happened and what to do; then the file goes out',
    async () => {
      const { editor } = stage;
      await provider.control.configure({ windowRefusal: 'atOnce' });
      await stage.openNodes(provider, [{ name: 'Send File' }]);
      await editor.openNode('Send File');
      expect(await editor.labels()).toEqual(
        expect.arrayContaining([
          'Resource',
          'Operation',
          'Phone Number',
          'File',
          'File URL',
          'Caption',
          'Options',
        ]),
      );
      await editor.fill('phone', '+1 (202) 072-1369');
      await editor.fill('fileUrl', invoiceUrl);
      await editor.fill('caption', 'Invoice for TKT-2048');
      await editor.execute();
      await editor.outputSays('The 24-hour session window with +12020721369 is closed');
      await editor.outputSays('wait until the customer writes');

      await openWindowAt(provider, PHONE);
      await editor.execute();
      await editor.outputSays('1 item');
      await editor.showOutputAs('schema');
      for (const field of ['sent', 'id', 'status', 'phone', 'caption'])
        await editor.outputSays(field);
      await editor.outputSays('accepted');
    },
    PATIENCE_MS,
  );

  test(
    'Trigger: "Listen for test event" shows the event that comes',
    async () => {
      const { editor } = stage;
      const workflowId = await createTriggerWorkflow(
        { events: ['messageReceived'] },
        undefined,
        provider,
      );
      await stage.openWorkflow(workflowId);
      await editor.openNode(provider.triggerName);
      await editor.execute();
      await editor.page.getByText('Now send a file').first().waitFor();
      await eventually(
        async () => expect(await registeredUrlsOf(provider)).toHaveLength(1),
        PATIENCE_MS / 3,
      );
      await provider.control.customerWrites({ from: PHONE, text: 'Is the invoice ready?' });
      await editor.outputSays('Is the invoice ready?');
    },
    PATIENCE_MS,
  );
});

test(
  '1MSG: the template list and the template’s variables load',
  async () => {
    const { editor } = stage;
    const [provider] = providers as [ProviderUnderTest];
    await stage.openNodes(provider, [{ name: 'Send File' }]);
    await editor.openNode('Send File');
    await editor.choose('whenWindowClosed', 'Send a Template');
    await editor.chooseFromList('template', 'invoice_ready');
    for (const variable of ['Body 1', 'Body 2']) await editor.parametersSay(variable);
  },
  PATIENCE_MS,
);
