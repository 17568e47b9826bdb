import type { Sandbox } from '../../sandbox/sandbox';
import { startSandbox } from '../../sandbox/sandbox';
import type { TriggerNode } from './trigger-contexts';
import { newTrigger, runHook } from './trigger-contexts';

const INBOX = 'http://127.0.0.1:9/1msg-inbox';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.control.reset());

const triggerOf = (changes: Partial<TriggerNode> = {}): TriggerNode =>
  newTrigger({ credential: credential(), ...changes });
const credential = () => ({
  channelId: sandbox.channelId,
  token: sandbox.token,
  baseUrl: sandbox.url,
});
const withOptions = (options: TriggerNode['parameters']['options']) =>
  triggerOf({ parameters: { events: ['sent'], options } });

const call = async (method: string, body?: object): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${sandbox.url}/${sandbox.channelId}/${method}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, unknown>;
};
const urls = async (): Promise<string[]> => {
  const { webhookUrl } = await call('webhook');
  return [webhookUrl]
    .flat()
    .flatMap((text) => String(text).split(','))
    .filter(Boolean);
};
const errorOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  return error?.message ?? 'nothing was thrown';
};

describe('activation', () => {
  test('adds the URL with a secret that is not the token, and switches statuses on', async () => {
    await call('webhook', { webhookUrl: [INBOX] });
    const node = triggerOf();
    expect(await runHook(node, 'create')).toBe(true);
    expect(await urls()).toEqual([
      INBOX,
      expect.stringMatching(
        new RegExp(
          `^https://n8n.example.com/webhook/${node.nodeId}/webhook\\?secret=[0-9a-f]{64}$`,
        ),
      ),
    ]);
    expect(await call('settings')).toMatchObject({
      ackNotificationsOn: true,
      guaranteedHooks: true,
    });
  });

  test.each(['array', 'string', 'comma'] as const)(
    'copes with a list given as %s',
    async (webhookList) => {
      await sandbox.control.configure({ webhookList });
      const [first, second] = [triggerOf(), triggerOf()];
      await runHook(first, 'create');
      await runHook(second, 'create');
      expect(await urls()).toHaveLength(2);
      await runHook(first, 'delete');
      expect(await urls()).toEqual([expect.stringContaining(second.nodeId)]);
      await runHook(second, 'delete');
      expect(await urls()).toEqual([]);
    },
  );

  test('leaves repetition off where it is not wanted', async () => {
    await runHook(withOptions({ retryUntilAcknowledged: false }), 'create');
    expect(await call('settings')).toMatchObject({ guaranteedHooks: false });
  });

  test('uses the URL that answers at the end where that is wanted', async () => {
    const node = withOptions({ acknowledge: 'finished' });
    await runHook(node, 'create');
    expect(await urls()).toEqual([expect.stringContaining('/webhook-finished?secret=')]);
    await runHook({ ...node, parameters: { events: [], options: {} } }, 'create');
    expect(await urls()).toEqual([expect.stringContaining('/webhook?secret=')]);
  });

  test('does nothing to the channel where the URL is pasted by hand', async () => {
    const node = withOptions({ register: false, webhookSecret: 'my own' });
    await runHook(node, 'create');
    expect(await urls()).toEqual([]);
    await call('webhook', {
      webhookUrl: [`${node.n8nUrl}/webhook/${node.nodeId}/webhook?secret=x`],
    });
    await runHook(node, 'delete');
    expect(await urls()).toHaveLength(1);
  });

  test('says what to set and to paste where the URL is pasted by hand without a secret', async () => {
    const node = withOptions({ register: false });
    const message = await errorOf(runHook(node, 'create'));
    expect(message).toContain('Webhook Secret');
    expect(message).toContain(
      `https://n8n.example.com/webhook/${node.nodeId}/webhook?secret=YOUR_SECRET`,
    );
  });

  test('refuses a filter that would let nobody through, and says why', async () => {
    const message = await errorOf(runHook(withOptions({ phoneNumbers: '050-123-4567' }), 'create'));
    expect(message).toMatch(/Phone Numbers.*country code/);
    expect(await urls()).toEqual([]);
  });

  test('with a wrong token says so, without the token, and leaves nothing behind', async () => {
    const token = 'wrong-token-2048';
    const node = triggerOf({ credential: { ...credential(), token } });
    const message = await errorOf(runHook(node, 'create'));
    expect(message).toMatch(/refused the channel token/);
    expect(message).not.toContain(token);
    expect(await urls()).toEqual([]);
  });

  test('on a channel that cannot be reached says so', async () => {
    const node = triggerOf({ credential: { ...credential(), baseUrl: 'http://127.0.0.1:9' } });
    expect(await errorOf(runHook(node, 'create'))).toMatch(/could not be reached/);
  });

  test('takes the URL off again when statuses cannot be switched on', async () => {
    await call('webhook', { webhookUrl: [INBOX] });
    const answer = { status: 400, body: { error: 'No settings today' } };
    await sandbox.control.fail({ method: 'settings', times: 'all', answer });
    expect(await errorOf(runHook(triggerOf(), 'create'))).toMatch(/No settings today/);
    expect(await urls()).toEqual([INBOX]);
  });

  test('refuses an n8n address that 1MSG cannot reach', async () => {
    const baseUrl = 'https://api.1msg.io';
    const node = triggerOf({
      credential: { ...credential(), baseUrl },
      n8nUrl: 'http://localhost:5678',
    });
    expect(await errorOf(runHook(node, 'create'))).toMatch(/WEBHOOK_URL/);
  });
});

