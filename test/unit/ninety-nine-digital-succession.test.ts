import { CRMS, REPLACE, useNumber } from './number-with-crm';
import { addressOf, errorOf } from './registered-webhooks';
import type { TriggerNode } from './trigger-contexts';
import { runHook } from './trigger-contexts';

const { at, webhook, crmIsThere } = useNumber();

describe('the test listener beside the active workflow of the same node', () => {
  test('does not take its place unless it may', async () => {
    const active = at.trigger();
    await runHook(active, 'create');
    const message = await errorOf(runHook({ ...active, test: true }, 'create'));
    expect(message).toContain(`${addressOf(active)}?secret=***`);
    expect(await at.urls()).toEqual([expect.stringContaining(addressOf(active))]);
  });

  // n8n gives a test listener static data of its own, and saves none of it.
  const listenerOf = (active: TriggerNode): TriggerNode => ({
    ...active,
    test: true,
    staticData: {},
  });

  test('gives it back, and the workflow then what was there before it', async () => {
    await crmIsThere();
    const active = at.trigger(REPLACE);
    const listener = listenerOf(active);
    await runHook(active, 'create');
    await runHook(listener, 'create');
    expect(await at.urls()).toEqual([expect.stringContaining(addressOf(listener))]);
    await runHook(listener, 'delete');
    expect(await at.urls()).toEqual([expect.stringContaining(addressOf(active))]);
    await runHook(active, 'delete');
    expect(await webhook()).toMatchObject(CRMS);
  });

  test.each(['active goes first', 'listener came first'])(
    "leaves no dead URL in another's place: the %s",
    async (order) => {
      await crmIsThere();
      const active = at.trigger(REPLACE);
      const both = [active, listenerOf(active)];
      if (order === 'listener came first') both.reverse();
      for (const node of both) await runHook(node, 'create');
      for (const node of both) await runHook(node, 'delete');
      expect(await webhook()).toMatchObject(CRMS);
    },
  );

  test('gives way to it, and to no other workflow, without the option', async () => {
    const active = at.trigger();
    const listener = listenerOf(active);
    await runHook(listener, 'create');
    const message = await errorOf(runHook(at.trigger(), 'create'));
    expect(message).toContain('Replace Existing Webhook');
    await runHook(active, 'create');
    expect(await at.urls()).toEqual([expect.stringContaining(addressOf(active))]);
    await runHook(listener, 'delete');
    await runHook(active, 'delete');
    expect(await at.urls()).toEqual([]);
  });
});

test('after WEBHOOK_URL was changed the URL under the former address does not come back, but what was there before it', async () => {
  await crmIsThere();
  const node = at.trigger(REPLACE);
  await runHook(node, 'create');
  node.n8nUrl = 'https://new.example.com';
  await runHook(node, 'create');
  await runHook(node, 'delete');
  expect(await webhook()).toMatchObject(CRMS);
  expect(node.staticData).toEqual({});
});

test('without the option nothing is taken over from the former address: another n8n may have it now', async () => {
  const node = at.trigger();
  await runHook(node, 'create');
  const former = addressOf(node);
  node.n8nUrl = 'https://new.example.com';
  expect(await errorOf(runHook(node, 'create'))).toContain(`${former}?secret=***`);
  expect(await errorOf(runHook(node, 'delete'))).toContain(`${former}?secret=***`);
  expect(await at.urls()).toEqual([expect.stringContaining(former)]);
});

test('two triggers of one workflow, activated and deactivated at the same time, leave what was there before them', async () => {
  await crmIsThere();
  const both = [at.trigger(REPLACE), at.trigger(REPLACE)];
  await Promise.all(both.map(async (node) => await runHook(node, 'create')));
  await Promise.all(both.map(async (node) => await runHook(node, 'delete')));
  expect(await webhook()).toMatchObject(CRMS);
});
