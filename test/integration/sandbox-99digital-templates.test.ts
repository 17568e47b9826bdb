import { use99digital } from './use-99digital';

const PHONE = '972501234567';
const at = use99digital();
const sent = async () =>
  (await at.control.messages()).filter(({ direction }) => direction === 'outgoing');
const invoice = (more: object = {}) => ({
  to: PHONE,
  name: 'invoice_ready',
  headerType: 5,
  headerLink: `${at.sandbox.url}/samples/invoice-TKT-2048.pdf`,
  bodyVariable1: 'Dana',
  bodyVariable2: 'TKT-2048',
  ...more,
});

test('a template goes out whether or not the window is open, and is delivered', async () => {
  const { json } = await at.call('sendTemplate', invoice());
  await at.control.settled();
  const [message] = await sent();
  expect(json).toMatchObject({
    status: 'OK',
    unique: message!.id,
    templateTimeLeft: '0',
    reason: 1,
  });
  expect(message).toMatchObject({
    ...{ kind: 'document', filename: 'invoice-TKT-2048.pdf' },
    template: { body: 'Hello Dana, your invoice for ticket TKT-2048 is ready.' },
  });
  expect(message!.statuses.at(-1)?.status).toBe('read');
});

test('WhatsApp refuses a file outside the window later, and a template never for it', async () => {
  const { sandbox, control } = at;
  await control.configure({ windowRefusal: 'later' });
  const file = { to: PHONE, body: `${sandbox.url}/samples/invoice.pdf` };
  expect((await at.call('sendFile', file)).json).toMatchObject({ status: 'OK' });
  expect((await at.call('sendTemplate', invoice())).json).toMatchObject({ status: 'OK' });
  await control.settled();
  const last = (await sent()).map(({ statuses }) => statuses.at(-1));
  expect(last).toMatchObject([{ status: 'failed', error: { code: 131047 } }, { status: 'read' }]);
});

test.each([
  ['a wrong key', { apiKey: 'wrong' }, 3],
  ['a group', { to: '120363021234567890@g.us' }, 4],
  ['a name that there is not', { name: 'bill' }, 42],
  ['a template that is not approved', { name: 'weekly_news', headerType: 1 }, 42],
  ['a header of another type', { headerType: 3 }, 42],
  ['no type of header', { headerType: undefined }, 42],
  ['no link', { headerLink: undefined }, 5],
  ['a missing variable', { bodyVariable2: undefined }, 42],
  ['a line break', { bodyVariable2: 'a\nb' }, 42],
  ['a text of more than 1,024 characters', { bodyVariable2: 'x'.repeat(1000) }, 42],
])('%s is refused', async (_what, wrong, reason) => {
  const { json } = await at.call('sendTemplate', invoice(wrong));
  expect(json).toMatchObject({ status: 'FAIL', reason });
  expect(json).not.toHaveProperty('unique');
  expect(await sent()).toEqual([]);
});

test('links of buttons and a code want their variables', async () => {
  const order = { to: PHONE, name: 'order_shipped', headerType: 1, bodyVariable1: 'Dana' };
  expect((await at.call('sendTemplate', { ...order, websiteVariable: 'a' })).json).toMatchObject({
    status: 'FAIL',
  });
  const both = { ...order, websiteVariable: 'a', websiteVariable2: 'b' };
  expect((await at.call('sendTemplate', both)).json).toMatchObject({ status: 'OK' });
  const code = { to: PHONE, name: 'spring_coupon', headerType: 1, bodyVariable1: 'Dana' };
  expect((await at.call('sendTemplate', code)).json).toMatchObject({ status: 'FAIL' });
  expect((await at.call('sendTemplate', { ...code, couponCode: 'X' })).json).toMatchObject({
    status: 'OK',
  });
});

test('the list tells of all templates, of headers in the form that is set, and of no buttons', async () => {
  const listed = async (name: string) => {
    const { json } = await at.call('getTemplates');
    const rows = json['list'] as Array<{ name: string; status: string; template: object[] }>;
    return rows.find((row) => row.name === name);
  };
  expect(await listed('order_shipped')).toEqual({
    ...{ name: 'order_shipped', language: 'en', category: 'utility', status: 'approved' },
    template: [
      { type: 'header', text: 'Your order' },
      { type: 'body', text: 'Hello {{1}}, your order has left our store.' },
    ],
  });
  expect(await listed('free_money')).toMatchObject({ status: 'rejected' });
  const headers = [
    ['empty', { type: 'header', text: '' }],
    ['link', { type: 'header', text: 'https://example.com/sample' }],
    ['kind', { type: 'header', text: 'DOCUMENT' }],
    ['format', { type: 'header', format: 'document' }],
    ['missing', { type: 'body', text: expect.any(String) as string }],
  ] as const;
  for (const [templateHeaders, first] of headers) {
    await at.control.configure({ templateHeaders });
    expect((await listed('invoice_ready'))?.template[0]).toEqual(first);
  }
});

test('other templates can be set, and a reset brings the first ones back', async () => {
  const mine = { name: 'mine', language: 'en', category: 'utility', status: 'approved' } as const;
  await at.control.setTemplates([{ ...mine, body: 'Hello' }]);
  const names = async () =>
    ((await at.call('getTemplates')).json['list'] as { name: string }[]).map(({ name }) => name);
  expect(await names()).toEqual(['mine']);
  await at.control.reset();
  expect(await names()).toContain('invoice_ready');
});
