import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { NINETY_NINE_DIGITAL } from './providers';
import { jsonOf, recordOf } from './send-node';
import { useProvider } from './use-provider';

const CUSTOMER = '972501234567';
const at = useProvider(NINETY_NINE_DIGITAL, [CUSTOMER]);

const item = (fields: Record<string, string> = {}) => ({
  phone: '+972 50-123-4567',
  name: 'invoice-TKT-2048.pdf',
  caption: 'Invoice for ticket TKT-2048',
  ...fields,
});
const onError = 'continueRegularOutput';
const bodies = async () =>
  (await at.control.requests('sendFile')).map(({ body }) => body as IDataObject);
/** Sends to these people, whether or not they wrote. */
const sendTo = async (phones: string[], options: INodeParameters = {}) => {
  await at.control.configure({ windowEnforced: false });
  const items = phones.map((phone) => item({ phone }));
  return jsonOf(await at.run(items, { options }, { onError }));
};

test('an accepted file comes out as the contract says, and reaches the customer', async () => {
  const result = await at.run([item()]);
  const [message] = await at.sent();
  expect(message).toMatchObject({ chatId: CUSTOMER, filename: 'invoice-TKT-2048.pdf' });
  const [json] = jsonOf(result);
  expect(json).toEqual({
    sent: true,
    id: message!.id,
    status: 'accepted',
    phone: CUSTOMER,
    chatId: `${CUSTOMER}@c.us`,
    filename: 'invoice-TKT-2048.pdf',
    caption: 'Invoice for ticket TKT-2048',
    sentVia: 'sendFile',
    acceptedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    window: 'open',
    minutesLeft: 1440,
    closesAt: expect.stringMatching(/Z$/) as string,
  });
  const open = Date.parse(json!.closesAt as string) - Date.parse(json!.acceptedAt as string);
  expect(Math.round(open / 3_600_000)).toBe(24);
  expect(result.outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });
});

test('the request holds just what 99digital documents, the key in the body', async () => {
  await at.run([item()]);
  const { from } = at.sandbox.ninetyNineDigital;
  expect(await bodies()).toEqual([
    {
      apiKey: '***',
      from,
      to: CUSTOMER,
      body: `${at.sandbox.url}/samples/invoice-TKT-2048.pdf`,
      caption: 'Invoice for ticket TKT-2048',
    },
  ]);
  const [request] = await at.control.requests('sendFile');
  expect(request!.headers).not.toHaveProperty('authorization');
});

test('a reply quotes the message that the customer wrote', async () => {
  const { id } = await at.control.customerWrites({ from: CUSTOMER, text: 'My invoice?' });
  await at.run([item()], { options: { quotedMessageId: id } });
  expect(await bodies()).toMatchObject([{ replyTo: id }]);
  expect(await at.sent()).toMatchObject([{ quotedMessageId: id }]);
});

test('99digital hosts the file where that is wanted', async () => {
  const result = await at.run([item()], { options: { localStorage: true } });
  expect(await bodies()).toMatchObject([{ localStorage: 1 }]);
  expect(jsonOf(result)).toMatchObject([{ sent: true }]);
  await at.run([item()], { options: { localStorage: false } });
  expect((await bodies())[1]).not.toHaveProperty('localStorage');
});

describe('the request in the output', () => {
  const options = { includeRequest: true, quotedMessageId: 'ABC' };

  test('is there as it was sent and as 99digital got it, without the key', async () => {
    const result = await at.run([item()], { options });
    const { url, ninetyNineDigital } = at.sandbox;
    const body = { from: ninetyNineDigital.from, to: CUSTOMER, replyTo: 'ABC', showRequest: 1 };
    expect(jsonOf(result)[0]).toMatchObject({
      request: { method: 'POST', url: `${url}/whatsapp/v2/sendFile`, body },
      originalRequest: body,
    });
    expect(recordOf(result)).not.toContain(ninetyNineDigital.apiKey);
  });

  test('is without the key, though 99digital repeats it', async () => {
    const originalRequest = { apiKey: '{{token}}', note: 'key={{token}}' };
    await at.fail({
      answer: { status: 200, body: { status: 'OK', unique: '{{token}}', originalRequest } },
    });
    const result = await at.run([item()], { options });
    expect(jsonOf(result)[0]).toMatchObject({
      sent: true,
      originalRequest: expect.anything() as object,
    });
    expect(recordOf(result)).not.toContain(at.sandbox.ninetyNineDigital.apiKey);
  });

  test('is not asked for otherwise', async () => {
    await at.run([item()]);
    expect((await bodies())[0]).not.toHaveProperty('showRequest');
  });
});

describe('recipients', () => {
  test('a number in any spelling is sent as its digits', async () => {
    await sendTo(['00972-50-123-4567', ' 972501234567 ', `${CUSTOMER}@c.us`]);
    expect((await bodies()).map(({ to }) => to)).toEqual([CUSTOMER, CUSTOMER, CUSTOMER]);
  });

  test('a number without country code takes the one that is set', async () => {
    const [json] = await sendTo(['050-123-4567'], { defaultCountry: 'IL' });
    expect(json).toMatchObject({ phone: CUSTOMER, sent: true });
  });

  test('a user ID of a whole portfolio keeps its mark', async () => {
    await sendTo(['us.ent.11815799212886844830@lid']);
    expect(await bodies()).toMatchObject([{ to: 'US.ENT.11815799212886844830' }]);
  });

  test.each(['IL.1605856887361213', 'il.1605856887361213@lid', '\u200f Il.1605856887361213 '])(
    'a user ID may be written %j',
    async (phone) => {
      const [json] = await sendTo([phone]);
      expect(json).toMatchObject({ sent: true, phone: null, chatId: 'IL.1605856887361213' });
      expect(await bodies()).toMatchObject([{ to: 'IL.1605856887361213' }]);
    },
  );

  test.each([
    ['120363043@g.us', /persons only.*120363043@g\.us is a group/],
    ['98765432101234@lid', /hidden numbers.*98765432101234@lid.*user ID/],
    ['I.1605856887361213', /not a phone number/],
  ])('%s is refused with the reason', async (phone, error) => {
    expect(await sendTo([phone])).toMatchObject([
      { errorCode: 'INVALID_RECIPIENT', error: expect.stringMatching(error) as string },
    ]);
    expect(await bodies()).toEqual([]);
  });
});
