import type { Locator } from 'playwright-core';
import { call99digital } from '../integration/call-99digital';
import { until } from '../integration/webhook-receiver';
import { on, PHONE, reads, usePage } from './use-page';

const at = usePage();

const invoice = (more: object = {}) => ({
  phone: PHONE,
  body: `${at.sandbox.url}/samples/invoice-TKT-2048.pdf`,
  filename: 'invoice-TKT-2048.pdf',
  ...more,
});

test('a file that n8n sends appears by itself, with its name, pages, size, type and caption', async () => {
  const { message, answer } = on(at.page);
  await answer('Is my invoice ready?');
  await message('Is my invoice ready?').waitFor();
  await at.call('sendFile', invoice({ caption: 'Invoice for ticket TKT-2048' }));
  const sent = message('Invoice for ticket TKT-2048');
  await reads(sent, /invoice-TKT-2048\.pdf/);
  await reads(sent, '1 page · 2 KB · PDF');
});

test('a click opens the file itself', async () => {
  const { message } = on(at.page);
  await at.sandbox.control.customerWrites({ from: PHONE, text: 'Hello' });
  await at.call('sendFile', invoice());
  const card = message('invoice-TKT-2048.pdf').getByRole('link');
  const href = await card.getAttribute('href');
  const file = await fetch(new URL(href ?? '', at.sandbox.url));
  expect(file.headers.get('content-type')).toContain('application/pdf');
  expect((await file.text()).slice(0, 5)).toBe('%PDF-');
  const opened = at.page.context().waitForEvent('page');
  await card.click();
  await (await opened).close();
});

test('one tick for what was sent, two for what was delivered, blue ones for what was read', async () => {
  const { message, press } = on(at.page);
  const { control } = at.sandbox;
  await control.customerWrites({ from: PHONE, text: 'Hello' });
  await control.configure({ deliveredAfterMs: 3_600_000 });
  await at.call('sendFile', invoice({ caption: 'The first' }));
  await control.configure({ deliveredAfterMs: 2 });
  await at.call('sendFile', invoice({ caption: 'The second' }));

  const first = message('The first').locator('.status');
  const second = message('The second').locator('.status');
  const look = (status: Locator) =>
    status.evaluate((element) => [
      element.querySelector('use')?.getAttribute('href'),
      getComputedStyle(element).color === getComputedStyle(element.parentElement!).color,
    ]);
  await reads(first, 'Sent');
  await reads(second, 'Delivered');
  expect(await look(first)).toEqual(['#icon-tick', true]);
  expect(await look(second)).toEqual(['#icon-ticks', true]);
  await press('Mark as read');
  await reads(second, 'Read');
  expect(await look(second)).toEqual(['#icon-ticks', false]);
  await reads(first, 'Sent');
  const sent = (await control.messages(PHONE)).slice(1);
  expect(sent.map(({ statuses }) => statuses.at(-1)?.status)).toEqual(['sent', 'read']);
});

test('reading can be left to the customer', async () => {
  const { message } = on(at.page);
  await at.sandbox.control.customerWrites({ from: PHONE, text: 'Hello' });
  await at.page.getByLabel('Mark as read automatically').click();
  await until(async () => (await at.sandbox.control.config()).readAfterMs === 3_000);
  await at.call('sendFile', invoice());
  await reads(message('invoice-TKT-2048.pdf').locator('.status'), 'Read');
});

test('outside the session window a file is accepted, and the customer never gets it', async () => {
  const { message, requests } = on(at.page);
  expect(await at.call('sendFile', invoice()).then((sent) => sent.json())).toMatchObject({
    sent: true,
  });
  await reads(requests.locator('.outcome.good'), '200');
  const failed = message('invoice-TKT-2048.pdf');
  await reads(failed, 'The customer never gets this. Re-engagement message (131047)');
});

test('answering opens the session window, and 24 hours later it is closed', async () => {
  const { window, answer, press, requests } = on(at.page);
  await reads(window, 'Session window closed');
  await at.page.getByLabel('Closed windows refuse at once').check();
  await until(async () => (await at.sandbox.control.config()).windowRefusal === 'atOnce');
  expect(await at.call('sendFile', invoice()).then((sent) => sent.json())).toMatchObject({
    sent: false,
  });
  // A refusal that comes with 200 is shown as one.
  await reads(requests.locator('.outcome.bad'), 'refused');
  await reads(requests.locator('.more'), /^HTTP 200/);
  await reads(requests, 'Message was not sent: dialog window is closed');
  await answer('Hello');
  await reads(window, 'Session window open, 24 h left');
  expect(await at.call('sendFile', invoice()).then((sent) => sent.json())).toMatchObject({
    sent: true,
  });
  await press('24 hours pass');
  await reads(window, 'Session window closed');
  await reads(at.page.locator('#ahead'), '24 h ahead of the real time');
  expect(await at.call('sendFile', invoice()).then((sent) => sent.json())).toMatchObject({
    sent: false,
  });
});

