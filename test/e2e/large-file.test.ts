import { errorOf, type Execution, outputOf } from '../../lab/n8n/n8n-client';
import type { WorkflowNode } from '../../lab/n8n/workflows';
import { base64Beginning, type FileServer, sha256Of, startFileServer } from './setup/file-server';
import { n8nPid, restartN8n } from './setup/n8n-control';
import { forgetPeakMemory, memoryOf, peakMemoryIsKnown } from './setup/peak-memory';
import { bringFileBack, createSendFileWorkflow, fetchFile } from './setup/send-file-workflow';
import { eventually, n8n, openWindow, sandbox } from './setup/stage';

const MB = 1024 * 1024;
const SIZE = 95 * MB;
const PHONE = '12020721369';

/** Notes where the paused execution is to be resumed. */
const noteResumeUrl: WorkflowNode = {
  name: 'Note Resume URL',
  type: 'n8n-nodes-base.set',
  typeVersion: 3.4,
  parameters: {
    includeOtherFields: true,
    assignments: {
      assignments: [
        { id: '1', name: 'resumeUrl', type: 'string', value: '={{ $execution.resumeUrl }}' },
      ],
    },
    options: {},
  },
};

const pause: WorkflowNode = {
  name: 'Pause',
  type: 'n8n-nodes-base.wait',
  typeVersion: 1.1,
  webhookId: 'pause-before-sending',
  parameters: { resume: 'webhook', options: {} },
};

let files: FileServer;

beforeAll(async () => {
  files = await startFileServer();
});
afterAll(() => files.close());

/** A workflow that has stored a file, and waits to send it. */
interface Stored {
  send(): Promise<Execution>;
  delete(): Promise<void>;
}

async function store(size: number): Promise<Stored> {
  const workflow = await createSendFileWorkflow({
    before: [noteResumeUrl, fetchFile, pause, bringFileBack],
    also: [{ from: 'Fetch File', to: 'Bring File Back', input: 1 }],
    parameters: { fileSource: 'binary', binaryPropertyName: 'data' },
  });
  await workflow.start([
    { phone: PHONE, fileUrl: files.fileUrl(size), filename: `${size}.pdf`, caption: '' },
  ]);
  let resumeUrl = '';
  await eventually(async () => {
    const [summary] = await n8n.executions(workflow.id);
    expect(summary?.status).toBe('waiting');
    const execution = await n8n.execution(summary?.id ?? '');
    resumeUrl = outputOf<{ resumeUrl: string }>(execution, 'Note Resume URL')[0]?.resumeUrl ?? '';
  }, 120_000);
  return {
    send: async () => {
      expect((await fetch(resumeUrl)).status).toBe(200);
      const execution = await workflow.ended();
      expect(errorOf(execution)).toBeUndefined();
      expect(outputOf(execution, 'Send File')[0]).toMatchObject({ status: 'accepted' });
      return execution;
    },
    delete: () => workflow.delete(),
  };
}

/**
 * What is measured: the resident memory of n8n's own process (VmHWM of /proc/<pid>/status, which the
 * kernel keeps, so that no peak is missed), from the moment in which the stored file is going to be
 * sent until the execution has ended. n8n is restarted between storing and sending, so that nothing of
 * the storing is left, and does the same with 1 MB twice first: the first execution that it resumes
 * takes n8n itself some 40 MB, whatever the node.
 */
test('95 MB from disk arrive whole, and sending them raises n8n’s peak memory by less than 64 MB', async () => {
  await sandbox.reset();
  await openWindow(PHONE);
  const large = await store(SIZE);
  const small = [await store(MB), await store(MB)];
  await restartN8n();
  for (const each of small) await each.send();

  const pid = await n8nPid();
  if (peakMemoryIsKnown) forgetPeakMemory(pid);
  const idle = peakMemoryIsKnown ? memoryOf(pid).now : 0;
  const execution = await large.send();
  const peak = peakMemoryIsKnown ? memoryOf(pid).peak : 0;

  const sent = (await sandbox.messages(PHONE)).find(({ filename }) => filename === `${SIZE}.pdf`);
  expect(sent?.file).toMatchObject({ size: SIZE, sha256: sha256Of(SIZE) });
  expect(execution.rawData).not.toContain(base64Beginning(SIZE));
  console.log(`Sending 95 MB: ${idle.toFixed(0)} MB idle, ${peak.toFixed(0)} MB at the peak`);
  expect(peak - idle).toBeLessThan(64);
  for (const each of [large, ...small]) await each.delete();
}, 300_000);
