import { failureCatalogue } from '../../sandbox/catalogue';
import { use99digital } from './use-99digital';

const PHONE = '972501234567';

const at = use99digital();

const invoice = (more: object = {}) => ({
  to: PHONE,
  body: `${at.sandbox.url}/samples/invoice-TKT-2048.pdf`,
  ...more,
});
const customerWrites = () => at.control.customerWrites({ from: PHONE, text: 'Hello' });

describe('failures', () => {
  beforeEach(customerWrites);

  test('each failure of the catalogue happens once, and then no more', async () => {
    for (const [name, failure] of Object.entries(failureCatalogue('99digital'))) {
      if (failure.delayMs) continue;
      await at.control.fail({ method: 'sendFile', ...failure });
      const first = await at.call('sendFile', invoice()).catch(() => 'cut' as const);
      const good = first !== 'cut' && first.httpStatus === 200 && first.json['status'] === 'OK';
      expect({ name, good }).toEqual({ name, good: failure.deliveryFails !== undefined });
      expect(await at.call('sendFile', invoice())).toMatchObject({ json: { status: 'OK' } });
    }
  });

  test.each(['getTimers', 'getWebhook', 'setWebhook'])('%s can fail, too', async (method) => {
    await at.control.fail({ method, cut: true }, { method, stage: 'beforeRead', cut: true });
    for (let time = 0; time < 2; time++) await expect(at.call(method)).rejects.toThrow();
    expect((await at.call(method, { number: PHONE })).json['status']).toBe('OK');
    expect(await at.control.stats()).toMatchObject({ stoppedBeforeRead: 1 });
  });

  test('one recipient or one file can be singled out', async () => {
    const answer = { status: 429, body: {} };
    const filename = 'invoice-2.pdf';
    await at.control.fail(
      { method: 'sendFile', recipient: '972509999999', answer },
      { method: 'sendFile', filename, answer },
    );
    expect((await at.call('sendFile', invoice())).httpStatus).toBe(200);
    const other = { body: `${at.sandbox.url}/samples/${filename}?for=Dana` };
    expect((await at.call('sendFile', invoice(other))).httpStatus).toBe(429);
    expect((await at.call('sendFile', invoice({ to: '972509999999' }))).httpStatus).toBe(429);
  });

  test('what 99digital cannot do is refused: to queue, to have templates or groups', async () => {
    await expect(at.control.fail({ method: 'sendFile', queuedMs: 5 })).rejects.toThrow('400');
    await expect(at.control.customerWrites({ from: '1@g.us', text: 'Hi' })).rejects.toThrow('400');
    await expect(at.control.configure({ webhookList: 'comma' } as never)).rejects.toThrow('400');
  });
});

test('the two accounts know nothing of each other', async () => {
  await customerWrites();
  await at.control.fail({ method: '*', cut: true });
  await at.control.forward({ hours: 1 });
  expect(await at.sandbox.control.chats()).toEqual([]);
  expect(await at.sandbox.control.failures()).toEqual([]);
  expect((await at.sandbox.control.clock()).aheadMs).toBe(0);
  await at.sandbox.control.reset();
  expect(await at.control.chats()).toHaveLength(1);
  expect(await at.control.failures()).toHaveLength(1);
  await at.sandbox.control.resetAll();
  expect(await at.control.chats()).toEqual([]);
  expect(await at.control.failures()).toEqual([]);
});
