import { OneMsgClient } from '../../nodes/OneMsg/api/one-msg-client';
import { ChannelWebhooks } from '../../nodes/OneMsg/webhook/channel-webhooks';
import { register, unregister } from '../../nodes/OneMsg/webhook/one-msg-registrar';
import type { HttpExchange, HttpRequest } from '../../nodes/shared/http/exchange';
import type { HttpClient } from '../../nodes/shared/http/http-client';

const INBOX = 'https://inbox.1msg.io/hook';
const ADDRESS = 'https://n8n.example.com/webhook/1/webhook';
const SECRET = 'a1b2c3';
const TOKEN = 'channel-token-2048';
const OWN = `${ADDRESS}?secret=${SECRET}`;
const place = { url: OWN, addresses: [ADDRESS, `${ADDRESS}-finished`] };

const clock = { now: () => 0, sleep: async () => await Promise.resolve() };
const answer = (status: number, text: string): HttpExchange => ({
  kind: 'answer',
  status,
  headers: {},
  text,
});
const json = (body: object, status = 200) => answer(status, JSON.stringify(body));
const unreachable: HttpExchange = {
  kind: 'failure',
  left: 'no',
  reason: 'the connection was refused',
};

/** A channel in memory; `before` can answer a call in its place, or change the list behind its back. */
class FakeChannel {
  urls: string[];
  readonly calls: string[] = [];
  readonly settings: object[] = [];
  readonly posted: unknown[] = [];
  before: (call: string, channel: FakeChannel) => HttpExchange | undefined = () => undefined;
  after: (call: string, channel: FakeChannel) => void = () => undefined;

  constructor(...urls: string[]) {
    this.urls = urls;
  }

  get webhooks(): ChannelWebhooks {
    const http = { exchange: (request: HttpRequest) => this.exchange(request) };
    const account = { id: 'VID0', token: TOKEN, baseUrl: 'https://api.example' };
    const client = new OneMsgClient({ account, http: http as unknown as HttpClient, timeout: 1 });
    return new ChannelWebhooks(client, clock, [SECRET]);
  }

  private async exchange({ method, url, body }: HttpRequest): Promise<HttpExchange> {
    await Promise.resolve();
    const call = `${method} ${url.split('/').at(-1)}`;
    this.calls.push(call);
    const instead = this.before(call, this);
    if (instead) return instead;
    const before = this.urls;
    const given = JSON.parse((body as string | undefined) ?? '{}') as {
      webhookUrl?: string[] | string;
    };
    if (given.webhookUrl !== undefined) {
      this.posted.push(given.webhookUrl);
      this.urls = [given.webhookUrl].flat().filter(Boolean);
    } else if (body) this.settings.push(given);
    const set = this.urls.join() !== before.join();
    const result = json({ webhookUrl: [...this.urls], ...(method === 'POST' && { set }) });
    this.after(call, this);
    return result;
  }
}

