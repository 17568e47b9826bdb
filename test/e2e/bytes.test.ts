import { errorOf, type Execution, outputOf } from '../../scripts/n8n/executions';
import { base64Beginning, type FileServer, sha256Of, startFileServer } from './setup/file-server';
import { restartN8n } from './setup/n8n-control';
import { fetchFile, runSendFile } from './setup/send-file-workflow';
import { openWindow, sandbox } from './setup/stage';

const MB = 1024 * 1024;
const SIZES = [0, 1, 3 * MB - 1, 3 * MB, 3 * MB + 1];
const PHONES = SIZES.map((_, index) => `1202072${1400 + index}`);

let files: FileServer;

beforeAll(async () => {
  files = await startFileServer();
});
afterAll(() => files.close());
beforeEach(async () => {
  await sandbox.reset();
  await openWindow(...PHONES);
});

/** Sends a file of each size from binary data, to a customer each. */
async function sendEachSize(): Promise<Execution> {
  const execution = await runSendFile({
    items: SIZES.map((size, index) => ({
      phone: PHONES[index],
      fileUrl: files.fileUrl(size),
      filename: `${size}.pdf`,
      caption: '',
    })),
    before: [fetchFile],
    parameters: { fileSource: 'binary', binaryPropertyName: 'data' },
  });
  expect(errorOf(execution)).toBeUndefined();
  return execution;
}

/** What the sandbox received, in the order of the sizes. */
async function received() {
  const messages = (await sandbox.messages()).filter((each) => each.direction === 'outgoing');
  return PHONES.map((phone) => {
    const { filename, file } = messages.find((each) => each.chatId.startsWith(phone)) ?? {};
    return { filename, mime: file?.mime, size: file?.size, sha256: file?.sha256 };
  });
}

const whatWasSent = SIZES.map((size) => ({
  filename: `${size}.pdf`,
  mime: 'application/pdf',
  size,
  sha256: sha256Of(size),
}));

test('files of 0 bytes, 1 byte and around 3 MB arrive whole from n8n’s storage on disk', async () => {
  const execution = await sendEachSize();

  const stored = execution.data.resultData.runData['Fetch File']?.[0]?.data?.main?.[0] ?? [];
  expect(stored.map(({ binary }) => binary?.data?.id)).toEqual(
    SIZES.map(() => expect.stringMatching(/^filesystem/) as string),
  );
  expect(outputOf(execution, 'Send File').map(({ status }) => status)).toEqual(
    SIZES.map(() => 'accepted'),
  );
  expect(await received()).toEqual(whatWasSent);
  expect(execution.rawData).not.toContain(base64Beginning(3 * MB));
});

describe('with binary data in memory', () => {
  beforeAll(() => restartN8n({ N8N_DEFAULT_BINARY_DATA_MODE: 'default' }), 300_000);
  afterAll(() => restartN8n(), 300_000);

  test('files of 0 bytes, 1 byte and around 3 MB arrive whole', async () => {
    const execution = await sendEachSize();

    const inMemory = execution.data.resultData.runData['Fetch File']?.[0]?.data?.main?.[0] ?? [];
    expect(inMemory.map(({ binary }) => binary?.data?.id)).toEqual(SIZES.map(() => undefined));
    expect(outputOf(execution, 'Send File').map(({ status }) => status)).toEqual(
      SIZES.map(() => 'accepted'),
    );
    expect(await received()).toEqual(whatWasSent);
    // n8n itself keeps such files in the execution's data; what our node adds to it has none.
    const ours = JSON.stringify(execution.data.resultData.runData['Send File']);
    expect(ours).not.toContain(base64Beginning(3 * MB));
  });
});
