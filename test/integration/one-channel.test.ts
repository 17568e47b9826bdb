import type { INodeParameters } from 'n8n-workflow';
import { Channel, channelOf } from '../../nodes/shared/channel/channel';
import { n8nClock } from '../../nodes/shared/n8n/n8n-clock';
import { parseHook } from '../../nodes/NinetyNineDigital/events/parse-hook';
import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';
import { readNumber } from '../../nodes/NinetyNineDigital/api/number';
import { accountKey } from '../../nodes/shared/provider/account';
import type { JsonObject } from '../../nodes/shared/values/json';
import type { ProviderEvent } from '../../nodes/shared/events/delivery-event';
import { readChannel } from '../../nodes/OneMsg/api/channel';
import { ONE_MSG, PROVIDERS, templateParameters } from './providers';
import type { NodeRun } from './run-node';
import { jsonOf } from './send-node';
import { invoice, OTHER, useOnceKeys } from './use-once-keys';
import { useRedis } from './use-redis';
import { CUSTOMER } from './use-sandbox';

const redis = useRedis();

const onError = 'continueRegularOutput';

/** Each run is an execution of its own, as behind a CRM's trigger. */
describe.each(PROVIDERS)('$name', (provider) => {
  const keys = useOnceKeys(provider);
  const { at, run } = keys;
  const isOneMsg = provider.id === ONE_MSG.id;
  /** Not `run`: without a key. */
  const send = async (item: Record<string, string>, rest: Partial<NodeRun> = {}) =>
    await at.run([item], {}, { onError, ...rest });
  const credentials = (more: Record<string, unknown>) => {
    const [[type, fields]] = Object.entries(provider.credentials(at.sandbox)) as [
      [string, Record<string, never>],
    ];
    return { [type]: { ...fields, ...(more as Record<string, never>) } };
  };
  const account = () => {
    const [fields] = Object.values(provider.credentials(at.sandbox));
    return isOneMsg ? readChannel(fields!) : readNumber(fields!);
  };
  /** A request's events, as a trigger of the account reads them. */
  const read = (body: JsonObject): ProviderEvent[] =>
    (isOneMsg ? parsePayload : parseHook)(body, {
      ...{ provider: provider.id, channelId: account().id, includeRaw: false },
      receivedAt: new Date().toISOString(),
    }).events;
  const failure = (unique: string) =>
    isOneMsg
      ? { ack: [{ id: unique, status: 'failed', error: 'Re-engagement message' }] }
      : { hook: 'system', type: 'messages', unique, messageUpdate: 8 };
  const status = (unique: string, ack: number) =>
    isOneMsg
      ? { ack: [{ id: unique, status: ack === 0 ? 'failed' : 'delivered' }] }
      : { hook: 'update', unique, from: CUSTOMER, to: account().id, ack };
  /** What a trigger of the account hears. */
  const hear = async (id: string, failed: boolean) =>
    await channelOf(account(), n8nClock).hear(read(failed ? failure(id) : status(id, 2)));
  beforeEach(async () => await at.control.configure({ windowEnforced: false }));

  test("one person's files from twenty executions go one after another, in their order", async () => {
    await at.control.configure({ answerAfterMs: 5 });
    const names = Array.from({ length: 20 }, (_, index) => `invoice-${10 + index}.pdf`);
    await Promise.all(names.map((name) => send(invoice({ name, caption: name }))));
    expect((await at.sent()).map(({ caption }) => caption)).toEqual(names);
    expect((await at.control.stats()).mostInFlight).toBe(1);
  });

  test('300 executions at once open at most 50 connections', async () => {
    await at.control.configure({ answerAfterMs: 20 });
    const phones = Array.from({ length: 300 }, (_, index) => `1202555${1000 + index}`);
    // The sandbox is the files' server, too.
    const options = { checkFile: false };
    const results = await Promise.all(
      phones.map((phone) => at.run([invoice({ phone })], { options }, { onError })),
    );
    expect(results.flatMap(jsonOf).filter(({ sent }) => sent)).toHaveLength(300);
    const requests = await at.control.requests('sendFile');
    expect(new Set(requests.map(({ connection }) => connection)).size).toBeLessThanOrEqual(50);
    expect((await at.control.stats()).mostInFlight).toBeLessThanOrEqual(50);
  });

  test('an execution that is cancelled or fails while others wait leaves nobody waiting', async () => {
    await at.control.configure({ answerAfterMs: 20 });
    const first = send(invoice({ caption: 'first' }));
    const cancelled = send(invoice({ caption: 'cancelled' }), {
      onStarted: (cancel) => setTimeout(cancel, 5),
    });
    const failing = at.run([invoice({ phone: 'nobody' })]);
    const last = send(invoice({ caption: 'last' }));
    await Promise.all([first, cancelled, failing, last]);
    const captions = (await at.sent()).map(({ caption }) => caption);
    expect(captions).toEqual(expect.arrayContaining(['first', 'last']) as string[]);
  });

  describe('Wait For hears what a trigger of the account hears', () => {
    const waiting = { waitFor: 'delivered', waitTimeout: 20, sendOnceKey: '={{ $json.key }}' };
    const sendAndHear = async (failed: boolean, parameters: INodeParameters = {}) => {
      if (isOneMsg)
        await at.control.fail({
          method: 'hookInfo',
          answer: { status: 404, body: {} },
          times: 'all',
        });
      await hear('another one', false); // a trigger is known
      const sending = run([invoice()], waiting, { parameters });
      let message;
      while (!(message = (await at.sent())[0])) await new Promise(setImmediate);
      await hear(message.id, failed);
      return { result: await sending, id: message.id };
    };

    test('also where the provider cannot be asked', async () => {
      const { result, id } = await sendAndHear(false);
      expect(jsonOf(result)).toMatchObject([{ status: 'delivered', delivery: { id } }]);
      expect(result.hints).toEqual([]);
    });

    // 1MSG tells a failure once.
    const told = isOneMsg ? test.skip : test;
    told.each(['this process', 'another process'])(
      'a failure that %s hears of first without its reason',
      async (whose) => {
        const isOther = whose === 'another process';
        const credential = isOther ? credentials({ redisUrl: redis.url }) : undefined;
        const trigger = isOther
          ? new Channel(accountKey(account()), n8nClock, redis.link())
          : channelOf(account(), n8nClock);
        await trigger.hear([]);
        const sending = at.run(
          [invoice()],
          { options: { waitFor: 'read', waitTimeout: 20 } },
          {
            onError,
            ...(credential && { credentials: credential }),
          },
        );
        let message;
        while (!(message = (await at.sent())[0])) await new Promise(setImmediate);
        await trigger.hear(read(status(message.id, 0)));
        await new Promise((resolve) => setTimeout(resolve, 700)); // Redis is asked meanwhile
        await trigger.hear(read(failure(message.id)));
        expect(jsonOf(await sending)).toMatchObject([
          { status: 'failed', delivery: { error: { reason: 'WINDOW_CLOSED' } } },
        ]);
      },
    );

    test('a failure frees the send-once key', async () => {
      const { result } = await sendAndHear(true);
      expect(jsonOf(result)).toMatchObject([
        { status: 'failed', delivery: { error: { reason: 'WINDOW_CLOSED' } } },
      ]);
      expect(jsonOf(await run([invoice()]))).toMatchObject([{ status: 'accepted' }]);
      expect(await at.sent()).toHaveLength(2);
    });

    test.each(['sendTemplate', 'sendTemplateUnlessOpen'])(
      '%s: a failure for a closed window sends the template, once',
      async (whenWindowClosed) => {
        const variables = templateParameters(provider.template, { body_1: 'Dana', body_2: 'TKT' });
        const instead = { whenWindowClosed, ...variables };
        const sending = sendAndHear(true, instead);
        let template;
        while (!(template = (await at.sent())[1])) await new Promise(setImmediate);
        await hear((await at.sent())[0]!.id, true); // told twice
        await hear(template.id, false);
        const { result } = await sending;
        expect(jsonOf(result)).toMatchObject([
          {
            sent: true,
            id: template.id,
            status: 'delivered',
            sentVia: 'sendTemplate',
            caption: '',
          },
        ]);
        expect(template).toMatchObject({ template: { name: 'invoice_ready' } });
        expect(await at.sent()).toHaveLength(2);
      },
    );
  });

  describe('with Redis', () => {
    const shared = () => ({ credentials: credentials({ redisUrl: redis.url }) });
    beforeEach(async () => void (await redis.admin.flushall()));

    test('the same 60 keys in four executions are 60 messages, and none again', async () => {
      const items = Array.from({ length: 60 }, (_, index) =>
        invoice({ phone: `1202555${1000 + index}`, key: `TKT-${index}` }),
      );
      await Promise.all([1, 2, 3, 4].map(() => run(items, {}, shared())));
      expect(await at.sent()).toHaveLength(60);
      expect(jsonOf(await run(items, {}, shared())).map(({ status }) => status)).toEqual(
        items.map(() => 'skipped'),
      );
      expect(keys.memory.size).toBe(0); // n8n's database has nothing to do with it
    });

    test('keys from before there was a Redis count', async () => {
      await run([invoice()]);
      const items = [invoice(), invoice({ key: 'TKT-2049', phone: OTHER })];
      expect(jsonOf(await run(items, {}, shared()))).toMatchObject([
        { status: 'skipped' },
        { status: 'accepted' },
      ]);
      expect(keys.memory.size).toBe(1);
    });

    test('a count of those that fails costs one item, and none is sent on a guess', async () => {
      const count = jest
        .spyOn(keys.memory, 'getProcessedDataCount')
        .mockRejectedValueOnce(new Error('The database is locked'));
      const items = [invoice(), invoice({ key: 'TKT-2049' })];
      const outcomes = jsonOf(await run(items, { concurrency: 1 }, shared()));
      expect(outcomes).toMatchObject([{ errorCode: 'REJECTED' }, { status: 'accepted' }]);
      expect(jsonOf(await run([invoice()], {}, shared()))).toMatchObject([{ status: 'accepted' }]);
      count.mockRestore();
    });

    test('a file that certainly was not sent leaves its key free', async () => {
      await at.fail({ answer: { status: 400, body: { error: 'no such number' } } });
      expect(jsonOf(await run([invoice()], {}, shared()))).toMatchObject([
        { errorCode: 'REJECTED' },
      ]);
      expect(jsonOf(await run([invoice()], {}, shared()))).toMatchObject([{ status: 'accepted' }]);
    });

    test('nothing but our entries is there, each with an end, and none of what is whose', async () => {
      await run([invoice()], {}, shared());
      const entries = await redis.admin.keys('*');
      expect(entries.length).toBeGreaterThan(1);
      for (const entry of entries) {
        expect(entry).toMatch(/^n8n-1msg:/);
        expect(await redis.admin.pttl(entry)).not.toBe(-1); // -2: it has ended by now
        const dump = entry + ((await redis.admin.dump(entry)) ?? '');
        for (const secret of [CUSTOMER, 'TKT-2048', 'invoice', provider.secret(at.sandbox)])
          expect(dump).not.toContain(secret);
      }
    });

    test('a Redis that is not there: an item with a key says so, all else goes out, with one hint', async () => {
      const nowhere = { credentials: credentials({ redisUrl: 'redis://:s3cret@127.0.0.1:1/0' }) };
      const keyed = await run([invoice()], {}, nowhere);
      expect(jsonOf(keyed)).toMatchObject([
        { errorCode: 'UNREACHABLE', error: expect.stringContaining('Redis') as string },
      ]);
      expect(await at.sent()).toHaveLength(0);
      const plain = await at.run(
        [invoice(), invoice({ phone: OTHER })],
        {},
        { onError, ...nowhere },
      );
      expect(jsonOf(plain)).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }]);
      expect(plain.hints).toHaveLength(1);
      expect(plain.hints[0]).toContain('Redis');
      expect(JSON.stringify([keyed, plain])).not.toContain('s3cret');
      // What could not be claimed is not claimed.
      expect(jsonOf(await run([invoice()], {}, shared()))).toMatchObject([{ status: 'accepted' }]);
    });
  });
});
