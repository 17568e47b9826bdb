import { n8n } from './setup/stage';

test('n8n loads both nodes at their versions', async () => {
  const types = await n8n.nodeTypes('n8n-nodes-1msg-send-file.');
  const versions = types.map(({ name, version }) => [name.split('.')[1], [version].flat()]);
  expect(Object.fromEntries(versions)).toMatchObject({
    oneMsgSendFile: [1],
    oneMsgSendFileTrigger: [1.1],
  });
});

test('1MSG Send File is there as an AI tool, too', async () => {
  const names = (await n8n.nodeTypes('n8n-nodes-1msg-send-file.')).map(({ name }) => name);
  expect(names).toContain('n8n-nodes-1msg-send-file.oneMsgSendFileTool');
});

test('n8n loads the credential type', async () => {
  expect(await n8n.credentialTypes()).toContain('oneMsgChannelApi');
});
