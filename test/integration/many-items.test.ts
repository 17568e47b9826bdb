import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { PROVIDERS } from './providers';
import type { NodeRun } from './run-node';
import { useProvider } from './use-provider';
import { CUSTOMER } from './use-sandbox';

const item = (fields: Record<string, string> = {}) => ({
  phone: '+1 (202) 072-1369',
  name: 'invoice.pdf',
  caption: 'Invoice for ticket TKT-2048',
  ...fields,
});

const when = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await sleep(5);
};

describe.each(PROVIDERS)('$name', (provider) => {
  const at = useProvider(provider, [CUSTOMER]);
  const phones = ['12020721369', '+1 202 072 1369', '12025550111', '1-202-555-0111', '12025550122'];
  beforeEach(async () => await at.control.configure({ windowEnforced: false }));

  test('the output keeps the order and pairing of the input', async () => {
    const items = phones.map((phone, index) => item({ phone, name: `invoice-${index}.pdf` }));
    const { outputs } = await at.run(items);
    expect(outputs[0]!.map(({ json, pairedItem }) => [json.filename, pairedItem])).toEqual(
      items.map(({ name }, index) => [name, { item: index }]),
    );
  });

  test("one recipient's files go one after another in item order, however the number is spelled", async () => {
    await at.control.configure({ answerAfterMs: 5 });
    const items = Array.from({ length: 40 }, (_, index) =>
      item({
        phone: phones[index % phones.length]!,
        name: `invoice-${String(index).padStart(2, '0')}.pdf`,
      }),
    );
    await at.run(items);
    const sent = await at.sent();
    expect(sent).toHaveLength(40);
    for (const chatId of new Set(sent.map((message) => message.chatId))) {
      const names = sent.filter((message) => message.chatId === chatId).map((m) => m.filename);
      expect(names).toEqual([...names].sort());
    }
    const { mostInFlight } = await at.control.stats();
    expect(mostInFlight).toBe(3); // as many as there are recipients
  });

  test('no more recipients at a time than set, over as many connections', async () => {
    await at.control.configure({ answerAfterMs: 10 });
    const items = Array.from({ length: 30 }, (_, index) =>
      item({ phone: `1202555${1000 + index}` }),
    );
    await at.run(items, { options: { concurrency: 4 } });
    expect((await at.control.stats()).mostInFlight).toBe(4);
    const requests = await at.control.requests('sendFile');
    expect(new Set(requests.map(({ connection }) => connection)).size).toBe(4);
  });

  test('a failed item costs the others nothing when the node continues', async () => {
    const items = [item(), item({ phone: 'nobody' }), item({ phone: '12025550111' })];
    const { outputs } = await at.run(items, {}, { onError: 'continueErrorOutput' });
    expect(outputs[0]!.map(({ json }) => json.phone)).toEqual([CUSTOMER, '12025550111']);
    expect(outputs[1]!.map(({ json }) => json)).toMatchObject([
      { phone: 'nobody', name: 'invoice.pdf', errorCode: 'INVALID_RECIPIENT' },
    ]);
  });

  test('a run that stops says how many were sent before, and which', async () => {
    const items = [item(), item({ phone: '12025550111' }), item({ phone: 'nobody' }), item()];
    const { error, outputs } = await at.run(items, { options: { concurrency: 1 } });
    expect(outputs).toEqual([]);
    expect(error).toMatchObject({
      message: expect.stringContaining('nobody') as string,
      description: expect.stringContaining('2 of the 4 items had been sent before: 0–1') as string,
      context: { itemIndex: 2, errorCode: 'INVALID_RECIPIENT' },
    });
    expect(await at.attempts()).toBe(2);
  });

  test('a canceled execution whose items wait for their turn ends as canceled, and says how far it came', async () => {
    const items = Array.from({ length: 3 }, (_, index) => item({ phone: `1202555010${index}` }));
    let cancel = () => {};
    const options = { options: { messagesPerSecond: 0.01 } };
    const running = at.run(items, options, { onStarted: (stop) => (cancel = stop) });
    while ((await at.control.stats()).received < 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    cancel();
    const { run, error } = await running;
    expect(run.status).toBe('canceled');
    expect(error).toMatchObject({
      message: 'The execution was canceled',
      description: expect.stringMatching(/^1 of the 3 items had been sent before: \d\.$/) as string,
    });
  });

  describe('a canceled execution whose node continues on errors', () => {
    const phones = Array.from({ length: 30 }, (_, index) => `1202555${1000 + (index % 20)}`);
    const items = phones.map((phone) => item({ phone }));
    const cancelled = async (
      onError: NodeRun['onError'],
      method: string,
      parameters: INodeParameters = {},
    ) => {
      await at.control.configure({ answerAfterMs: 50 });
      let cancel = () => {};
      const running = at.run(items, parameters, { onError, onStarted: (stop) => (cancel = stop) });
      await when(async () => (await at.control.requests(method)).length >= 5);
      cancel();
      const { outputs, run } = await running;
      expect(run.status).toBe('canceled');
      return outputs;
    };
    const isStopped = ({ errorCode }: IDataObject) => errorCode === 'UNREACHABLE';

    test('says of each item whether it was sent', async () => {
      const [outputs] = await cancelled('continueRegularOutput', 'sendFile');
      expect(outputs!.map(({ pairedItem }) => pairedItem)).toEqual(
        items.map((_, index) => ({ item: index })),
      );
      const sent = await at.sent();
      expect(sent.length).toBeGreaterThanOrEqual(5);
      expect(outputs!.filter(({ json }) => json.sent === true)).toHaveLength(sent.length);
      const stopped = outputs!.filter(({ json }) => isStopped(json));
      expect(stopped).toHaveLength(items.length - sent.length);
      expect(stopped[0]!.json).toEqual({
        ...items[(stopped[0]!.pairedItem as { item: number }).item],
        error: 'Not sent: the execution was canceled before the turn of this item',
        errorCode: 'UNREACHABLE',
      });
    });

    test('puts those that were not sent on the error output', async () => {
      const [regular, error] = await cancelled('continueErrorOutput', 'sendFile');
      const sent = await at.sent();
      expect(regular!.every(({ json }) => json.sent === true)).toBe(true);
      expect(error!.every(({ json }) => isStopped(json))).toBe(true);
      expect([regular!.length, error!.length]).toEqual([sent.length, items.length - sent.length]);
    });

    test('says of each item that perhaps was sent that it is not known', async () => {
      await at.fail({ stage: 'afterRead', delayMs: 100, cut: true, times: 'all' });
      const [outputs] = await cancelled('continueRegularOutput', 'sendFile');
      const attempts = await at.attempts();
      expect(outputs!.filter(({ json }) => json.errorCode === 'OUTCOME_UNKNOWN')).toHaveLength(
        attempts,
      );
      expect(outputs!.filter(({ json }) => isStopped(json))).toHaveLength(items.length - attempts);
    });

    test('says it where n8n runs the node once more, too', async () => {
      const run = await at.run(
        [item({ phone: 'nobody' }), ...items],
        {},
        {
          onError: 'continueRegularOutput',
          retryOnFail: true,
          onStarted: (cancel) => void when(async () => (await at.attempts()) >= 5).then(cancel),
        },
      );
      const sent = await at.sent();
      expect(sent.length).toBeGreaterThanOrEqual(5);
      expect(run.outputs[0]!.filter(({ json }) => json.sent === true)).toHaveLength(sent.length);
    });

    test('says so of what was not asked, too', async () => {
      const method = provider.id === '1msg' ? 'messages' : 'getTimers';
      const [outputs] = await cancelled('continueRegularOutput', method, {
        operation: 'getSessionWindow',
      });
      const asked = outputs!.filter(({ json }) => json.window);
      const rest = outputs!.filter(({ json }) => !json.window);
      expect(asked.length).toBeGreaterThanOrEqual(5);
      expect(asked.length + rest.length).toBe(items.length);
      expect(rest[0]!.json).toEqual({
        ...items[(rest[0]!.pairedItem as { item: number }).item],
        error: 'Not asked: the execution was canceled before the turn of this item',
        errorCode: 'UNREACHABLE',
      });
    });
  });

  test('a cancelled execution starts nothing more', async () => {
    await at.control.configure({ answerAfterMs: 50 });
    const items = Array.from({ length: 1000 }, (_, index) =>
      item({ phone: `1202555${1000 + index}` }),
    );
    let cancel = () => {};
    const run = at.run(items, {}, { onStarted: (stop) => (cancel = stop) });
    while ((await at.control.stats()).received < 10)
      await new Promise((resolve) => setTimeout(resolve, 5));
    cancel();
    const { received: before } = await at.control.stats();
    await run;
    await at.control.settled();
    const { received } = await at.control.stats();
    expect(received).toBeLessThanOrEqual(before + 10); // ten may have been on their way
    expect(received).toBeLessThan(items.length);
  });
});
