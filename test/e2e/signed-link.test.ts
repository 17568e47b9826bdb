import { createHash } from 'node:crypto';

import { outputOf } from '../../scripts/n8n/executions';
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
  await restartN8n({ WEBHOOK_URL: `${PUBLIC_URL}/` });
}, 300_000);
afterAll(async () => {
  await files.close();
  await restartN8n();
}, 300_000);

test.each([oneMsg, ninetyNine])(
  'where n8n has a public address, $title gets a link there that opens the file, and nobody else sees it',
  async (provider) => {
    const { control } = provider;
    await control.reset();
    await control.configure({ fetchFiles: false });
    await openWindowAt(provider, PHONE);
    const workflow = await createSendFileWorkflow({
      provider,
      before: [fetchFile],
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
    const opened = await fetch(`${n8nUrl}${link.pathname}${link.search}`);
    expect(opened.headers.get('content-type')).toContain('application/pdf');
    const bytes = Buffer.from(await opened.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256Of(SIZE));

    const signature = link.searchParams.get('token') ?? '';
    expect(signature).not.toBe('');
    expect(execution.rawData).not.toContain(signature);
    expect(n8nLog()).not.toContain(signature);
    await workflow.delete();
  },
);
