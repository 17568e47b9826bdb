import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ICredentialDataDecryptedObject, ICredentialTestFunctions } from 'n8n-workflow';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node';
import { OneMsgSendFileTrigger } from '../../nodes/OneMsg/OneMsgSendFileTrigger.node';
import { channelOfToken, readChannel } from '../../nodes/OneMsg/api/channel';
import { useAccount } from './registered-webhooks';
import { ONE_MSG } from './trigger-kinds';

const at = useAccount(ONE_MSG);

/** Tests the credential as n8n does when it is saved. */
const testOneMsg = async (fields: Partial<ICredentialDataDecryptedObject> = {}) => {
  const { credentialTest } = new OneMsgSendFile().methods;
  const credential = {
    id: '1',
    name: 'c',
    type: 'oneMsgChannelApi',
    data: at.credential(fields),
  };
  const context = { helpers: {} } as unknown as ICredentialTestFunctions;
  return await credentialTest.testChannel.call(context, credential as never);
};
const failed = (message: RegExp) => ({
  status: 'Error',
  message: expect.stringMatching(message) as string,
});
const jwt = (payload: unknown) =>
  `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2lnbmF0dXJl`;

/** A server that answers everything so, and where it was asked. */
let server: Server;
let baseUrl: string;
let asked: string[];
let answer: { status: number; body: string };
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(answer.status, { location: '/elsewhere' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => (asked = []));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const testAnswered = async (status: number, body: unknown, fields = {}) => {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
  return await testOneMsg({ baseUrl, ...fields });
};

test('both nodes test the credential', () => {
  for (const { description, methods } of [new OneMsgSendFile(), new OneMsgSendFileTrigger()])
    expect(Object.keys(methods.credentialTest)).toEqual([
      (description.credentials?.[0] as { testedBy: string }).testedBy,
    ]);
});

test('the right channel and token, in whatever spelling, pass', async () => {
  const { channelId, token } = at.sandbox;
  expect(
    await testOneMsg({ channelId: ` instance${channelId}/ `, token: `Bearer ${token}\n` }),
  ).toMatchObject({ status: 'OK' });
});

test.each<[string, Record<string, string>, RegExp]>([
  ['another token', { token: 'wrong-token-2048' }, /does not accept this Channel Token/],
  ['a channel that 1MSG does not know', { channelId: 'ODI0' }, /knows no channel|does not accept/],
  ['no token', { token: '' }, /Channel Token.*empty/],
  ['a token with a space', { token: 'tok en' }, /Channel Token.*paste it again/],
  ['no channel', { channelId: ' ', token: 'plain-token-2048' }, /Channel ID.*empty/],
  ['a channel that leads elsewhere', { channelId: '..' }, /Channel ID/],
  ['a Base URL without https', { baseUrl: 'http://api.1msg.example' }, /https/],
  ['nobody there', { baseUrl: 'http://127.0.0.1:9' }, /could not be reached: the connection was/],
])('%s fails with the reason, without the token', async (_case, fields, message) => {
  const result = await testOneMsg(fields);
  expect(result).toEqual(failed(message));
  expect(result.message).not.toContain('token-2048');
});

test.each(['connected', 'connecting', 'Connected'])('a channel that is %s passes', async (status) =>
  expect(await testAnswered(200, { isCloud: true, status })).toMatchObject({ status: 'OK' }),
);

test('an older channel has accountStatus alone', async () =>
  expect(await testAnswered(200, { accountStatus: 'authenticated' })).toMatchObject({
    status: 'OK',
  }));

test.each(['disconnected', 'uninitialized', 'unregistered'])(
  'the token of a channel that is %s is right, and the channel is told of',
  async (status) =>
    expect(await testAnswered(200, { status })).toEqual(
      failed(new RegExp(`token is right, but the channel is ${status}`)),
    ),
);

test('a state that nobody knows is not taken for a good one, nor repeated', async () =>
  expect(await testAnswered(200, { isCloud: true, status: 'asleep' })).toEqual(
    failed(/token is right, but the channel is not connected/),
  ));

describe('a refusal that is told in the form of 1MSG', () => {
  const testAt = async (url: string, error: string) => {
    const { credentialTest } = new OneMsgSendFile().methods;
    const data = at.credential({ baseUrl: url });
    const request = () =>
      Promise.resolve({
        statusCode: 403,
        body: Readable.from([Buffer.from(JSON.stringify({ error }))]),
      });
    const context = { helpers: { request } } as unknown as ICredentialTestFunctions;
    const credential = { id: '1', name: 'c', type: 'oneMsgChannelApi', data };
    return await credentialTest.testChannel.call(context, credential as never);
  };

  test.each(['https://api.1msg.io', 'https://sandbox.1msg.io'])(
    'is repeated from its own host, without the token: %s',
    async (url) => {
      const { message } = await testAt(url, `Channel is switched off for ${at.sandbox.token}`);
      expect(message).toMatch(/^1MSG answered HTTP 403: Channel is switched off for \[redacted\]$/);
    },
  );

  test.each(['https://10.0.0.5', 'https://1msg.io.example', 'https://my1msg.io'])(
    'is not repeated from another host, but for a code: %s',
    async (url) => {
      for (const secret of ['root password: hunter2', 'hunter2', 'HUNTER2', 'aB3dE'])
        expect((await testAt(url, secret)).message).toMatch(/host refused with HTTP 403; what it/);
      expect(await testAt(url, 'subscriptionBlocked')).toEqual(failed(/403: subscriptionBlocked$/));
    },
  );
});

test.each([
  [401, { error: 'Wrong token' }, /does not accept this Channel Token/],
  [400, { error: 'Wrong token "x" for channel "1"' }, /does not accept this Channel Token/],
  [404, { error: 'No such channel' }, /knows no channel with this Channel ID/],
  [500, '', /1MSG cannot answer at the moment: HTTP 500$/],
  [429, 'SECRET', /1MSG cannot answer at the moment: HTTP 429$/],
  [503, '<h1>SECRET</h1>', /1MSG cannot answer at the moment: HTTP 503$/],
])('HTTP %i %j is explained', async (status, body, message) => {
  expect(await testAnswered(status, body)).toEqual(failed(message));
});

test.each([
  [200, {}],
  [200, { status: 'SECRET' }],
  [200, { status: 'ok', secret: 'SECRET' }],
  [200, { error: 'SECRET' }],
  [200, { message: 'SECRET' }],
  [200, ['connected', 'SECRET']],
  [200, '<h1>SECRET</h1>'],
  [200, 'SECRET'],
  [200, ''],
  [302, 'SECRET'],
  [400, { error: 'SECRET', admin: true }],
  [400, { error: { message: 'SECRET' } }],
  [400, { message: 'SECRET' }],
  [418, '<h1>SECRET</h1>'],
])('HTTP %i %j is not 1MSG, and nothing of it is shown', async (status, body) => {
  const result = await testAnswered(status, body);
  expect(result).toEqual(failed(/Base URL does not lead to 1MSG: HTTP \d+/));
  expect(result.message).not.toContain('SECRET');
  expect(asked).toHaveLength(1);
});

test.each(['/admin?a=', '/admin?', '/admin#', '/?x=1#', '#'])(
  'a Base URL that ends in %s, and would cut the path off, is refused unasked',
  async (rest) => {
    expect(await testOneMsg({ baseUrl: `${baseUrl}${rest}` })).toEqual(
      failed(/Base URL in the 1MSG Channel API credential is more than an address/),
    );
    expect(asked).toEqual([]);
  },
);

test('a user in the Base URL is refused, and not repeated', async () => {
  const result = await testOneMsg({ baseUrl: baseUrl.replace('//', '//admin:PASSWORD@') });
  expect(result).toEqual(failed(/more than an address/));
  expect(result.message).not.toContain('PASSWORD');
  expect(asked).toEqual([]);
});

describe('a token that names its channel', () => {
  const data = (fields: object) => ({ baseUrl: 'https://api.1msg.io', channelId: '', ...fields });

  test.each<[string, unknown]>([
    ['ODI371267300', 'ODI371267300'],
    ['instance371267', '371267'],
    [' ODI1 ', 'ODI1'],
    ['371267', 371267],
  ])('%s, with an empty Channel ID', (_named, expected) => {
    const instanceId = _named === '371267' ? 371267 : _named;
    const token = jwt({ instanceId });
    expect(readChannel(data({ token })).id).toBe(String(expected));
    expect(readChannel(data({ token: `Bearer ${token} ` })).id).toBe(String(expected));
  });

  test('is asked of that channel', async () => {
    const token = jwt({ instanceId: 'ODI2048' });
    expect(
      await testAnswered(200, { status: 'connected' }, { channelId: '', token }),
    ).toMatchObject({ status: 'OK' });
    expect(asked).toEqual(['/ODI2048/status']);
  });

  test('does not overrule the Channel ID that was typed', async () => {
    const token = jwt({ instanceId: 'ODI2048' });
    const fields = { channelId: 'ODI1', token };
    expect(readChannel(data(fields)).id).toBe('ODI1');
    expect(await testAnswered(401, { error: 'Wrong token' }, fields)).toEqual(
      failed(/does not accept this Channel Token .*it is the token of channel ODI2048\. Copy both/),
    );
  });

  test.each([
    '',
    '.',
    '..',
    'a.b.c',
    'plain-token',
    'eyJhbGciOiJIUzI1NiJ9',
    `x.${'eyJ'.repeat(9)}.y`,
    jwt(null),
    jwt([]),
    jwt('ODI1'),
    jwt({}),
    jwt({ instanceId: null }),
    jwt({ instanceId: {} }),
    jwt({ instanceId: '../admin' }),
    jwt({ instanceId: '..' }),
    jwt({ instanceId: 'a b' }),
  ])('any other names none, and is a readable error: %s', (token) => {
    expect(channelOfToken(token)).toBe('');
    expect(() => readChannel(data({ token }))).toThrow(/Channel ID .* is empty/);
  });
});
