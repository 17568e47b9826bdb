import { outputOf } from '../../../lab/n8n/n8n-client';
import { base64Beginning, type FileServer, sha256Of, startFileServer } from '../setup/file-server';
import { fetchFile, runSendFile } from '../setup/send-file-workflow';
import { openWindow, sandbox } from '../setup/stage';

const SIZE = 3 * 1024 * 1024 + 1;
const PHONE = '12020721369';

let files: FileServer;

beforeAll(async () => {
  files = await startFileServer();
});
afterAll(() => files.close());

/**
 * n8n's Execution Logic v2 (experimental) keeps files in the items' JSON, and $('…').item is that JSON.
 * (Its editor also writes $item, which n8n 2.40's expressions do not know as such.)
 */
test.each([
  'data',
  '_files.data',
  '={{ $json._files.data }}',
  "={{ $('Fetch File').item._files.data }}",
])('a file of a workflow with Execution Logic v2 is sent, its field given as %s', async (field) => {
  await sandbox.reset();
  await openWindow(PHONE);
  const execution = await runSendFile({
    items: [{ phone: PHONE, fileUrl: files.fileUrl(SIZE) }],
    before: [fetchFile],
    parameters: {
      fileSource: 'binary',
      binaryPropertyName: field,
      phone: "={{ $('Items').item.phone }}",
      filename: 'invoice.pdf',
      caption: '',
    },
    settings: { binaryMode: 'combined' },
  });

  const id = expect.stringMatching(/^filesystem/) as string;
  expect(outputOf(execution, 'Fetch File')).toMatchObject([{ _files: { data: { id } } }]);
  expect(outputOf(execution, 'Send File')).toMatchObject([
    { status: 'accepted', filename: 'invoice.pdf' },
  ]);
  const sent = (await sandbox.messages(PHONE)).find(({ filename }) => filename === 'invoice.pdf');
  expect(sent?.file).toMatchObject({ size: SIZE, sha256: sha256Of(SIZE) });
  expect(execution.rawData).not.toContain(base64Beginning(SIZE));
});