describe('activation', () => {
  test('adds the URL to those that are there', async () => {
    const channel = new FakeChannel(INBOX);
    await register(channel.webhooks, place, clock);
    expect(channel.urls).toEqual([INBOX, OWN]);
  });

  test('writes the others back as they are, with the secrets that they carry', async () => {
    const others = [
      'https://a.example/?token=eyJhbGciOiJIUzI1NiJ9.e30.abc&secret=s3cret',
      `https://b.example/${TOKEN}?sig=1`,
    ];
    const channel = new FakeChannel(...others);
    await register(channel.webhooks, place, clock);
    expect(channel.urls).toEqual([...others, OWN]);
    await unregister(channel.webhooks, place, clock);
    expect(channel.urls).toEqual(others);
  });

  test('posts the URL again when it is there already, as 1MSG may have switched it off', async () => {
    const channel = new FakeChannel(OWN, INBOX);
    await register(channel.webhooks, place, clock);
    expect(channel.calls).toContain('POST webhook');
    expect([...channel.urls].sort()).toEqual([INBOX, OWN]);
  });

  test('posts a single URL as a plain text, and several as a list', async () => {
    const alone = new FakeChannel();
    await register(alone.webhooks, place, clock);
    expect(alone.posted).toEqual([OWN]);
    const shared = new FakeChannel(INBOX);
    await register(shared.webhooks, place, clock);
    expect(shared.posted).toEqual([[INBOX, OWN]]);
  });

  test('`set: false` says that the list was as it is, and is no failure', async () => {
    const channel = new FakeChannel(INBOX, OWN);
    for (const set of [false, 'false', 0]) {
      channel.before = (call) =>
        call === 'POST webhook' ? json({ set, webhookUrl: [INBOX, OWN] }) : undefined;
      await register(channel.webhooks, place, clock);
    }
    expect(channel.urls).toEqual([INBOX, OWN]);
  });

  test('where the list does not show the URL, what 1MSG said of it is the reason', async () => {
    const channel = new FakeChannel(INBOX);
    channel.before = (call) =>
      call === 'POST webhook'
        ? json({ set: false, message: `${OWN} does not answer.` })
        : undefined;
    const error = await register(channel.webhooks, place, clock).catch((thrown: Error) => thrown);
    expect((error as Error).message).toMatch(/does not list .*, and says: .* does not answer$/);
    expect((error as Error).message).not.toContain(SECRET);
    expect(channel.urls).toEqual([INBOX]);
  });

  test.each([['{}'], ['{"webhookStatuses":[]}'], ['""'], ['{"webhookUrl":null}']])(
    'a list that names nothing, %s, is empty if the settings agree',
    async (text) => {
      const channel = new FakeChannel();
      channel.before = (call, { urls }) =>
        call === 'GET webhook' && urls.length === 0 ? answer(200, text) : undefined;
      await register(channel.webhooks, place, clock);
      expect(channel.urls).toEqual([OWN]);
      await unregister(channel.webhooks, place, clock);
      expect(channel.urls).toEqual([]);
    },
  );

  test.each([['{}'], ['{"webhookUrl":""}']])(
    'a URL that %s does not name, and the settings do, is kept',
    async (text) => {
      const channel = new FakeChannel(INBOX);
      let asked = 0;
      channel.before = (call) =>
        call === 'GET webhook' && ++asked === 1 ? answer(200, text) : undefined;
      await register(channel.webhooks, place, clock);
      expect(channel.urls).toEqual([INBOX, OWN]);
    },
  );

  test.each([404, 405, 501])(
    'without settings (HTTP %s) only a list that says so is empty',
    async (status) => {
      const vague = new FakeChannel(INBOX);
      vague.before = (call) =>
        call === 'GET settings' ? json({}, status) : call === 'GET webhook' ? json({}) : undefined;
      await expect(register(vague.webhooks, place, clock)).rejects.toThrow(/webhook list/);
      expect(vague.urls).toEqual([INBOX]);

      const plain = new FakeChannel();
      plain.before = (call) => (call === 'GET settings' ? json({}, status) : undefined);
      await register(plain.webhooks, place, clock);
      expect(plain.urls).toEqual([OWN]);
    },
  );

  test('replaces its own URL with an older secret or the other way of answering', async () => {
    const channel = new FakeChannel(
      `${ADDRESS}?secret=old`,
      INBOX,
      `${ADDRESS}-finished?secret=old`,
    );
    await register(channel.webhooks, place, clock);
    expect(channel.urls).toEqual([INBOX, OWN]);
  });

  test('leaves the test URL and other triggers alone', async () => {
    const others = [
      'https://n8n.example.com/webhook-test/1/webhook?secret=a1b2c3',
      'https://n8n.example.com/webhook/2/webhook?secret=a1b2c3',
    ];
    const channel = new FakeChannel(...others);
    await register(channel.webhooks, place, clock);
    expect(channel.urls).toEqual([...others, OWN]);
  });

  test('tries again when somebody else wrote the list in between', async () => {
    const channel = new FakeChannel(INBOX);
    let overwritten = 0;
    channel.after = (call, { urls }) => {
      if (call === 'POST webhook' && ++overwritten === 1)
        channel.urls = [urls[0] ?? '', 'https://new.example/'];
    };
    await register(channel.webhooks, place, clock);
    expect(channel.urls).toEqual([INBOX, 'https://new.example/', OWN]);
  });

  test('gives up with a reason when the list never shows the URL', async () => {
    const channel = new FakeChannel();
    channel.after = () => (channel.urls = []);
    await expect(register(channel.webhooks, place, clock)).rejects.toThrow(/does not list it/);
  });

  test('two at the same time on one channel do not overwrite each other', async () => {
    const channel = new FakeChannel();
    const second = { url: 'https://b.example/x?secret=1', addresses: ['https://b.example/x'] };
    await Promise.all([
      register(channel.webhooks, place, clock),
      register(channel.webhooks, second, clock),
    ]);
    expect(channel.urls).toEqual([OWN, second.url]);
  });

  test('a third that comes while the second is at work waits for it', async () => {
    const channel = new FakeChannel();
    const places = ['a', 'b', 'c'].map((name) => ({
      url: `https://${name}.example/x?secret=1`,
      addresses: [`https://${name}.example/x`],
    }));
    const [first, second, third] = places;
    const started = register(channel.webhooks, first!, clock);
    const next = register(channel.webhooks, second!, clock);
    await started;
    await Promise.all([next, register(channel.webhooks, third!, clock)]);
    expect(channel.urls).toEqual(places.map(({ url }) => url));
    // Read, written and read back, one after the other: nobody's write came between another's.
    const turn = ['GET webhook', 'GET settings', 'POST webhook', 'GET webhook'];
    const later = turn.filter((call) => call !== 'GET settings');
    expect(channel.calls).toEqual([...turn, ...later, ...later]);
  });

  test('one that fails does not hold up the next', async () => {
    const channel = new FakeChannel();
    channel.before = () => unreachable;
    const failing = register(channel.webhooks, place, clock);
    const other = new FakeChannel();
    const next = register(other.webhooks, place, clock);
    await expect(failing).rejects.toThrow();
    await next;
    expect(other.urls).toEqual([OWN]);
  });

  test('a full list stops it and is shown, without what the URLs carry', async () => {
    const five = [1, 2, 3, 4, 5].map(
      (number) => `https://${number}.example/hook?secret=x${number}`,
    );
    const channel = new FakeChannel(...five);
    const error = await register(channel.webhooks, place, clock).catch((thrown: Error) => thrown);
    const message = (error as Error).message;
    for (const number of [1, 2, 3, 4, 5])
      expect(message).toContain(`https://${number}.example/hook`);
    expect(message).toContain(ADDRESS);
    expect(message).not.toMatch(/x\d|a1b2c3/);
    expect(channel.urls).toEqual(five);
  });

  test('a full list that holds its own URL is no obstacle', async () => {
    const four = [1, 2, 3, 4].map((number) => `https://${number}.example/`);
    const channel = new FakeChannel(...four, `${ADDRESS}?secret=old`);
    await register(channel.webhooks, place, clock);
    expect(channel.urls).toEqual([...four, OWN]);
  });

  test('a list that cannot be read is not written', async () => {
    const channel = new FakeChannel(INBOX);
    channel.before = () => json({ hooks: 'none' });
    await expect(register(channel.webhooks, place, clock)).rejects.toThrow(/webhook list/);
    expect(channel.calls.filter((call) => call.startsWith('POST'))).toEqual([]);
  });
});

