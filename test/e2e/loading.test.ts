import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { schemaFiles } from '../../scripts/docs/output-schemas';
import { n8n } from './setup/stage';

const root = join(__dirname, '..', '..');

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

test('n8n gives out the output preview of each operation, where its editor asks for it', async () => {
  const nodes = { OneMsg: 'oneMsgSendFile', NinetyNineDigital: 'ninetyNineDigitalSendFile' };
  const paths = [...schemaFiles().keys()];
  expect(paths.length).toBeGreaterThan(8);
  for (const path of paths) {
    const [, folder = '', , version = '', ...operation] = path.split('/');
    const node = `n8n-nodes-1msg-send-file.${nodes[folder as keyof typeof nodes]}`;
    const answer = await n8n.request(
      'GET',
      ['/schemas', node, version.slice(1), ...operation].join('/'),
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(JSON.parse(readFileSync(join(root, path), 'utf8')));
  }
});