describe('deactivation', () => {
  test('removes only its own URL, with whatever secret it was registered', async () => {
    await call('webhook', { webhookUrl: [INBOX] });
    const node = triggerOf();
    await runHook(node, 'create');
    const [, own = ''] = await urls();
    await call('webhook', { webhookUrl: [INBOX, own.replace(/secret=.*/, 'secret=old')] });
    await runHook(node, 'delete');
    expect(await urls()).toEqual([INBOX]);
    expect(node.staticData).toEqual({});
  });

  test('of the test listener leaves the production URL, and the other way round', async () => {
    const production = triggerOf();
    const test = { ...production, test: true, staticData: {} };
    await runHook(production, 'create');
    await runHook(test, 'create');
    expect(await urls()).toHaveLength(2);
    await runHook(test, 'delete');
    expect(await urls()).toEqual([expect.stringContaining('/webhook/')]);
    await runHook(test, 'create');
    await runHook(production, 'delete');
    expect(await urls()).toEqual([expect.stringContaining('/webhook-test/')]);
  });

  test('from a channel that cannot be reached names what is left behind', async () => {
    const node = triggerOf();
    await runHook(node, 'create');
    node.credential = { ...credential(), baseUrl: 'http://127.0.0.1:9' };
    const message = await errorOf(runHook(node, 'delete'));
    expect(message).toContain(`https://n8n.example.com/webhook/${node.nodeId}/webhook`);
    expect(message).toContain(`channel ${sandbox.channelId}`);
  });

  test('of a test listener only logs that, as n8n could not end the listening otherwise', async () => {
    const node = triggerOf({ test: true });
    await runHook(node, 'create');
    node.credential = { ...credential(), baseUrl: 'http://127.0.0.1:9' };
    expect(await runHook(node, 'delete')).toBe(true);
    expect(node.logged.join()).toContain(`/webhook-test/${node.nodeId}/webhook`);
  });

  test('after the credential was changed to another channel names the channel left behind', async () => {
    const node = triggerOf();
    await runHook(node, 'create');
    const [address = ''] = Object.keys(node.staticData.registrations as object);
    node.staticData.registrations = { [address]: { channelId: 'ODI000000000', test: false } };
    await call('webhook', { webhookUrl: [INBOX] });
    expect(await errorOf(runHook(node, 'delete'))).toMatch(/ODI000000000.*left behind/);
  });

  test('is no trouble where nothing is registered', async () => {
    expect(await runHook(triggerOf(), 'delete')).toBe(true);
  });
});