describe('deactivation', () => {
  test('removes only its own URL', async () => {
    const channel = new FakeChannel(
      INBOX,
      OWN,
      'https://n8n.example.com/webhook/2/webhook?secret=1',
    );
    await unregister(channel.webhooks, place, clock);
    expect(channel.urls).toEqual([INBOX, 'https://n8n.example.com/webhook/2/webhook?secret=1']);
  });

  test('empties the list over the settings when its URL was the only one', async () => {
    const channel = new FakeChannel(OWN);
    await unregister(channel.webhooks, place, clock);
    expect(channel.calls).toContain('POST settings');
    expect(channel.calls).not.toContain('POST webhook');
    expect(channel.urls).toEqual([]);
  });

  test('writes nothing when its URL is not there', async () => {
    const channel = new FakeChannel(INBOX);
    await unregister(channel.webhooks, place, clock);
    expect(channel.calls).toEqual(['GET webhook']);
  });

  test('tries again when somebody put the URL back in between, and says so when it stays', async () => {
    const channel = new FakeChannel(OWN, INBOX);
    let puts = 0;
    channel.after = (call, { urls }) => {
      if (call === 'POST webhook' && ++puts === 1) channel.urls = [...urls, OWN];
    };
    await unregister(channel.webhooks, place, clock);
    expect(channel.urls).toEqual([INBOX]);

    const stubborn = new FakeChannel(OWN, INBOX);
    stubborn.after = () => (stubborn.urls = [OWN, INBOX]);
    await expect(unregister(stubborn.webhooks, place, clock)).rejects.toThrow(/still lists/);
  });
});

