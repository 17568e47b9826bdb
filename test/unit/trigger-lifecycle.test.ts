import type { IDataObject } from 'n8n-workflow';
import { WebhookPathTakenError } from 'n8n-workflow';
import { Channel, channelOf } from '../../nodes/shared/channel/channel';
import { n8nClock } from '../../nodes/shared/n8n/n8n-clock';
import { addressOf, errorOf, useAccount } from './registered-webhooks';
import { receive, runHook } from './trigger-contexts';
import { KINDS } from './trigger-kinds';

const SECRET = /\?secret=[0-9a-f]{64}$/;
const NOWHERE = { baseUrl: 'http://127.0.0.1:9' };

describe.each(KINDS)('$name', (kind) => {
  const at = useAccount(kind);
  const publicBaseUrl = () => (kind.name === '1MSG' ? 'https://api.1msg.io' : undefined);

  describe('activation', () => {
    test('registers the URL with a secret that is not the token, and switches statuses on', async () => {
      const node = at.trigger();
      expect(await runHook(node, 'create')).toBe(true);
      const [url = ''] = await at.urls();
      expect(await at.urls()).toHaveLength(1);
      expect(url).toMatch(SECRET);
      expect(url.replace(SECRET, '')).toBe(addressOf(node));
      expect(await at.switches()).toEqual({ statuses: true, repetition: true });
    });

    test('leaves repetition off where it is not wanted', async () => {
      await runHook(at.trigger({ retryUntilAcknowledged: false }), 'create');
      expect(await at.switches()).toEqual({ statuses: true, repetition: false });
    });

    test('lets its new secret in at once, however often somebody has guessed', async () => {
      const former = at.credential({ token: 'token-2047', apiKey: 'token-2047' });
      const node = at.trigger({}, { credential: former });
      const shows = async (secret: string | null) =>
        (await receive(node, { query: { secret }, body: {} })).response.statusCode;
      for (let guess = 0; guess < 10; guess++) expect(await shows('f'.repeat(64))).toBe(401);
      node.credential = at.credential();
      await runHook(node, 'create');
      const [url = ''] = await at.urls();
      expect(await shows(new URL(url).searchParams.get('secret'))).toBe(400); // it has no events in it
    });

    test('again, as after a restart, leaves one URL', async () => {
      const node = at.trigger();
      await runHook(node, 'create');
      await runHook(node, 'create');
      expect(await at.urls()).toHaveLength(1);
    });

    test('uses the URL that answers at the end where that is wanted', async () => {
      const node = at.trigger({ acknowledge: 'finished' });
      await runHook(node, 'create');
      expect(await at.urls()).toEqual([expect.stringContaining('/webhook-finished?secret=')]);
      await runHook({ ...node, parameters: { events: ['sent'], options: {} } }, 'create');
      expect(await at.urls()).toEqual([expect.stringContaining('/webhook?secret=')]);
    });

    test('does nothing to the account where the URL is pasted by hand', async () => {
      const node = at.trigger({ register: false, webhookSecret: 'my own' });
      await runHook(node, 'create');
      expect(await at.urls()).toEqual([]);
      await at.setUrl(`${addressOf(node)}?secret=x`);
      await runHook(node, 'delete');
      expect(await at.urls()).toHaveLength(1);
    });

    test.each([{}, { register: false, webhookSecret: 'my own' }])(
      'tells those who wait for a delivery that there is a trigger: %j',
      async (options) => {
        const hear = jest.spyOn(Channel.prototype, 'hear');
        await runHook(at.trigger(options), 'create');
        expect(hear.mock.calls).toEqual([[[], expect.any(String)]]);
        hear.mockClear();
        await runHook({ ...at.trigger({ register: false }), test: true }, 'create').catch(() => {});
        expect(hear).not.toHaveBeenCalled();
        hear.mockRestore();
      },
    );

    test('needs no credential where the URL is pasted by hand', async () => {
      const node = at.trigger({ register: false, webhookSecret: 'my own' }, { credential: {} });
      expect(await runHook(node, 'create')).toBe(true);
    });

    test('says what to set and to paste where the URL is pasted by hand without a secret', async () => {
      const node = at.trigger({ register: false });
      const message = await errorOf(runHook(node, 'create'));
      expect(message).toContain('Webhook Secret');
      expect(message).toContain(kind.name);
      expect(message).toContain(`${addressOf(node)}?secret=YOUR_SECRET`);
    });

    test('leaves the account alone where an expression gives false as a text', async () => {
      const node = at.trigger({ register: 'false', webhookSecret: 'my own' });
      await runHook(node, 'create');
      await runHook(node, 'delete');
      expect(await at.urls()).toEqual([]);
    });

    test.each([
      [{ ignoreDuplicates: 'no' }, 'Ignore Duplicates has to be true or false'],
      [{ acknowledge: 'at once' }, 'Acknowledge has to be received or finished'],
    ])('with %j says what is wrong, and registers nothing', async (options, said) => {
      expect(await errorOf(runHook(at.trigger(options), 'create'))).toContain(said);
      expect(await at.urls()).toEqual([]);
    });

    const others: Array<[string[]]> = kind.name === '1MSG' ? [[['account']]] : [];
    test.each([[[]], [['sent', 'arrived']], [null], [''], [2], ...others])(
      'with %j for its events says what can stand there, as nothing would ever start',
      async (events) => {
        const parameters = { events: events as string[], options: {} };
        const message = await errorOf(runHook(at.trigger({}, { parameters }), 'create'));
        expect(message).toMatch(/field Events .* sent, delivered, read/);
        expect(await at.urls()).toEqual([]);
      },
    );

    test('refuses a filter that would let nobody through, and says why', async () => {
      const node = at.trigger({ phoneNumbers: '050-123-4567' });
      const message = await errorOf(runHook(node, 'create'));
      expect(message).toMatch(/Phone Numbers.*country code/);
      expect(message).not.toContain('Default Country');
      expect(await at.urls()).toEqual([]);
    });

    test.each(['a+b', 'a&b', 'a#b', '50%25'])(
      'refuses %s as a Webhook Secret: pasted into a URL it would be another',
      async (webhookSecret) => {
        const node = at.trigger({ register: false, webhookSecret });
        expect(await errorOf(runHook(node, 'create'))).toMatch(/Webhook Secret holds one of/);
      },
    );

    test.each([{}, [], NaN])('asks for a Webhook Secret where it gives %j', async (given) => {
      const node = at.trigger({ register: false, webhookSecret: given as never });
      expect(await errorOf(runHook(node, 'create'))).toMatch(/Set the option Webhook Secret/);
    });

    test('with a wrong token says so, without the token, and leaves nothing behind', async () => {
      const wrong = 'wrong-token-2048';
      const credential = at.credential({ token: wrong, apiKey: wrong });
      const message = await errorOf(runHook(at.trigger({}, { credential }), 'create'));
      expect(message).toMatch(/refused the channel token|check .* the API Key/);
      expect(message).toContain(`${kind.account} ${at.id}`);
      expect(message).not.toContain(wrong);
      expect(await at.urls()).toEqual([]);
    });

    test('at a provider that cannot be reached says so', async () => {
      const node = at.trigger({}, { credential: at.credential(NOWHERE) });
      expect(await errorOf(runHook(node, 'create'))).toMatch(/could not be reached/);
      expect(node.staticData).toEqual({});
    });

    test('refuses an n8n address that the provider cannot reach', async () => {
      const credential = at.credential({ baseUrl: publicBaseUrl() });
      const node = at.trigger({}, { credential, n8nUrl: 'http://localhost:5678' });
      const message = await errorOf(runHook(node, 'create'));
      expect(message).toMatch(/WEBHOOK_URL/);
      expect(message).toContain(`${kind.name} cannot reach this n8n`);
    });

    // n8n 2 tells of it at once only: it tries all other errors five times (2.40.7).
    test.each([
      ['no secret for a URL pasted by hand', true, () => at.trigger({ register: false })],
      ['an option that cannot be', true, () => at.trigger({ acknowledge: 'at once' })],
      ['a credential without a token', true, () => at.trigger({}, { credential: {} })],
      [
        'an address of this machine',
        true,
        () =>
          at.trigger(
            {},
            {
              credential: at.credential({ baseUrl: publicBaseUrl() }),
              n8nUrl: 'http://localhost:5678',
            },
          ),
      ],
      [
        'a token that is refused',
        true,
        () =>
          at.trigger(
            {},
            { credential: at.credential({ token: 'wrong-2048', apiKey: 'wrong-2048' }) },
          ),
      ],
      [
        'a provider that cannot be reached',
        false,
        () => at.trigger({}, { credential: at.credential(NOWHERE) }),
      ],
    ])('of %s n8n is told that it is final: %p', async (_what, isFinal, trigger) => {
      const error = await runHook(trigger(), 'create').catch((thrown: Error) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(error instanceof WebhookPathTakenError).toBe(isFinal);
      expect(String(error)).not.toContain('already taken');
    });
  });

  describe('deactivation', () => {
    test.each([
      ['a copy', {}],
      ['a copy with all that the original noted', undefined],
    ])('of %s that never came to be active leaves the original its URL', async (_what, noted) => {
      const node = at.trigger();
      await runHook(node, 'create');
      const copy = { ...node, workflowId: 'copy', staticData: noted ?? { ...node.staticData } };
      await runHook(copy, 'delete');
      expect(await at.urls()).toHaveLength(1);
    });

    test.each([false, true])(
      'takes the URL off whatever an option gives by then (test listener: %s)',
      async (test) => {
        const node = at.trigger({}, { test });
        await runHook(node, 'create');
        node.parameters.options = { includeRaw: 'enabled' };
        await runHook(node, 'delete');
        expect(await at.urls()).toEqual([]);
      },
    );

    test('of a test listener whose options cannot be used ends without an error', async () => {
      const node = at.trigger({ includeRaw: 'enabled' }, { test: true });
      expect(await errorOf(runHook(node, 'create'))).toContain('Include Raw Event');
      expect(await runHook(node, 'delete')).toBe(true);
    });

    test('removes the own URL, with whatever secret it was registered', async () => {
      const node = at.trigger();
      await runHook(node, 'create');
      await at.setUrl(`${addressOf(node)}?secret=old`);
      await runHook(node, 'delete');
      expect(await at.urls()).toEqual([]);
      expect(node.staticData).toEqual({});
    });

    test('takes off what was noted as an object, before it was kept as text', async () => {
      const node = at.trigger({ replaceExisting: true });
      await at.setUrl('https://inbox.example/');
      await runHook(node, 'create');
      const noted = node.staticData.registrations as string;
      node.staticData = { registrations: JSON.parse(noted) as IDataObject };
      await runHook(node, 'create'); // as n8n does when it starts
      await runHook(node, 'delete');
      expect(await at.urls()).toEqual(['https://inbox.example/']);
      expect(node.staticData).toEqual({});
    });

    test('at a provider that cannot be reached names what is left behind, without the secret', async () => {
      const node = at.trigger();
      await runHook(node, 'create');
      node.credential = at.credential(NOWHERE);
      const message = await errorOf(runHook(node, 'delete'));
      expect(message).toContain(addressOf(node));
      expect(message).toContain(`${kind.account} ${at.id}`);
      expect(message).not.toMatch(/secret=(?!\*\*\*)/);
    });

    test('names no secret, though the provider repeats it in another spelling', async () => {
      const node = at.trigger();
      await runHook(node, 'create');
      const [, secret = ''] = (await at.urls())[0]?.split('secret=') ?? [];
      const body = `Bad ${encodeURIComponent(`https://x.example/?secret=${secret}`)}`;
      for (const method of ['webhook', 'setWebhook'])
        await at.control.fail({ method, answer: { status: 400, body }, times: 'all' });
      const message = await errorOf(runHook(node, 'delete'));
      expect(message).toContain('x.example');
      expect(message).not.toContain(secret);
    });

    test('of a test listener only logs that, as n8n could not end the listening otherwise', async () => {
      const node = at.trigger({}, { test: true });
      await runHook(node, 'create');
      node.credential = at.credential(NOWHERE);
      expect(await runHook(node, 'delete')).toBe(true);
      expect(node.logged.join()).toContain(addressOf(node));
    });

    test('of a test listener that could not be registered lets n8n show why that was', async () => {
      const credential = at.credential({ token: 'wrong', apiKey: 'wrong' });
      const node = at.trigger({}, { test: true, credential });
      const message = await errorOf(runHook(node, 'create'));
      expect(message).toMatch(/refused the channel token|check .* the API Key/);
      expect(await runHook(node, 'delete')).toBe(true); // as n8n does then
      expect(node.logged.join()).toContain(addressOf(node));
    });

    test('after the credential was changed to another account names the one left behind', async () => {
      const node = at.trigger({ replaceExisting: true });
      await runHook(node, 'create');
      const noted = node.staticData.registrations as string;
      const [address = ''] = Object.keys(JSON.parse(noted) as object);
      const former = { [address]: { channelId: 'the former', test: false } };
      node.staticData.registrations = JSON.stringify(former);
      await at.setUrl('https://inbox.example/');
      for (let call = 1; call <= 3; call++) {
        const message = await errorOf(runHook(node, 'delete')); // n8n repeats what fails
        expect(message).toMatch(/the former.*left behind/);
        expect(message).toContain(at.id);
      }
      expect(await at.urls()).toEqual(['https://inbox.example/']);
      await runHook(node, 'create'); // from here on it is the new account's
      expect(await runHook(node, 'delete')).toBe(true);
      expect(node.staticData).toEqual({});
    });

    test('after WEBHOOK_URL was changed names what is left under the former address, and leaves it', async () => {
      const node = at.trigger({ replaceExisting: true });
      await runHook(node, 'create');
      const former = addressOf(node);
      node.n8nUrl = 'https://new.example.com';
      await runHook(node, 'create');
      if (kind.name === '99digital') await at.setUrl(`${former}?secret=x`); // as another n8n would
      for (let call = 1; call <= 3; call++) {
        const message = await errorOf(runHook(node, 'delete')); // n8n repeats what fails
        expect(message).toContain(`${former}?secret=***`);
        expect(message).toContain('WEBHOOK_URL');
      }
      expect(await at.urls()).toEqual([expect.stringContaining(former)]);
      await at.setUrl('https://inbox.example/');
      expect(await runHook(node, 'delete')).toBe(true);
      expect(node.staticData).toEqual({});
    });

    test('is no trouble where nothing is registered', async () => {
      expect(await runHook(at.trigger(), 'delete')).toBe(true);
    });
  });
});

describe.each(KINDS)('$name', (kind) => {
  const at = useAccount(kind); // whose triggers no other test has left active

  test('a trigger is waited for until it is deactivated, and another one of the channel is still there', async () => {
    const { baseUrl } = at.credential() as { baseUrl: string };
    const channel = channelOf({ id: at.id, token: '', baseUrl }, n8nClock);
    const becomes = async (known: boolean) => {
      while ((await channel.hasTrigger()) !== known) await new Promise(setImmediate);
    };
    const replacing = kind.id === '99digital' && { replaceExisting: true };
    const [one, byHand] = [
      at.trigger({ ...replacing }),
      at.trigger({ register: false, webhookSecret: 'mine' }),
    ];
    const test = { ...one, test: true };
    for (const node of [one, byHand]) await runHook(node, 'create');
    await becomes(true);
    await runHook(byHand, 'delete');
    await runHook(test, 'create');
    await runHook(test, 'delete');
    await new Promise(setImmediate);
    expect(await channel.hasTrigger()).toBe(true);
    await runHook(one, 'delete');
    await becomes(false);
    await runHook(one, 'create');
    await becomes(true);
    await runHook(one, 'delete');
    await becomes(false);
  });
});
