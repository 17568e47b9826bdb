import { setTimeout as sleep } from 'node:timers/promises';
import type { redisLink } from '../../nodes/shared/channel/redis-link';
import { script } from '../../nodes/shared/channel/redis-link';
import { post, secretOf } from './post-hooks';
import { RedisServer } from './redis-server';
import type { TriggerNode } from './trigger-contexts';
import { newTrigger, receive } from './trigger-contexts';
import type { TriggerKind } from './trigger-kinds';
import { KINDS, ONE_MSG } from './trigger-kinds';

/** A request to the URL that answers when the workflow has ended; n8n has not answered it yet. */
const begin = (node: TriggerNode, body: unknown) =>
  receive(node, { query: { secret: secretOf(node.kind) }, body, finished: true });

/** Long enough for whoever waits for nothing else. */
const SHORT_MS = 30;
const isWaiting = async (promise: Promise<unknown>) =>
  await Promise.race([promise.then(() => false), sleep(SHORT_MS, true)]);

describe.each(KINDS)('$name, acknowledged when the workflow has finished', (kind) => {
  const [sent] = kind.hooks(['sent']);

  test('a repetition gets the first one’s 200, and starts nothing', async () => {
    const node = newTrigger(kind);
    const first = await begin(node, sent);
    expect(first.events).toHaveLength(1);
    const again = begin(node, sent);
    expect(await isWaiting(again)).toBe(true);
    first.response.end(200);
    const { response, workflowData, webhookResponse } = await again;
    expect(workflowData).toBeUndefined();
    expect(webhookResponse).toMatchObject({ started: 0, duplicate: 1 });
    expect(response.closed).toBe(false); // n8n answers it, with 200
  });

  test('a repetition gets a 503 when the first one fails, starts nothing, and starts when it comes again', async () => {
    const node = newTrigger(kind);
    const first = await begin(node, sent);
    const again = begin(node, sent);
    expect(await isWaiting(again)).toBe(true);
    first.response.end(500);
    const { response, events, noWebhookResponse } = await again;
    expect([response.statusCode, noWebhookResponse, events]).toEqual([503, true, []]);
    expect(response.sent).toEqual({ error: expect.stringContaining('again') as string });
    expect((await begin(node, sent)).events).toHaveLength(1);
  });

  test('the sender may hang up long before the workflow has ended', async () => {
    const node = newTrigger(kind);
    const { response } = await begin(node, sent);
    response.closed = true;
    response.emit('close');
    const again = begin(node, sent);
    expect(await isWaiting(again)).toBe(true);
    response.writableEnded = true;
    expect((await again).webhookResponse).toMatchObject({ duplicate: 1 });
  });

  test('other statuses of the message start at the same time', async () => {
    const node = newTrigger(kind);
    for (const status of ['read', 'delivered', 'sent'])
      expect((await begin(node, kind.hooks([status])[0])).events).toHaveLength(1);
  });

  test('the editor’s test listener remembers nothing', async () => {
    const node = newTrigger(kind, { test: true });
    for (let time = 0; time < 2; time++) expect((await begin(node, sent)).events).toHaveLength(1);
  });
});

/** The trigger's code in another process, as far as what it remembers goes. */
async function otherProcess(): Promise<{ kind: TriggerKind; link: typeof redisLink }> {
  const found: { kind?: TriggerKind; link?: typeof redisLink } = {};
  await jest.isolateModulesAsync(async () => {
    found.kind = (await import('./trigger-kinds')).ONE_MSG;
    await receive(newTrigger(found.kind), {}); // the first use loads what is loaded then
    found.link = (await import('../../nodes/shared/channel/redis-link')).redisLink;
  });
  return found as Required<typeof found>;
}

describe('with a Redis URL in the credential', () => {
  let redis: RedisServer;
  let a: TriggerNode;
  let b: TriggerNode;
  const links: Array<ReturnType<typeof redisLink>> = [];

  beforeEach(async () => {
    redis = await RedisServer.start();
    const [first, second] = [await otherProcess(), await otherProcess()];
    const credential = { ...ONE_MSG.credential(), redisUrl: ` ${redis.url} ` };
    a = newTrigger(first.kind, { credential });
    b = { ...newTrigger(second.kind, { credential }), nodeId: a.nodeId };
    links.push(first.link(redis.url), second.link(redis.url));
  });
  afterEach(async () => {
    for (const link of links.splice(0)) {
      await link.close();
      link.run = () => Promise.reject(new Error('The test is over')); // or it would connect again
    }
    await redis.kill();
  });

  const [sent, read] = ['sent', 'read'].map((status) => ONE_MSG.hooks([status])[0]);

  test('a process leaves out what another one has passed on', async () => {
    await post(a, read);
    await sleep(SHORT_MS);
    expect((await post(b, read)).webhookResponse).toMatchObject({ started: 0, duplicate: 1 });
    expect((await post(b, sent)).webhookResponse).toMatchObject({ started: 0, outdated: 1 });
  });

  test('a process leaves out what another one’s workflow has ended well with', async () => {
    const first = await begin(a, sent);
    const again = begin(b, sent);
    expect(await isWaiting(again)).toBe(true);
    first.response.end(200);
    expect((await again).webhookResponse).toMatchObject({ started: 0, duplicate: 1 });
    const other = await begin(b, read);
    expect(other.events).toHaveLength(1);
    other.response.end(200);
    await sleep(SHORT_MS);
  });

  test('in an outage of seconds the log says so once, the process goes on with its own memory, and notes what it passed on', async () => {
    await post(a, sent);
    await redis.kill();
    for (const status of ['delivered', 'read'])
      expect((await post(a, ONE_MSG.hooks([status])[0])).events).toHaveLength(1);
    expect((await post(a, read)).webhookResponse).toMatchObject({ duplicate: 1 });
    expect(a.logged).toEqual([
      expect.stringMatching(/^1MSG Send File Trigger cannot reach Redis \(.+\)\. /),
    ]);

    await redis.restart();
    const noted = script("return redis.call('HGET', redis.call('KEYS', '*')[1] or '', 'done')");
    const isNoted = async () =>
      /^[67]$/.test(String(await links[0]?.run(noted, [], []).catch(() => '')));
    for (let waited = 0; !(await isNoted()); waited += 100) {
      expect(waited).toBeLessThan(10_000);
      await sleep(100);
    }
    expect((await post(b, read)).webhookResponse).toMatchObject({ duplicate: 1 });
  });
});