describe('calls', () => {
  test('what fails for the moment is repeated', async () => {
    const failures = [unreachable, answer(503, '<html>busy</html>')];
    const channel = new FakeChannel(INBOX);
    channel.before = () => failures.shift();
    expect(await channel.webhooks.read()).toEqual([INBOX]);
  });

  test.each([
    ['a refused token', json({ error: 'Wrong token' }, 401), /credential/],
    ['an unknown channel', json({ error: 'no channel' }, 404), /Channel ID/],
    ['a refusal with HTTP 200', json({ sent: false, message: 'No way' }), /No way/],
    ['an error with HTTP 200', json({ error: { message: 'Not today' } }), /Not today/],
    ['a nested error', json({ response: { error: 'Deep down' } }), /Deep down/],
    ['an HTML page', answer(200, '<html><title>Sign in</title></html>'), /Sign in/],
    ['no connection', unreachable, /could not be reached: the connection was refused/],
  ])('%s fails with its reason', async (_what, exchange, reason) => {
    const channel = new FakeChannel();
    channel.before = () => exchange;
    await expect(channel.webhooks.write([OWN])).rejects.toThrow(reason);
  });

  test('what is refused for good is not repeated', async () => {
    const channel = new FakeChannel();
    channel.before = () => json({ error: 'Wrong token' }, 401);
    await expect(channel.webhooks.read()).rejects.toThrow();
    expect(channel.calls).toHaveLength(1);
  });

  test('neither the URL’s secret nor the token is in an error, even when 1MSG repeats them', async () => {
    const channel = new FakeChannel();
    channel.before = () => json({ error: `Bad URL ${OWN} (${SECRET}, ${TOKEN})` }, 400);
    for (const call of [channel.webhooks.write([OWN]), channel.webhooks.read()]) {
      const error = await call.then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      expect(error?.message).toContain('Bad URL');
      expect(error?.message).not.toContain(SECRET);
      expect(error?.message).not.toContain(TOKEN);
    }
  });

  test('nor are the secrets of the others, when 1MSG repeats the list', async () => {
    const crm = 'https://crm.example/hook?key=s3cret&team=7';
    const channel = new FakeChannel();
    const body = JSON.stringify({ error: `Cannot set ["${crm}"]` });
    for (const text of [body, body.replaceAll('/', '\\/')]) {
      channel.before = () => answer(400, text);
      const writing = channel.webhooks.write([crm, OWN]);
      await expect(writing).rejects.toThrow(/Cannot set .*hook\?key=\*\*\*&team=\*\*\*/);
    }
  });

  test('statuses are switched on, and repetition as chosen', async () => {
    const channel = new FakeChannel();
    await channel.webhooks.configure(false);
    expect(channel.settings).toEqual([{ ackNotificationsOn: true, guaranteedHooks: false }]);
  });
});
