import { ensureRedis } from '../../lab/servers/debian';
import { type Redis, startRedis } from '../../lab/servers/redis';
import { hasEnded } from '../../lab/n8n/n8n-client';
import { SoakLoad } from '../bench/soak/load';
import { ours } from '../bench/soak/subjects';
import { oneMsg } from './setup/providers';
import { n8n, n8nVersion, sandbox, sandboxUrl } from './setup/stage';

// `npm run bench -- soak` is the long one, which looks at memory and sockets, too.
// The oldest n8n has less of it, for the time that these runs may take.
const SECONDS = n8nVersion.startsWith('1.') ? 20 : 120;

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
  await load.run({ seconds: SECONDS, perSecond: 20, atMost: 6 });
  const { keys, ...counts } = await load.counts();
  // How many there are says how fast this machine is. One in ten was started twice.
  expect(keys).toBeGreaterThanOrEqual(10);
  expect(counts).toEqual({
    started: keys + Math.ceil(keys / 10),
    events: keys,
    ...{ lost: 0, twice: 0, failed: 0, eventsLost: 0, eventsTwice: 0 },
  });
}, 420_000);
