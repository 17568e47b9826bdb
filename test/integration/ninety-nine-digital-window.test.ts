import type { INodeParameters } from 'n8n-workflow';
import { NINETY_NINE_DIGITAL } from './providers';
import { jsonOf } from './send-node';
import { useProvider } from './use-provider';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const CUSTOMER = '972501234567';
const OTHER = '972502222222';
const at = useProvider(NINETY_NINE_DIGITAL, [], { windowRefusal: 'atOnce' });

const onError = 'continueRegularOutput';
const customerWrites = async () =>
  await at.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
const closeWindow = async () => {
  await customerWrites();
  await at.control.forward({ hours: 25 });
};
const asked = async () => (await at.control.requests('getTimers')).length;

describe('Get Session Window', () => {
  const ask = async (phones: string[], options: INodeParameters = {}) =>
    jsonOf(
      await at.run(
        phones.map((phone) => ({ phone })),
        { operation: 'getSessionWindow', phone: '={{ $json.phone }}', options },
        { onError },
      ),
    );
  const CLOSED = {
    phone: CUSTOMER,
    window: 'closed',
    minutesLeft: null,
    lastCustomerMessageAt: null,
    closesAt: null,
  };

  test('is open for 24 hours after the customer has written', async () => {
    await customerWrites();
    await at.control.forward({ hours: 23 });
    const [window] = await ask([CUSTOMER]);
    expect(window).toEqual({
      phone: CUSTOMER,
      window: 'open',
      minutesLeft: 60,
      lastCustomerMessageAt: expect.stringMatching(/Z$/) as string,
      closesAt: expect.stringMatching(/Z$/) as string,
    });
    const { closesAt, lastCustomerMessageAt } = window as Record<string, string>;
    expect(Date.parse(closesAt!) - Date.parse(lastCustomerMessageAt!)).toBe(86_400_000);
  });

  test('is closed after that, and for somebody who never wrote', async () => {
    await closeWindow();
    expect(await ask([CUSTOMER, OTHER])).toEqual([CLOSED, { ...CLOSED, phone: OTHER }]);
  });

  test('is unknown where 99digital does not tell the time', async () => {
    await at.control.fail({ method: 'getTimers', answer: { status: 200, body: { status: 'OK' } } });
    expect(await ask([CUSTOMER])).toEqual([{ ...CLOSED, window: 'unknown' }]);
  });

  test('is asked for once a recipient, however it is spelled', async () => {
    const spellings = ['050-123-4567', '+972 50 123 4567', CUSTOMER, 'il.16058', 'IL.16058'];
    const windows = await ask(spellings, { defaultCountry: 'IL' });
    expect(windows.map(({ phone }) => phone)).toEqual([CUSTOMER, CUSTOMER, CUSTOMER, null, null]);
    expect(await asked()).toBe(2);
  });

  test('is asked for again when 99digital stumbles', async () => {
    await customerWrites();
    await at.control.fail(
      { method: 'getTimers', answer: { status: 502, body: '' } },
      { method: 'getTimers', cut: true },
    );
    expect(await ask([CUSTOMER])).toMatchObject([{ window: 'open' }]);
  });

  test('is an error of the item that it cannot be told for', async () => {
    const answer = { status: 200, body: { status: 'FAIL', reason: 3 } };
    await at.control.fail({ method: 'getTimers', answer, recipient: CUSTOMER });
    expect(await ask([CUSTOMER, 'nobody', '1203630@g.us', OTHER])).toMatchObject([
      { errorCode: 'UNAUTHORIZED' },
      { errorCode: 'INVALID_RECIPIENT' },
      { errorCode: 'INVALID_RECIPIENT', error: expect.stringContaining('group') as string },
      { window: 'closed' },
    ]);
  });

  test('names the Base URL where something else than 99digital answers', async () => {
    await at.control.fail({ method: 'getTimers', answer: { status: 404, body: 'Not found' } });
    expect(await ask([CUSTOMER])).toMatchObject([
      { errorCode: 'REJECTED', error: expect.stringContaining('The Base URL') as string },
    ]);
  });
});

describe('Check Session Window First', () => {
  const invoice = { phone: CUSTOMER, caption: 'Invoice' };
  const send = async (count = 1) =>
    jsonOf(
      await at.run(
        Array.from({ length: count }, () => invoice),
        { options: { checkWindow: true } },
        { onError },
      ),
    );

  test('a closed window keeps files from being tried, and is asked for once', async () => {
    await closeWindow();
    expect(await send(2)).toMatchObject([
      { errorCode: 'WINDOW_CLOSED' },
      { errorCode: 'WINDOW_CLOSED' },
    ]);
    expect([await asked(), await at.attempts()]).toEqual([1, 0]);
  });

  test('the error of a closed window makes nothing up', async () => {
    const { error } = await at.run([invoice], { options: { checkWindow: true } });
    expect(error?.message).toContain(`session window with +${CUSTOMER} is closed`);
    expect(error?.description).toContain('has not written in the last 24 hours');
    expect(error?.description).not.toContain('null');
  });

  test('an open one does not', async () => {
    await customerWrites();
    expect(await send()).toMatchObject([{ sent: true, window: 'open' }]);
  });

  test.each([
    ['cannot be told', { status: 500, body: '' }],
    ['is not told', { status: 200, body: { status: 'OK' } }],
    ['is refused', { status: 200, body: { status: 'FAIL', reason: 42 } }],
  ])('nor does one that %s', async (_case, answer) => {
    await customerWrites();
    await at.control.fail({ method: 'getTimers', answer, times: 'all' });
    expect(await send()).toMatchObject([{ sent: true }]);
  });
});

describe('without a check', () => {
  const send = async () => jsonOf(await at.run([{ phone: CUSTOMER }], {}, { onError }));

  test.each([
    ['closed', closeWindow],
    ['not open yet', async () => await Promise.resolve()],
  ])('a window that is %s is the error of the send', async (_case, before) => {
    await before();
    expect(await send()).toMatchObject([{ errorCode: 'WINDOW_CLOSED' }]);
    expect(await at.attempts()).toBe(1);
  });

  test('a send tells the time that is left, to the minute', async () => {
    await customerWrites();
    await at.control.forward({ hours: 23, minutes: 50 });
    expect(await send()).toMatchObject([{ window: 'open', minutesLeft: 10 }]);
  });
});