test('a failed message says why, and that it never arrives', async () => {
  const { message } = on(at.page);
  await at.sandbox.control.customerWrites({ from: PHONE, text: 'Hello' });
  await at.call('sendFile', invoice({ body: `${at.sandbox.url}/none.pdf` }));
  const failed = message('invoice-TKT-2048.pdf');
  await reads(failed, 'The customer never gets this.');
  await reads(failed, 'Media upload error: HEAD answered 404');
  expect(await failed.getByRole('link').count()).toBe(0);
});

test('a template is shown as one, and its button answers', async () => {
  const { message, window } = on(at.page);
  await at.call('sendTemplate', {
    ...{ phone: PHONE, template: 'ticket_update' },
    language: { policy: 'deterministic', code: 'en_US' },
    params: [
      {
        type: 'body',
        parameters: ['Dana', 'TKT-2048', 'solved'].map((text) => ({ type: 'text', text })),
      },
    ],
  });
  const template = message('Template ticket_update (en_US)');
  await reads(template, 'Hello Dana, ticket TKT-2048 is now solved.');
  await reads(window, 'Session window closed');
  await template.getByRole('button', { name: 'Show me' }).click();
  await reads(window, 'Session window open');
  await reads(message('Show me').last(), 'BusinessHello Dana');
  expect((await at.sandbox.control.messages(PHONE)).at(-1)).toMatchObject({ kind: 'button' });
});

test("99digital's template is shown as one, too", async () => {
  await at.page.goto(`${at.sandbox.url}/#account=99digital&chat=${PHONE}`);
  const send = async (fields: object) =>
    await call99digital(at.sandbox, 'sendTemplate', {
      to: PHONE,
      bodyVariable1: 'Dana',
      ...fields,
    });
  await send({
    ...{ name: 'invoice_ready', headerType: 5, bodyVariable2: 'TKT-2048' },
    headerLink: `${at.sandbox.url}/samples/invoice-TKT-2048.pdf`,
  });
  await send({ name: 'spring_coupon', headerType: 1, couponCode: 'SPRING25' });
  const { message } = on(at.page);
  await reads(
    message('Template invoice_ready (en)').locator('.bubble'),
    /invoice-TKT-2048\.pdf.*Hello Dana, your invoice for ticket TKT-2048 is ready\..*Acme Helpdesk/,
  );
  const copy = message('Template spring_coupon (en)').getByRole('button', { name: 'Copy code' });
  expect(await copy.getAttribute('title')).toBe('SPRING25');
});

const texts = (...values: string[]) => values.map((text) => ({ type: 'text', text }));
const INVOICE_TEMPLATE = {
  ...{ name: 'invoice', language: 'en', status: 'approved', category: 'UTILITY', namespace: '' },
  components: [
    { type: 'HEADER', format: 'DOCUMENT' },
    { type: 'BODY', text: 'Hello *{{1}}*, your invoice for {{2}} is ready.' },
    { type: 'FOOTER', text: 'Acme Helpdesk' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'Pay', url: 'https://example.com/pay/{{1}}' },
        { type: 'QUICK_REPLY', text: 'I have paid' },
        { type: 'COPY_CODE', text: 'Copy offer code' },
        { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+12025550100' },
      ],
    },
  ],
};

test('a template has its file, text, footer and buttons in one bubble, in this order', async () => {
  const { message, window } = on(at.page);
  await at.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await at.sandbox.control.setTemplates([INVOICE_TEMPLATE]);
  const document = { link: invoice().body, filename: 'invoice-TKT-2048.pdf' };
  const coupon = { type: 'coupon_code', coupon_code: 'SPRING25' };
  await at.call('sendTemplate', {
    ...{ phone: PHONE, template: 'invoice' },
    language: { policy: 'deterministic', code: 'en' },
    params: [
      { type: 'header', parameters: [{ type: 'document', document }] },
      { type: 'body', parameters: texts('Dana', 'TKT-2048') },
      { type: 'button', sub_type: 'url', index: 0, parameters: texts('77') },
      { type: 'button', sub_type: 'copy_code', index: 2, parameters: [coupon] },
    ],
  });
  const bubble = message('Template invoice (en)').locator('.bubble');
  await reads(
    bubble,
    /invoice-TKT-2048\.pdf.*1 page.*Hello Dana, your invoice for TKT-2048 is ready\..*Acme Helpdesk.*Pay.*I have paid.*Copy offer code.*Call us/,
  );
  expect(await bubble.locator('strong').allTextContents()).toEqual(['Dana']);
  const [pay, call] = [
    bubble.getByRole('link', { name: 'Pay' }),
    bubble.getByRole('link', { name: 'Call' }),
  ];
  expect(await pay.getAttribute('href')).toBe('https://example.com/pay/77');
  expect(await call.getAttribute('href')).toBe('tel:+12025550100');
  await bubble.getByRole('button', { name: 'Copy offer code' }).click();
  await reads(at.page.locator('#said'), 'Copied: SPRING25');
  expect(await at.page.evaluate(() => navigator.clipboard.readText())).toBe('SPRING25');
  await reads(window, 'Session window closed'); // the customer has copied, and not answered
  await bubble.getByRole('button', { name: 'I have paid' }).click();
  await reads(window, 'Session window open');
});

