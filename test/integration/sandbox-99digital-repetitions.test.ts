import { use99digital } from './use-99digital';
import { type Receiver, startReceiver, until } from './webhook-receiver';

const PHONE = '972501234567';

const at = use99digital();
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
beforeEach(() => receiver.reset());
afterAll(() => receiver.server.close());

const call = async (method: string, body?: object) => (await at.call(method, body)).json;
const setWebhook = (switches: object = {}) =>
  call('setWebhook', { url: receiver.url, ...switches });
const customerWrites = () => at.control.customerWrites({ from: PHONE, text: 'Hello' });

describe('repetitions', () => {
  const attempts = async () => (await at.control.webhooks()).posted.map(({ attempt }) => attempt);

  test('come at once, then after 5 min, 20 min, 1 h, 4 h and 24 h, and then no more', async () => {
    await setWebhook({ retry: 1 });
    receiver.answers.push(...Array.from({ length: 9 }, () => 500));
    await customerWrites();
    await at.control.settled();
    expect(await attempts()).toEqual([1, 2]);
    let made = 2;
    for (const minutes of [5, 20, 60, 240, 1440]) {
      await at.control.forward({ minutes: minutes - 1 });
      await at.control.settled();
      expect(await attempts()).toHaveLength(made);
      await at.control.forward({ minutes: 1 });
      await at.control.settled();
      expect(await attempts()).toHaveLength(++made);
    }
    expect(await attempts()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await at.control.stats()).toMatchObject({ webhooksPending: 0, webhooksScheduled: 0 });
  });

  test('end with the first 200, and the clock may jump over several', async () => {
    await setWebhook({ retry: 1 });
    receiver.answers.push(500, 201, 503, 302);
    await customerWrites();
    await at.control.settled();
    expect(await at.control.stats()).toMatchObject({ webhooksScheduled: 1 });
    await at.control.forward({ hours: 48 });
    await at.control.settled();
    expect((await at.control.webhooks()).posted.map(({ status }) => status)).toEqual([
      500, 201, 503, 302, 200,
    ]);
  });

  test('come when there is no answer in time', async () => {
    await at.control.configure({ hookAnswerWithinMs: 500 });
    await setWebhook({ retry: 1 });
    receiver.answers.push('never');
    await customerWrites();
    await until(async () => (await attempts()).length === 2);
    await at.control.settled();
    const { posted } = await at.control.webhooks();
    expect(posted.map(({ status }) => status)).toEqual([null, 200]);
    expect(posted[0]?.error).toMatch(/timeout/);
  });

  test('do not come without retry, nor to a URL that was cleared', async () => {
    await setWebhook();
    receiver.answers.push(500);
    await customerWrites();
    await at.control.settled();
    await at.control.forward({ hours: 48 });
    await at.control.settled();
    expect(await attempts()).toEqual([1]);
    await setWebhook({ retry: 1 });
    receiver.answers.push(500, 500);
    await customerWrites();
    await at.control.settled();
    await call('setWebhook', { url: ' ' });
    await at.control.forward({ hours: 48 });
    await at.control.settled();
    expect(await attempts()).toEqual([1, 1, 2]);
  });
});
