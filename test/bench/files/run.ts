import { join } from 'node:path';

import { temporaryFolder } from '../../../lab/servers/start-process';
import { startAnsweringServer } from '../setup/answering-server';
import { BenchN8n } from '../setup/bench-n8n';
import type { BodyCalls } from '../setup/body-limit.program';
import { startProgram } from '../setup/child-program';
import { storeCredentials } from '../setup/credentials';
import { installDoNothing } from '../setup/do-nothing-package';
import { prepare } from '../setup/prepared-folder';
import { type BenchOptions, writeResults } from '../setup/results';
import {
  forEachRecipient,
  httpRequestBase64,
  nodeAlone,
  oneMsgBinary,
  readFromDisk,
  recipientForEachFile,
} from './file-workflows';
import {
  type FileBatch,
  type FileMeasurement,
  type FileSubject,
  measureFiles,
  NODE_ALONE,
} from './measure-files';
import { filesReport } from './report';
import { measureSharedFile, type SharedFile } from './shared-file';

const WHOLE: FileBatch[] = [
  { files: 1, sizeMb: 1 },
  { files: 100, sizeMb: 1 },
  { files: 1, sizeMb: 16 },
  { files: 1, sizeMb: 95 },
];
const QUICK: FileBatch[] = [
  { files: 1, sizeMb: 1 },
  { files: 5, sizeMb: 1 },
];

/** Files from n8n's storage: how fast they go and what memory they take; one file to many recipients. */
export async function bench(
  options: BenchOptions,
): Promise<{ files: FileMeasurement[]; shared: SharedFile[] }> {
  const { quick, short } = options;
  const { installation, certificate, folder } = await prepare();
  const { caFile } = certificate;
  const server = await startAnsweringServer(certificate);
  await installDoNothing(folder);
  const startLimit = () =>
    startProgram<BodyCalls>(
      join(__dirname, '..', 'setup', 'body-limit.program.ts'),
      { NODE_EXTRA_CA_CERTS: caFile },
      installation.node,
    );
  const files = temporaryFolder('1msg-bench-files-');
  const env = { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem', N8N_RESTRICT_FILE_ACCESS_TO: files };
  const bench = await BenchN8n.start({ installation, caFile, folder, env });
  try {
    const stage = {
      bench,
      server,
      startLimit,
      folder: files,
      restarts: !quick,
      timesBefore: quick ? 1 : 20,
    };
    const recipients = quick ? 5 : 100;
    const store = async (id: string, between: ReturnType<typeof oneMsgBinary>) =>
      (await storeSubjects(bench, server.url, id, between)).filter(
        ({ env }) => stage.restarts || Object.keys(env).length === 0, // settings are those of a start
      );
    const one = await store('one', []);
    const each = await store('each', [recipientForEachFile]);
    const many = (await store('many', [forEachRecipient(recipients)])).filter(({ sends }) => sends);
    const measured: FileMeasurement[] = [];
    for (const batch of quick ? QUICK : WHOLE) {
      console.log(`${batch.files} of ${batch.sizeMb} MB …`);
      const subjects = batch.files > 1 ? each : one;
      measured.push(...(await measureFiles(stage, subjects, batch, quick || short ? 1 : 3)));
    }
    console.log(`one file to ${recipients} …`);
    const shared = await measureSharedFile(stage, many, recipients, 1);
    const { markdown, chart } = filesReport(measured, shared, one);
    const written = await writeResults(options, {
      name: 'files',
      title: 'Files from n8n’s storage',
      markdown,
      data: { files: measured, shared },
      charts: { files: chart },
    });
    console.log(written);
    return { files: measured, shared };
  } finally {
    await bench.n8n.stop();
    server.stop();
  }
}

async function storeSubjects(
  bench: BenchN8n,
  server: string,
  id: string,
  between: ReturnType<typeof oneMsgBinary>,
): Promise<FileSubject[]> {
  const { channel, header } = await storeCredentials(bench.n8n.client, server);
  const store = async (name: string, nodes: ReturnType<typeof oneMsgBinary>) =>
    await bench.store(`${id}-${name}`, [readFromDisk, ...between, ...nodes], {
      measured: nodes.map((node) => node.name),
    });
  const base64 = await store('http', httpRequestBase64(header, server));
  return [
    {
      id: 'ours',
      name: '1MSG Send File',
      workflow: await store('ours', oneMsgBinary(channel)),
      env: {},
      sends: true,
    },
    {
      id: NODE_ALONE,
      name: "n8n's own: phone and credential are read, the file is opened, nothing is sent",
      workflow: await store('alone', nodeAlone(channel)),
      env: {},
      sends: false,
    },
    { id: 'http', name: 'HTTP Request with base64', workflow: base64, env: {}, sends: true },
    {
      id: 'http-legacy',
      name: 'the same, N8N_EXPRESSION_ENGINE=legacy',
      workflow: base64,
      env: { N8N_EXPRESSION_ENGINE: 'legacy' },
      sends: true,
    },
  ];
}
