import { errorOf, useAccount } from './registered-webhooks';
import { runHook } from './trigger-contexts';
import { ONE_MSG } from './trigger-kinds';

const INBOX = 'http://127.0.0.1:9/1msg-inbox';

const at = useAccount(ONE_MSG);

test("a trigger's URL comes to those that are there, and goes alone", async () => {
  await at.setUrl(INBOX);
  const node = at.trigger();
  await runHook(node, 'create');
  expect(await at.urls()).toEqual([INBOX, expect.stringContaining(node.nodeId)]);
  await runHook(node, 'delete');
  expect(await at.urls()).toEqual([INBOX]);
});

test.each(['array', 'string', 'comma', 'statuses', 'missing'] as const)(
  'a list given as %s is understood',
  async (webhookList) => {
    await at.sandbox.control.configure({ webhookList });
    const [first, second] = [at.trigger(), at.trigger()];
    await runHook(first, 'create');
    await runHook(second, 'create');
    expect(await at.urls()).toHaveLength(2);
    await runHook(first, 'delete');
    expect(await at.urls()).toEqual([expect.stringContaining(second.nodeId)]);
    await runHook(second, 'delete');
    expect(await at.urls()).toEqual([]);
  },
);

test('a trigger that is published again is registered again, though the list stays as it is', async () => {
  await at.setUrl(INBOX);
  const node = at.trigger();
  await runHook(node, 'create');
  const before = await at.urls();
  await runHook(node, 'create');
  expect(await at.urls()).toEqual(before);
  const answers = (await at.control.requests('webhook')).map(({ answer }) => answer);
  expect(JSON.stringify(answers)).toMatch(/set\W+false/);
});

test('the URL goes again when statuses cannot be switched on', async () => {
  await at.setUrl(INBOX);
  const answer = { status: 400, body: { error: 'No settings today' } };
  await at.control.fail({ method: 'settings', times: 'all', answer });
  expect(await errorOf(runHook(at.trigger(), 'create'))).toMatch(/No settings today/);
  expect(await at.urls()).toEqual([INBOX]);
});

test('the test listener goes without the active workflow, and the other way round', async () => {
  const active = at.trigger();
  const listener = { ...active, test: true, staticData: {} };
  await runHook(active, 'create');
  await runHook(listener, 'create');
  expect(await at.urls()).toHaveLength(2);
  await runHook(listener, 'delete');
  expect(await at.urls()).toEqual([expect.stringContaining('/webhook/')]);
  await runHook(listener, 'create');
  await runHook(active, 'delete');
  expect(await at.urls()).toEqual([expect.stringContaining('/webhook-test/')]);
});
