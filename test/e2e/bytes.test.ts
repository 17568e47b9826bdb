import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { errorOf, type Execution, outputOf } from '../../lab/n8n/n8n-client';
import { freePort } from '../../lab/servers/start-process';
import { base64Beginning, type FileServer, sha256Of, startFileServer } from './setup/file-server';
import { collectGarbage } from './setup/garbage';
import { type Gate, startGate } from './setup/gate';
import { n8nPid, restartN8n } from './setup/n8n-control';
import { forgetPeakMemory, memoryOf, peakMemoryIsKnown } from './setup/peak-memory';
import { fileInS3, s3Settings } from './setup/s3-storage';
import { createSendFileWorkflow, fetchFile, runSendFile } from './setup/send-file-workflow';
import { eventually, openWindow, sandbox } from './setup/stage';

const MB = 1024 * 1024;
const SIZES = [0, 1, 3 * MB - 1, 3 * MB, 3 * MB + 1];
const LARGE = 95 * MB;

let files: FileServer;

beforeAll(async () => {
  files = await startFileServer();
});
afterAll(async () => {
  await files.close();
  await restartN8n();
}, 300_000);
beforeEach(async () => {
  await sandbox.reset();
});

/** What is sent of a size: each to a customer of its own. */
const itemOf = (size: number): IDataObject => ({
  phone: phoneOf(size),
  fileUrl: files.fileUrl(size),
  filename: `${size}.pdf`,
  caption: '',
  inS3: { ...fileInS3(size) },
});
const phoneOf = (size: number) => `1202555${1000 + (size % 8999)}`;
/** Of no byte, or of one, it can be seen that it is no PDF. */
const options = { checkFile: false };
const fromField: INodeParameters = { fileSource: 'binary', binaryPropertyName: 'data', options };

/** Sends a file of each size, which n8n has fetched and stored. */
async function sendFetched(sizes: number[]): Promise<Execution> {
  return await sendAll(sizes, { before: [fetchFile], parameters: fromField });
}

async function sendAll(
  sizes: number[],
  options: Omit<Parameters<typeof runSendFile>[0], 'items'>,
): Promise<Execution> {
  await openWindow(...sizes.map(phoneOf));
  const execution = await runSendFile({ items: sizes.map(itemOf), ...options });
  expect(errorOf(execution)).toBeUndefined();
  expect(outputOf(execution, 'Send File').map(({ status }) => status)).toEqual(
    sizes.map(() => 'accepted'),
  );
  return execution;
}

/** Each file is the one that was sent, to the byte, and its request said beforehand how long it is. */
async function expectToHaveArrived(sizes: number[]): Promise<void> {
  const messages = (await sandbox.messages()).filter((each) => each.direction === 'outgoing');
  const received = sizes.map((size) => {
    const { filename, file } =
      messages.find(({ chatId }) => chatId.startsWith(phoneOf(size))) ?? {};
    return { filename, mime: file?.mime, size: file?.size, sha256: file?.sha256 };
  });
  expect(received).toEqual(
    sizes.map((size) => ({
      filename: `${size}.pdf`,
      mime: 'application/pdf',
      size,
      sha256: sha256Of(size),
    })),
  );
  for (const { headers } of await sandbox.requests('sendFile')) {
    expect(headers['transfer-encoding']).toBeUndefined();
    expect(Number(headers['content-length'])).toBeGreaterThan(0);
  }
}

/** Where n8n keeps the files that were fetched. */
function storedIds(execution: Execution): Array<string | undefined> {
  const items = execution.data.resultData.runData['Fetch File']?.[0]?.data?.main?.[0] ?? [];
  return items.map(({ binary }) => binary?.data?.id);
}

test('files of 0 bytes, 1 byte and around 3 MB arrive whole from n8n’s storage on disk', async () => {
  const execution = await sendFetched(SIZES);
  expect(storedIds(execution)).toEqual(
    SIZES.map(() => expect.stringMatching(/^filesystem/) as string),
  );
  await expectToHaveArrived(SIZES);
  expect(execution.rawData).not.toContain(base64Beginning(3 * MB));
});

describe('with binary data in memory', () => {
  let inspectorPort: number;
  let gate: Gate;

  beforeAll(async () => {
    gate = await startGate();
    inspectorPort = await freePort();
    await restartN8n({
      N8N_DEFAULT_BINARY_DATA_MODE: 'default',
      NODE_OPTIONS: `--inspect=127.0.0.1:${inspectorPort}`,
    });
  }, 300_000);
  afterAll(() => gate.close());

  test('files of 0 bytes, 1 byte and around 3 MB arrive whole', async () => {
    const execution = await sendFetched(SIZES);
    expect(storedIds(execution)).toEqual(SIZES.map(() => undefined));
    await expectToHaveArrived(SIZES);
    // n8n itself keeps such files in the execution's data; what our node adds to it has none.
    const ours = JSON.stringify(execution.data.resultData.runData['Send File']);
    expect(ours).not.toContain(base64Beginning(3 * MB));
  });

  /**
   * What is measured: n8n's resident memory, from the moment in which n8n holds the fetched file (as
   * base64, and all garbage is collected) until 1MSG has it. What n8n takes to save such an execution,
   * some 650 MB, would hide it: this one is not saved.
   */
  test('95 MB arrive whole, and sending them adds less than 32 MB to what n8n holds', async () => {
    const workflow = await createSendFileWorkflow({
      before: [fetchFile, ...gate.before],
      also: gate.also,
      parameters: fromField,
      settings: { saveDataSuccessExecution: 'none' },
    });
    const send = async (size: number): Promise<number> => {
      await openWindow(phoneOf(size));
      await workflow.start([itemOf(size)]);
      await gate.reached();
      await collectGarbage(inspectorPort);
      const pid = await n8nPid();
      if (peakMemoryIsKnown) forgetPeakMemory(pid);
      const held = peakMemoryIsKnown ? memoryOf(pid).now : 0;
      gate.open();
      await eventually(() => expectToHaveArrived([size]), 60_000);
      return peakMemoryIsKnown ? memoryOf(pid).peak - held : 0;
    };
    await send(MB); // loads what sending needs
    const added = await send(LARGE);
    console.log(`Sending 95 MB from memory adds ${added.toFixed(0)} MB`);
    expect(added).toBeLessThan(32);
    await workflow.delete();
  });
});

describe('with binary data in n8n’s database, and older files in S3', () => {
  const sizes = [...SIZES, 20 * MB];

  beforeAll(
    () => restartN8n({ N8N_DEFAULT_BINARY_DATA_MODE: 'database', ...s3Settings(files) }),
    300_000,
  );

  test('files of 0 bytes, 1 byte, around 3 MB and 20 MB arrive whole from the database', async () => {
    const execution = await sendFetched(sizes);
    expect(storedIds(execution)).toEqual(
      sizes.map(() => expect.stringMatching(/^database:/) as string),
    );
    await expectToHaveArrived(sizes);
  });

  test('files of 0 bytes, 1 byte, around 3 MB and 20 MB arrive whole from S3', async () => {
    await sendAll(sizes, {
      parameters: { fileSource: 'binary', binaryPropertyName: '={{ $json.inS3 }}', options },
    });
    await expectToHaveArrived(sizes);
    expect(files.asked).toContain(`/n8n/workflows/w/executions/1/binary_data/${20 * MB}`);
  });
});
