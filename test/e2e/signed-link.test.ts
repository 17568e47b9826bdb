import { createHash } from 'node:crypto';

import { outputOf } from '../../lab/n8n/n8n-client';
import { knownAs } from '../../lab/n8n/run-n8n';
import type { WorkflowNode } from '../../lab/n8n/workflows';
import { type FileServer, sha256Of, startFileServer } from './setup/file-server';
import { restartN8n } from './setup/n8n-control';
import { createSendFileWorkflow, fetchFile } from './setup/send-file-workflow';
import { ninetyNine, oneMsg, openWindowAt, sentTo } from './setup/providers';
import { n8nLog, n8nUrl } from './setup/stage';

const PHONE = '12020721369';
const SIZE = 100_000;
/** A name that the internet has promised never to have. */
const PUBLIC_URL = 'https://n8n.tickets.invalid';

let files: FileServer;

beforeAll(async () => {
  files = await startFileServer();
  await restartN8n(knownAs(`${PUBLIC_URL}/`));
}, 300_000);
afterAll(async () => {
  await files.close();
  await restartN8n();
}, 300_000);

/** As a Code node can give a file: in the item, past n8n's storage. */
const madeHere: WorkflowNode = {
  name: 'Make File',
  type: 'n8n-nodes-base.code',
  typeVersion: 2,
  parameters: {
    jsCode: `const data = Buffer.from('%PDF-1.7 made here').toString('base64');
return $input.all().map(({ json }, item) => ({
  json, binary: { data: { data, mimeType: 'application/pdf', fileName: 'made.pdf' } }, pairedItem: item,
}));`,
  },
};
const MADE = createHash('sha256').update('%PDF-1.7 made here').digest('hex');

test.each([
  { provider: oneMsg, before: fetchFile, sha256: () => sha256Of(SIZE) },
  { provider: ninetyNine, before: fetchFile, sha256: () => sha256Of(SIZE) },
  { provider: ninetyNine, before: madeHere, sha256: () => MADE },
])(
  'where n8n has a public address, $provider.title gets a link there that opens the file of $before.name, and nobody else sees it',
  async ({ provider, before, sha256 }) => {
    const { control } = provider;
    await control.reset();
    await control.configure({ fetchFiles: false });
    await openWindowAt(provider, PHONE);
    const workflow = await createSendFileWorkflow({
      provider,
      before: [before],
      parameters: {
        fileSource: 'binary',
        binaryPropertyName: 'data',
        options: { includeRequest: true, ...(provider === oneMsg && { binaryTransfer: 'link' }) },
      },
    });
    await workflow.start([
      { phone: PHONE, fileUrl: files.fileUrl(SIZE), filename: 'invoice.pdf', caption: '' },
    ]);
    const execution = await workflow.ended();

    expect(outputOf(execution, 'Send File')[0]).toMatchObject({ status: 'accepted' });
    const [message] = await sentTo(provider, PHONE);
    const link = new URL(message?.link ?? '');
    expect(link.origin).toBe(PUBLIC_URL);
    expect(link.href).toMatch(/\/(invoice|made)\.pdf$/); // for who looks for a name there
    const opened = await fetch(`${n8nUrl}${link.pathname}${link.search}`);
    expect(opened.headers.get('content-type')).toContain('application/pdf');
    const bytes = Buffer.from(await opened.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256());

    const signature = link.searchParams.get('token') ?? '';
    expect(signature).not.toBe('');
    expect(execution.rawData).not.toContain(signature);
    expect(n8nLog()).not.toContain(signature);
    await workflow.delete();
  },
);
