import { inARow } from '../../../lab/n8n/workflows';
import { EditorUnderTest, PATIENCE_MS } from '../setup/editor';
import { n8n, unique } from '../setup/n8n-under-test';
import { providers } from '../setup/providers';

const stage = new EditorUnderTest();

test.each(providers)(
  '$title: the fields of what is sent are offered to the next node before anything was sent',
  async ({ sendFile }) => {
    const id = await n8n.createWorkflow(
      inARow(unique('preview'), [
        { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
        { name: 'Send File', type: sendFile, typeVersion: 1, parameters: {} },
        { name: 'Note', type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: {} },
      ]),
    );
    await stage.openWorkflow(id);
    await stage.editor.openNode('Note');
    for (const field of ['sent', 'id', 'status', 'phone', 'acceptedAt', 'delivery'])
      await stage.editor.inputOffers(field);
  },
  PATIENCE_MS,
);
