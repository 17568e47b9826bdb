import type { Failure } from '../../sandbox/failures/failure';
import { jsonOf, runOneMsg } from './one-msg-node';
import { CUSTOMER, useSandbox } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const sandbox = useSandbox([CUSTOMER]);

const INVOICE = { phone: CUSTOMER, name: 'invoice.pdf', caption: 'Invoice TKT-2048' };
const send = async (...failures: Array<Omit<Failure, 'method'>>) => {
  await sandbox.control.fail(...failures.map((failure) => ({ method: 'sendFile', ...failure })));
  const result = await runOneMsg(sandbox, [INVOICE], {}, { onError: 'continueRegularOutput' });
  return { json: jsonOf(result)[0]! };
};

describe('Get Delivery Status', () => {
  const ask = async (messageId: unknown) =>
    await runOneMsg(
      sandbox,
      [{ messageId: messageId as string }],
      { operation: 'getDeliveryStatus', messageId: '={{ $json.messageId }}' },
      { onError: 'continueRegularOutput' },
    ).then((result) => jsonOf(result)[0]!);

  test('gives the furthest status and the whole history, oldest first', async () => {
    const { json } = await send();
    await sandbox.control.settled();
    const status = await ask(json.id);
    expect(status).toMatchObject({
      event: 'status',
      status: 'delivered',
      id: json.id,
      phone: CUSTOMER,
      found: true,
      provider: '1msg',
      history: [{ status: 'sent' }, { status: 'delivered' }],
    });
  });

  test('of a message that nobody knows says so', async () => {
    expect(await ask('wamid.none')).toMatchObject({
      ...{ found: false, status: 'unknown', history: [] },
      ...{ receivedAt: expect.any(String) as string, eventId: expect.any(String) as string },
    });
  });

  test('of a failed message carries the error', async () => {
    const { json } = await send({
      deliveryFails: { code: 131047, title: 'Re-engagement message' },
    });
    await sandbox.control.settled();
    expect(await ask(json.id)).toMatchObject({
      status: 'failed',
      error: { code: 131047, title: 'Re-engagement message' },
    });
  });

  test('on a channel that cannot be polled says what to do instead', async () => {
    await sandbox.control.configure({ hookInfo: false });
    expect(await ask('wamid.1')).toMatchObject({
      errorCode: 'REJECTED',
      error: expect.stringContaining('1MSG Send File Trigger') as string,
    });
  });

  test.each<[number, unknown, RegExp]>([
    [501, { error: 'Not implemented' }, /1MSG Send File Trigger/],
    [405, { error: 'Method not allowed' }, /1MSG Send File Trigger/],
    [404, '<html>Not found</html>', /1MSG Send File Trigger/],
    [200, {}, /1MSG Send File Trigger/],
    [200, '', /1MSG Send File Trigger/],
    [204, '', /1MSG Send File Trigger/],
    [200, { error: 'Unknown method' }, /it said: "Unknown method".*1MSG Send File Trigger/],
    [
      400,
      { error: 'Bad message ID' },
      /it said: "Bad message ID".*If the message ID is right.*1MSG Send File Trigger/,
    ],
    [403, { error: 'subscriptionBlocked' }, /subscriptionBlocked/],
  ])('HTTP %i %j is no channel to be polled, said at once', async (status, body, said) => {
    await sandbox.control.fail({ method: 'hookInfo', answer: { status, body: body as string } });
    expect(await ask('wamid.1')).toMatchObject({
      errorCode: 'REJECTED',
      error: expect.stringMatching(said) as string,
    });
    expect(await sandbox.control.requests('hookInfo')).toHaveLength(1);
  });

  test('no statuses yet are no reason to say that the channel has none', async () => {
    await sandbox.control.fail({
      method: 'hookInfo',
      answer: { status: 200, body: { hooks: [] } },
    });
    expect(await ask('wamid.1')).toMatchObject({ found: false });
  });

  test('reads a list without an object around it', async () => {
    const hooks = [{ id: 'wamid.1', status: 'delivered', timestamp: '1654864094' }];
    await sandbox.control.fail({
      method: 'hookInfo',
      answer: { status: 200, body: JSON.stringify(hooks) },
    });
    expect(await ask('wamid.1')).toMatchObject({ found: true, status: 'delivered' });
  });

  test('reads a status whose type is null', async () => {
    const hooks = [{ id: 'wamid.1', type: null, status: 'read', timestamp: '1654864094' }];
    await sandbox.control.fail({ method: 'hookInfo', answer: { status: 200, body: { hooks } } });
    expect(await ask('wamid.1')).toMatchObject({ found: true, status: 'read' });
  });

  test('with a token that is refused under another status says what to check', async () => {
    await sandbox.control.fail({
      method: 'hookInfo',
      answer: { status: 400, body: { error: 'Invalid token' } },
    });
    expect(await ask('wamid.1')).toMatchObject({ errorCode: 'UNAUTHORIZED' });
  });

  test('during an outage says that it is one', async () => {
    const answer = { status: 503, body: { error: 'down' } };
    await sandbox.control.fail({ method: 'hookInfo', answer, times: 'all' });
    expect(await ask('wamid.1')).toMatchObject({
      errorCode: 'UNREACHABLE',
      error: expect.stringContaining('cannot answer at the moment (HTTP 503)') as string,
    });
  });

  test('does not hurry where 1MSG asks for a longer break', async () => {
    const answer = { status: 429, body: '', headers: { 'retry-after': '60' } };
    await sandbox.control.fail({ method: 'hookInfo', answer, times: 'all' });
    expect(await ask('wamid.1')).toMatchObject({ errorCode: 'RATE_LIMITED' });
    expect(await sandbox.control.requests('hookInfo')).toHaveLength(1);
  });

  test('asks again when 1MSG stumbles', async () => {
    await sandbox.control.fail(
      { method: 'hookInfo', answer: { status: 502, body: '' } },
      { method: 'hookInfo', stage: 'afterRead', cut: true },
    );
    expect(await ask('wamid.none')).toMatchObject({ found: false });
  });

  test('without an ID asks nothing', async () => {
    expect(await ask('')).toMatchObject({ errorCode: 'REJECTED' });
    expect(await sandbox.control.requests()).toEqual([]);
  });
});
