import type { WorkflowDefinition } from '../../../scripts/n8n/n8n-client';
import { errorOf, outputOf } from '../../../scripts/n8n/executions';
import { type FileServer, sha256Of, startFileServer } from '../setup/file-server';
import { n8nPid, restartN8n } from '../setup/n8n-control';
import { forgetPeakMemory, memoryOf, peakMemoryIsKnown } from '../setup/peak-memory';
import { createSendFileWorkflow, fetchFile, runSendFile } from '../setup/send-file-workflow';
import { eventually, n8n, openWindow, sandbox } from '../setup/stage';

const MB = 1024 * 1024;
const SIZE = 95 * MB;
const PHONE = '12020721369';

const fromBinary = { fileSource: 'binary', binaryPropertyName: 'data' };

/** Notes where the paused execution is to be resumed. */
const noteResumeUrl: WorkflowDefinition['nodes'][number] = {
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

const pause: WorkflowDefinition['nodes'][number] = {
  name: 'Pause',
  type: 'n8n-nodes-base.wait',
  typeVersion: 1.1,
  webhookId: 'pause-before-sending',
  parameters: { resume: 'webhook', options: {} },
};

/** What resumes a workflow takes the place of its items: this one brings the stored file back. */
const bringFileBack: WorkflowDefinition['nodes'][number] = {
  name: 'Bring File Back',
  type: 'n8n-nodes-base.merge',
  typeVersion: 3,
  parameters: { mode: 'combine', combineBy: 'combineByPosition', options: {} },
};

let files: FileServer;

beforeAll(async () => {
  files = await startFileServer();
});
afterAll(() => files.close());

/** Waits until the workflow's execution pauses, and gives the URL that resumes it. */
async function paused(workflowId: string): Promise<string> {
  let resumeUrl = '';
  await eventually(async () => {
    const [summary] = await n8n.executions(workflowId);
    expect(summary?.status).toBe('waiting');
    const execution = await n8n.execution(summary?.id ?? '');
    resumeUrl = outputOf<{ resumeUrl: string }>(execution, 'Note Resume URL')[0]?.resumeUrl ?? '';
  }, 120_000);
  return resumeUrl;
}

/**
 * What is measured: the resident memory of n8n's own process (VmHWM of /proc/<pid>/status, which the
 * kernel keeps, so that no peak is missed), from the moment in which the stored file is going to be
 * sent. n8n is restarted between storing and sending, so that nothing of the storing is left, and
 * sends a small file first, so that what is loaded once is not counted.
 */
test('95 MB from disk arrive whole, and sending them raises n8n’s peak memory by less than 64 MB', async () => {
  await sandbox.reset();
  await openWindow(PHONE);
  const item = { phone: PHONE, fileUrl: files.fileUrl(SIZE), filename: 'large.pdf', caption: '' };
  const workflow = await createSendFileWorkflow({
    before: [noteResumeUrl, fetchFile, pause, bringFileBack],
    also: [{ from: 'Fetch File', to: 'Bring File Back', input: 1 }],
    parameters: fromBinary,
  });
  await workflow.start([item]);
  const resumeUrl = await paused(workflow.id);
  await restartN8n();
  const small = { ...item, fileUrl: files.fileUrl(MB) };
  await runSendFile({ items: [small], before: [fetchFile], parameters: fromBinary });

  const pid = await n8nPid();
  if (peakMemoryIsKnown) forgetPeakMemory(pid);
  const idle = peakMemoryIsKnown ? memoryOf(pid).now : 0;
  expect((await fetch(resumeUrl)).status).toBe(200);
  const execution = await workflow.ended();
  const peak = peakMemoryIsKnown ? memoryOf(pid).peak : 0;

  expect(errorOf(execution)).toBeUndefined();
  expect(outputOf(execution, 'Send File')[0]).toMatchObject({ status: 'accepted' });
  const [, message] = (await sandbox.messages(PHONE)).filter(
    (each) => each.direction === 'outgoing',
  );
  expect(message?.file).toMatchObject({ size: SIZE, sha256: sha256Of(SIZE) });
  console.log(`Sending 95 MB: ${idle.toFixed(0)} MB idle, ${peak.toFixed(0)} MB at the peak`);
  expect(peak - idle).toBeLessThan(64);
  await workflow.delete();
}, 300_000);
