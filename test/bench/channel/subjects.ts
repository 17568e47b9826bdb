import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { N8nInstallation } from '../../../lab/n8n/install-n8n';
import type { StoredCredential } from '../../../lab/n8n/n8n-client';
import { redisLink } from '../../../nodes/shared/channel/redis-link';
import { RedisStore } from '../../../nodes/shared/channel/redis-store';
import { nameOfKey } from '../../../nodes/shared/send-file/once-key-memory';
import { makeItems } from '../sending/items';
import { oneMsg } from '../sending/subject-nodes';
import type { Stage, Subject } from '../sending/subjects';
import type { StoredWorkflow } from '../setup/bench-n8n';
import { storeChannel } from '../setup/credentials';

/** What the channel's memory is compared in. */
export interface ChannelStage extends Pick<Stage, 'bench' | 'server'> {
  installation: N8nInstallation;
  redisUrl: string;
  /** Send-once keys that each node with keys has noted before. */
  notedKeys: number;
}

/** How many at a time. */
export const SIZES = [10, 50];

/** The ways to send, by the first part of their subjects' IDs. */
export const WAYS = {
  plain: 'neither keys nor Redis',
  redis: 'Redis, no keys',
  database: "a key each, n8n's database",
  both: 'a key each, Redis',
} as const;

const NODE_ID = 'send';
/** Redis answers each of so many within the second that the node waits. */
const AT_ONCE = 1000;

/** Stores a workflow for each way to send, and notes the keys that its node is to know. */
export async function makeChannelSubjects(stage: ChannelStage): Promise<Subject[]> {
  const { bench, server, redisUrl } = stage;
  const alone = await storeChannel(bench.n8n.client, server.url);
  const shared = await storeChannel(bench.n8n.client, server.url, redisUrl);
  const subjects: Subject[] = [];
  for (const size of SIZES)
    subjects.push(
      await subjectOf(stage, size, 'plain', alone),
      await subjectOf(stage, size, 'redis', shared),
      await subjectOf(stage, size, 'database', alone, noteInDatabase),
      await subjectOf(stage, size, 'both', shared, noteInRedis),
    );
  return subjects;
}

async function subjectOf(
  stage: ChannelStage,
  size: number,
  way: keyof typeof WAYS,
  credential: StoredCredential,
  note?: typeof noteInRedis,
): Promise<Subject> {
  const { bench, server } = stage;
  const id = `${way}-${size}`;
  const { nodes } = oneMsg(credential, {
    ...(size !== 10 && { concurrency: size }),
    ...(note && { sendOnceKey: '={{ $json.key }}' }),
  });
  const workflow = await bench.store(
    id,
    nodes.map((node) => ({ ...node, id: NODE_ID })),
  );
  if (note) {
    await note(stage, workflow);
    await mustKnow(stage, workflow);
  }
  let runs = 0;
  return {
    id,
    name: `${size} at a time: ${WAYS[way]}`,
    kind: 'ours',
    sends: true,
    run: async (count) => {
      const run = ++runs;
      const items = makeItems(count, server.filesUrl, 'one');
      return await bench.run(
        workflow,
        items.map((item) => ({ ...item, key: `${run}-${item.ticket}` })),
      );
    },
  };
}

/** @throws when the node sends with the first and the last key that it was said to have noted */
async function mustKnow(
  { bench, server, notedKeys }: ChannelStage,
  workflow: StoredWorkflow,
): Promise<void> {
  await server.forget();
  const [first, last] = makeItems(2, server.filesUrl, 'one');
  await bench.run(workflow, [
    { ...first, key: 'noted-0' },
    { ...last, key: `noted-${notedKeys - 1}` },
  ]);
  if ((await server.seen()).messages > 0) throw new Error(`${workflow.path} knows no keys`);
}

async function noteInDatabase(
  { bench, installation, notedKeys }: ChannelStage,
  { id }: StoredWorkflow,
): Promise<void> {
  await promisify(execFile)(installation.node, [
    join(__dirname, 'note-keys.program.cjs'),
    join(bench.n8n.folder, '.n8n', 'database.sqlite'),
    ...[id, NODE_ID, String(notedKeys)],
  ]);
}

async function noteInRedis(
  { redisUrl, notedKeys }: ChannelStage,
  { id }: StoredWorkflow,
): Promise<void> {
  const store = new RedisStore(redisLink(redisUrl), '');
  const node = JSON.stringify([id, NODE_ID]); // as `nodeOf` has it
  for (let from = 0; from < notedKeys; from += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, notedKeys - from) }, (_, index) =>
        store.claim(nameOfKey(node, `noted-${from + index}`)),
      ),
    );
}
