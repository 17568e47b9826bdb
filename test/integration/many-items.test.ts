import { PROVIDERS } from './providers';
import { useProvider } from './use-provider';
import { CUSTOMER } from './use-sandbox';

const item = (fields: Record<string, string> = {}) => ({
  phone: '+1 (202) 072-1369',
  name: 'invoice.pdf',
  caption: 'Invoice for ticket TKT-2048',
  ...fields,
});

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
