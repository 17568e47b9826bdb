import { startSandbox } from '../../sandbox/sandbox';
import { CRMS, REPLACE, useNumber } from './number-with-crm';
import { addressOf, errorOf } from './registered-webhooks';
import { runHook } from './trigger-contexts';

const OTHER = 'https://bot.example/hook';

const { at, call, webhook, crmIsThere } = useNumber();
const ALL_ON = { readStatus: 1, system: '1', retry: 1 };

describe("another's webhook", () => {
  beforeEach(crmIsThere);

  test('is not taken over: the error names it without what it carries, and nothing changes', async () => {
    const node = at.trigger();
    const message = await errorOf(runHook(node, 'create'));
    expect(message).toContain('https://crm.example/hook/99?key=***');
    expect(message).toContain(addressOf(node));
    expect(message).toContain('Replace Existing Webhook');
    expect(message).not.toMatch(/s3cret|secret=[0-9a-f]/);
    expect(await webhook()).toMatchObject(CRMS);
    expect(await at.control.requests('setWebhook')).toHaveLength(1); // its own
    expect(node.staticData).toEqual({});
  });

  test('is replaced where that is wanted, and comes back with its switches', async () => {
    const node = at.trigger(REPLACE);
    await runHook(node, 'create');
    expect(await webhook()).toMatchObject({
      url: expect.stringContaining(addressOf(node)) as string,
      ...ALL_ON,
    });
    await runHook(node, 'delete');
    expect(await webhook()).toMatchObject(CRMS);
    expect(node.staticData).toEqual({});
  });

  test('of a number comes back to it, whatever happens to the same number at another host', async () => {
    const other = await startSandbox();
    try {
      const node = at.trigger(REPLACE);
      const there = at.trigger(REPLACE, { credential: at.credential({ baseUrl: other.url }) });
      await runHook(node, 'create');
      await runHook(there, 'create');
      await runHook(node, 'delete');
      expect(await webhook()).toMatchObject(CRMS);
      await runHook(there, 'delete');
      expect((await other.ninetyNineDigital.control.webhooks()).urls).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test('comes back also after n8n crashed and activated the workflow once more', async () => {
    const node = at.trigger(REPLACE);
    await runHook(node, 'create');
    await runHook(node, 'create');
    await runHook(node, 'delete');
    expect(await webhook()).toMatchObject(CRMS);
  });

  test('comes back also where the option was switched off meanwhile', async () => {
    const node = at.trigger(REPLACE);
    await runHook(node, 'create');
    node.parameters.options = {};
    await runHook(node, 'create');
    await runHook(node, 'delete');
    expect(await webhook()).toMatchObject(CRMS);
  });

  test('is not replaced where an expression gives false as a text', async () => {
    const node = at.trigger({ replaceExisting: 'false' });
    expect(await errorOf(runHook(node, 'create'))).toContain('Replace Existing Webhook');
    expect(await webhook()).toMatchObject(CRMS);
  });

  test('that was set meanwhile is left alone on deactivation', async () => {
    const node = at.trigger(REPLACE);
    await runHook(node, 'create');
    await call('setWebhook', { url: OTHER });
    await runHook(node, 'delete');
    expect(await webhook()).toMatchObject({ url: OTHER, ...ALL_ON });
    expect(node.staticData).toEqual({});
  });

  test('comes back at once when the answer to its replacement is lost', async () => {
    await at.control.fail({ method: 'setWebhook', stage: 'afterAccept', cut: true, times: 3 });
    const node = at.trigger(REPLACE);
    const message = await errorOf(runHook(node, 'create'));
    expect(message).toMatch(/could not be set for number.*could not be reached/);
    expect(message).not.toContain('all the same');
    expect(await webhook()).toMatchObject(CRMS);
  });

  test('that cannot be brought back at once is told of, without secrets', async () => {
    await at.control.fail({ method: 'setWebhook', stage: 'afterAccept', cut: true, times: 'all' });
    const node = at.trigger(REPLACE);
    const message = await errorOf(runHook(node, 'create'));
    expect(message).toContain(`webhook all the same: ${addressOf(node)}?secret=***`);
  });
});

describe('where there was none', () => {
  test.each(['', ' ', null] as const)(
    'shown as %j, it is none again afterwards',
    async (emptyUrl) => {
      await at.sandbox.ninetyNineDigital.control.configure({ emptyUrl });
      const node = at.trigger();
      await runHook(node, 'create');
      await runHook(node, 'delete');
      expect(await webhook()).toMatchObject({
        url: emptyUrl,
        readStatus: 0,
        system: '0',
        retry: 0,
      });
    },
  );

  test('its own URL of which nobody knows what was before is cleared', async () => {
    const node = at.trigger();
    await call('setWebhook', { url: `${addressOf(node)}?secret=old` });
    await runHook(node, 'create');
    await runHook(node, 'delete');
    expect(await at.urls()).toEqual([]);
  });
});
