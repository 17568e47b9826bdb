import { startSandbox } from '../../sandbox/sandbox';
import { call99digital } from '../integration/call-99digital';
import { on, PHONE, reads, usePage } from './use-page';

const at = usePage();

const FILE_BYTES = Buffer.from('%PDF-1.4 nobody reads these bytes '.repeat(40)).toString('base64');

/** All that the page says, what is folded away included. */
const allText = () => at.page.evaluate(() => document.documentElement.outerHTML);

test('what comes from outside is text, whatever it holds', async () => {
  const { message, answer } = on(at.page);
  const html = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  await answer(html);
  await message(html).waitFor();
  await at.sandbox.control.customerWrites({ from: PHONE, text: html, senderName: html });
  await at.call('sendFile', {
    ...{ phone: PHONE, body: `${at.sandbox.url}/samples/invoice.pdf` },
    ...{ filename: `${html}.pdf`, caption: html },
  });
  await message(`${html}.pdf`).waitFor();
  await answer(`*${html}* \`${html}\``);
  await at.page.locator('.words strong + code').waitFor();
  expect(await at.page.locator('main script, main img').count()).toBe(0);
});

test('a file that a browser would run is saved instead', async () => {
  await at.sandbox.control.customerWrites({
    from: PHONE,
    media: {
      filename: 'page.html',
      mime: 'text/html',
      base64: 'PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
    },
  });
  const href = await on(at.page).message('page.html').getByRole('link').getAttribute('href');
  const { headers } = await fetch(new URL(href ?? '', at.sandbox.url));
  expect(headers.get('content-disposition')).toBe('attachment');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('links that are no web addresses cannot be pressed', async () => {
  await at.sandbox.control.setTemplates([
    {
      ...{
        name: 'bad_link',
        language: 'en',
        status: 'approved',
        category: 'UTILITY',
        namespace: '',
      },
      components: [
        { type: 'BODY', text: 'Press here' },
        { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Press', url: 'javascript:alert(1)' }] },
      ],
    },
  ]);
  const language = { policy: 'deterministic', code: 'en' };
  await at.call('sendTemplate', { phone: PHONE, template: 'bad_link', language, params: [] });
  const template = on(at.page).message('Press here');
  await template.waitFor();
  expect(await template.getByRole('link').count()).toBe(0);
});

test('no secret and no file bytes are anywhere on the page', async () => {
  const { token, ninetyNineDigital: other, url, channelId } = at.sandbox;
  const hook = `${at.receiver.url}?secret=hook-secret-2048`;
  const { requests, webhooks } = on(at.page);
  await at.sandbox.control.customerWrites({ from: PHONE, text: 'Hello' });
  await at.call('settings', { ackNotificationsOn: true, webhookUrl: hook });
  await fetch(`${url}/${channelId}/status?token=${token}`);
  // 1MSG's refusal names the token.
  await fetch(`${url}/${channelId}/status?token=stale-token-2048`);
  await at.call('sendFile', {
    ...{ phone: PHONE, filename: 'a.pdf', token },
    body: `data:application/pdf;base64,${FILE_BYTES}`,
  });
  await reads(requests, 'a.pdf to +12020721369');
  await reads(webhooks, 'delivered');
  const seen = [await allText()];
  expect(seen[0]).toContain('Bearer ***');
  expect(seen[0]).toContain('Wrong token');

  await at.page.getByText('99digital', { exact: true }).click();
  await call99digital(at.sandbox, 'setWebhook', { url: hook, readStatus: 1 });
  await other.control.customerWrites({ from: PHONE, text: 'Hello' });
  const link = `${url}/samples/invoice.pdf?token=signed-link-2048`;
  await call99digital(at.sandbox, 'sendFile', { to: PHONE, body: link });
  await reads(requests, 'sendFile');
  await reads(webhooks, 'delivered');
  seen.push(await allText());
  expect(seen[1]).toContain('"apiKey": "***"');
  for (const text of seen) {
    for (const secret of [
      token,
      other.apiKey,
      'hook-secret-2048',
      'signed-link-2048',
      'stale-token',
    ]) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toContain(FILE_BYTES.slice(100, 140));
    expect(text).toContain('?secret=***');
  }
});

test('99digital has a phone of its own', async () => {
  const { message, answer, window } = on(at.page);
  await answer('Hello 1MSG');
  await message('Hello 1MSG').waitFor();
  await at.page.getByRole('radio', { name: '1MSG' }).focus();
  await at.page.keyboard.press('ArrowRight');
  await reads(at.page.locator('.phone header'), 'Business account, via 99digital');
  await reads(window, 'Session window closed');
  expect(await message('Hello 1MSG').count()).toBe(0);
  await answer('Hello 99digital');
  await reads(window, 'Session window open');
  const body = `${at.sandbox.url}/samples/invoice-TKT-2048.pdf`;
  await call99digital(at.sandbox, 'sendFile', { to: PHONE, body, caption: 'Your invoice' });
  await reads(message('Your invoice'), '1 page · 2 KB · PDF');
  await reads(message('Your invoice').locator('.status'), 'Delivered');
});

test('the address may name a customer by the number alone, at both providers', async () => {
  const { message } = on(at.page);
  const { control, ninetyNineDigital: other, url } = at.sandbox;
  await control.customerWrites({ from: PHONE, text: 'Hello 1MSG' });
  await control.customerWrites({ from: '972501234567', text: 'The newest' });
  await other.control.customerWrites({ from: PHONE, text: 'Hello 99digital' });
  await other.control.customerWrites({ from: '972501234567', text: 'The newest' });
  for (const [account, hello] of [
    ['1msg', 'Hello 1MSG'],
    ['99digital', 'Hello 99digital'],
  ] as const) {
    for (const chat of [PHONE, `+${PHONE}`, `${PHONE}@c.us`]) {
      await at.page.goto('about:blank');
      await at.page.goto(`${url}/#account=${account}&chat=${encodeURIComponent(chat)}`);
      await message(hello).waitFor();
      const inHand = at.page.locator('.customer[aria-pressed="true"]');
      await reads(inHand, `+${PHONE}`);
    }
  }
});

test('a reset empties the phone', async () => {
  const { message, answer } = on(at.page);
  await answer('Before');
  await message('Before').waitFor();
  await at.sandbox.control.reset();
  await message('Before').waitFor({ state: 'detached' });
  await reads(at.page.locator('#no-messages'), 'Nothing here yet.');
});

test('a sandbox that ends and starts again is found again', async () => {
  const { message, answer, window } = on(at.page);
  await answer('Before');
  await reads(window, 'Session window open');
  const port = Number(new URL(at.sandbox.url).port);
  await at.sandbox.close();
  await reads(at.page.locator('#live'), 'No connection to the sandbox');
  at.sandbox = await startSandbox({ port });
  await reads(at.page.locator('#live'), 'Live');
  await reads(window, 'Session window closed');
  await at.sandbox.control.customerWrites({ from: PHONE, text: 'After' });
  await message('After').waitFor();
  at.problems.length = 0; // what the browser says of the sandbox's absence
});
