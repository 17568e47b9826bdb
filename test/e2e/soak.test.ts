import { ensureRedis } from '../../lab/servers/debian';
import { type Redis, startRedis } from '../../lab/servers/redis';
import { hasEnded } from '../../lab/n8n/n8n-client';
import { SoakLoad } from '../bench/soak/load';
import { ours } from '../bench/soak/subjects';
import { oneMsg } from './setup/providers';
import { n8n, sandbox, sandboxUrl } from './setup/stage';

// `npm run bench -- soak` is the long one, which looks at memory and sockets, too.
let redis: Redis;
let load: SoakLoad | undefined;

beforeAll(async () => {
  redis = await startRedis(ensureRedis());
  await sandbox.reset();
});
afterAll(async () => {
  await Promise.resolve(load?.close()).finally(() => redis.stop());
  await sandbox.reset();
});

test('single executions with keys, Redis and the trigger: nothing twice, nothing lost', async () => {
  const stage = {
    client: n8n,
    control: sandbox,
    sandboxUrl,
    ended: async (workflowId: string) => {
      const ended = (await n8n.allExecutions(workflowId)).filter(hasEnded);
      return {
        count: ended.length,
        failed: ended.filter(({ status }) => status !== 'success').length,
      };
    },
  };
  const redisUrl = `redis://127.0.0.1:${redis.port}`;
  const credential = { ...oneMsg.credential, redisUrl };
  load = await SoakLoad.create(
    stage,
    ours(await n8n.createCredential('Soak', oneMsg.credentialType, credential)),
  );
  await load.run({ seconds: 4, perSecond: 20, atMost: 6 });
  expect(await load.counts()).toEqual({
    started: 88,
    keys: 80,
    lost: 0,
    twice: 0,
    failed: 0,
    events: 80,
    eventsLost: 0,
    eventsTwice: 0,
  });
}, 180_000);
