import { parseHook } from '../../nodes/NinetyNineDigital/events/parse-hook';
import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';
import { FAILURE_REASONS, type FailureReason } from '../../nodes/shared/events/failure-reason';
import { failureCatalogue } from '../../sandbox/catalogue';
import { use99digital } from './use-99digital';
import { type Receiver, startReceiver, until } from './webhook-receiver';

const PHONE = '972501234567';

/** What the trigger makes of each delivery that fails: at 1MSG, and by the few numbers that 99digital has. */
const REASONS: Record<string, [oneMsg: FailureReason | null, ninetyNine: FailureReason]> = {
  window: ['WINDOW_CLOSED', 'WINDOW_CLOSED'],
  'not reachable': ['NOT_REACHABLE', 'NOT_REACHABLE'],
  media: ['FILE_NOT_FETCHED', 'OTHER'],
  'media download': ['FILE_NOT_FETCHED', 'OTHER'],
  'marketing limit': ['MARKETING_LIMIT', 'OTHER'],
  experiment: ['EXPERIMENT', 'OTHER'],
  'too many to one person': ['TOO_MANY_TO_PERSON', 'RATE_LIMITED'],
  'too fast': ['RATE_LIMITED', 'RATE_LIMITED'],
  'too many complaints': ['RATE_LIMITED', 'RATE_LIMITED'],
  payment: ['PAYMENT', 'PAYMENT'],
  'template paused': ['TEMPLATE', 'TEMPLATE'],
  'template not approved': ['TEMPLATE', 'TEMPLATE'],
  'something else': ['OTHER', 'OTHER'],
  'daily limit': [null, 'RATE_LIMITED'],
};

const at = use99digital();
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
beforeEach(() => receiver.reset());
afterAll(() => receiver.server.close());

const origin = { channelId: 'VID0', receivedAt: '', includeRaw: false };

/** Every delivery that can fail by the catalogue, by its name there. */
const planned = (provider: '1msg' | '99digital') =>
  Object.entries(failureCatalogue(provider)).flatMap(([name, failure]) => {
    const [, reason] = /^delivery fails: (.*)$/.exec(name) ?? [];
    return reason === undefined ? [] : [{ reason, failure }];
  });

describe.each(['ack', 'hooks', 'raw'] as const)('1MSG, statuses as %s', (statusPayload) => {
  const call = async (method: string, body: object) => {
    const { url, channelId, token } = at.sandbox;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify(body) };
    return await fetch(`${url}/${channelId}/${method}`, request);
  };

  test('each delivery that fails has its reason for the trigger', async () => {
    const { control, url } = at.sandbox;
    await control.configure({ statusPayload, failedAfterMs: 0 });
    await call('settings', { ackNotificationsOn: true, webhookUrl: receiver.url });
    const found: Record<string, unknown> = {};
    for (const { reason, failure } of planned('1msg')) {
      receiver.reset();
      await control.fail({ method: 'sendFile', ...failure });
      await call('sendFile', { phone: PHONE, body: `${url}/samples/a.pdf`, filename: 'a.pdf' });
      await control.settled();
      const events = receiver.bodies.flatMap(
        (body) => parsePayload(body, { ...origin, provider: '1msg' }).events,
      );
      const failed = events.filter((event) => event.event === 'status');
      expect(failed).toMatchObject([{ status: 'failed' }]);
      found[reason] = failed[0]?.error?.reason;
    }
    const expected = Object.entries(REASONS).flatMap(([name, [reason]]) =>
      reason ? [[name, reason]] : [],
    );
    expect(found).toEqual(Object.fromEntries(expected));
  });
});

test('99digital: each delivery that fails has its reason for the trigger', async () => {
  await at.control.configure({ failedAfterMs: 0 });
  await at.call('setWebhook', { url: receiver.url, system: 1 });
  const found: Record<string, unknown> = {};
  for (const { reason, failure } of planned('99digital')) {
    receiver.reset();
    await at.control.fail({ method: 'sendFile', ...failure });
    await at.call('sendFile', { to: PHONE, body: `${at.sandbox.url}/samples/a.pdf` });
    await at.control.settled();
    const events = receiver.bodies.flatMap(
      (body) => parseHook(body, { ...origin, provider: '99digital' }).events,
    );
    const failed = events.filter((event) => event.event === 'status');
    expect(failed).toMatchObject([{ status: 'failed' }]);
    found[reason] = failed[0]?.error?.reason;
  }
  expect(found).toEqual(
    Object.fromEntries(Object.entries(REASONS).map(([name, [, reason]]) => [name, reason])),
  );
});

test('there is a delivery that fails for every reason', () => {
  const known = Object.values(REASONS).map(([reason]) => reason);
  expect(FAILURE_REASONS.filter((reason) => !known.includes(reason))).toEqual([]);
});

test('a code alone gets the words that belong to it', async () => {
  const { control, url, channelId, token } = at.sandbox;
  await control.configure({ failedAfterMs: 0 });
  await control.fail({ method: 'sendFile', deliveryFails: { code: 131049 } });
  await fetch(`${url}/${channelId}/sendFile?token=${token}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone: PHONE, body: `${url}/samples/a.pdf`, filename: 'a.pdf' }),
  });
  await until(async () => (await control.messages(PHONE))[0]?.statuses.length === 1);
  expect((await control.messages(PHONE))[0]?.statuses[0]?.error?.text).toMatch(/healthy ecosystem/);
});