test.each([
  ['IMAGE', 'image', 'image/png', 'img'],
  ['VIDEO', 'video', 'video/mp4', 'video'],
] as const)('a template shows a header that is an %s', async (format, kind, mime, tag) => {
  const { message } = on(at.page);
  const uploaded = await at.call('uploadMedia', { body: `data:${mime};base64,AAAA` });
  const { mediaId } = (await uploaded.json()) as { mediaId: string };
  const components = [
    { type: 'HEADER', format },
    { type: 'BODY', text: 'See' },
  ];
  await at.sandbox.control.setTemplates([{ ...INVOICE_TEMPLATE, components }]);
  await at.call('sendTemplate', {
    ...{ phone: PHONE, template: 'invoice' },
    language: { policy: 'deterministic', code: 'en' },
    params: [{ type: 'header', parameters: [{ type: kind, [kind]: { id: mediaId } }] }],
  });
  await message('See').locator(`.bubble ${tag}`).waitFor({ state: 'attached' });
});

test('marks are shown as WhatsApp shows them', async () => {
  const { message } = on(at.page);
  const shown = async (text: string) => {
    await at.sandbox.control.customerWrites({ from: PHONE, text });
    const words = message('').last().locator('.words');
    await at.page.waitForFunction(
      (count) => document.querySelectorAll('#messages .words').length === count,
      (await at.sandbox.control.messages(PHONE)).length,
    );
    return await words.innerHTML();
  };
  expect(await shown('a *b* _c_ ~d~ `e` ```f\ng```')).toBe(
    'a <strong>b</strong> <em>c</em> <s>d</s> <code>e</code> <code>f\ng</code>',
  );
  expect(await shown('*_both_* and `*neither*`')).toBe(
    '<strong><em>both</em></strong> and <code>*neither*</code>',
  );
  const plain = 'snake_case_name 2*3*4 * a * _ b_ *open TKT_2048_1';
  expect(await shown(plain)).toBe(plain);
  expect(await shown('*שלום*, _<b>_')).toBe('<strong>שלום</strong>, <em>&lt;b&gt;</em>');
});

test('a picture is shown, with its caption for those who cannot see it', async () => {
  const { message } = on(at.page);
  await at.sandbox.control.customerWrites({ from: PHONE, text: 'Hello' });
  const dot =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await at.call('sendFile', {
    ...{ phone: PHONE, body: `data:image/png;base64,${dot}` },
    ...{ filename: 'meter.png', caption: 'The meter' },
  });
  const picture = message('The meter').getByRole('img', { name: 'The meter' });
  await picture.waitFor();
  const width = () => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth);
  while ((await width()) !== 1) await at.page.waitForTimeout(20);
});

test('each customer has a phone; what has not been looked at is counted', async () => {
  const { message } = on(at.page);
  await at.sandbox.control.customerWrites({ from: PHONE, text: 'Hello from the first' });
  await message('Hello from the first').waitFor();
  const dana = { from: '972501234567', senderName: 'Dana Levi' };
  await at.sandbox.control.customerWrites({ ...dana, text: 'שלום' });
  const button = at.page.getByRole('button', { name: 'Dana Levi' });
  await reads(button, '1 new');
  await button.press('Enter');
  await message('שלום').waitFor();
  expect(await message('Hello from the first').count()).toBe(0);
  await at.page.reload();
  await message('שלום').waitFor();

  await at.page.getByLabel('Another customer’s number').fill('+57 300 111 2233');
  await at.page.keyboard.press('Enter');
  await at.page.keyboard.type('Hola');
  await at.page.keyboard.press('Enter');
  await message('Hola').waitFor();
  expect((await at.sandbox.control.messages('573001112233')).map(({ text }) => text)).toEqual([
    'Hola',
  ]);
});
