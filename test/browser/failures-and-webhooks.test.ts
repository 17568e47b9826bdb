import { FAILURES_OF } from './failure-names';
import { on, PHONE, reads, usePage } from './use-page';

const at = usePage();

const invoice = () => ({
  phone: PHONE,
  body: `${at.sandbox.url}/samples/invoice-TKT-2048.pdf`,
  filename: 'invoice.pdf',
});
const send = () => at.call('sendFile', invoice());

beforeEach(async () => {
  await at.sandbox.control.customerWrites({ from: PHONE, text: 'Hello' });
});

test('the next send fails as chosen, the one after it goes well', async () => {
  const { press, requests } = on(at.page);
  await at.page.getByLabel('What happens').selectOption('Server down: a 503 web page');
  await press('Plan it');
  const planned = at.page.locator('#planned');
  await reads(planned, 'The next file: Server down: a 503 web page');
  expect((await send()).status).toBe(503);
  await planned.locator('li').waitFor({ state: 'detached' });
  await reads(requests.getByRole('listitem').first(), /503.*sendFile.*invoice\.pdf/);
  expect((await send()).status).toBe(200);
});

test('a failure can hit three times or always, and be forgotten', async () => {
  const { press } = on(at.page);
  await at.page.getByLabel('What happens').selectOption('Server error 500');
  await at.page.getByLabel('How often').selectOption('always');
  await press('Plan it');
  await reads(at.page.locator('#planned'), 'Every file: Server error 500');
  for (let count = 0; count < 4; count++) expect((await send()).status).toBe(500);
  await press('Forget what is planned');
  await reads(at.page.locator('#all-well'), 'Nothing is planned');
  expect((await send()).status).toBe(200);
  await at.page.getByLabel('How often').selectOption('three times');
  await press('Plan it');
  await reads(at.page.locator('#planned'), 'The next 3 files: Server error 500');
});

test('a failure can be for one customer alone', async () => {
  const { press, message } = on(at.page);
  const OTHER = '972501234567';
  await at.sandbox.control.customerWrites({ from: OTHER, text: 'Hello, too' });
  await at.page.getByRole('button', { name: `+${PHONE}` }).click();
  await message('Hello').waitFor();
  await at.page.getByLabel('What happens').selectOption('The account has not paid');
  await at.page.getByLabel('To whom').selectOption('this customer');
  await press('Plan it');
  const planned = at.page.locator('#planned');
  await reads(planned, `The next file to +${PHONE}: The account has not paid`);
  await at.call('sendFile', { ...invoice(), phone: OTHER });
  await reads(planned, 'The account has not paid');
  await send();
  await reads(message('invoice.pdf'), 'Business eligibility payment issue (131042)');
  await planned.locator('li').waitFor({ state: 'detached' });
  await at.sandbox.control.settled();
  const [, sent] = await at.sandbox.control.messages(OTHER);
  expect(sent?.statuses.at(-1)?.status).toBe('delivered');
});

test('a request is told in the order in which it happened', async () => {
  const { requests } = on(at.page);
  await send();
  await requests.locator('summary').click();
  const titles = requests.locator('dt');
  await reads(titles.nth(2), /^Answer: HTTP 200 after \d+ ms$/);
  expect(await titles.allTextContents()).toEqual([
    'Request',
    'Body of the request',
    expect.stringMatching(/^Answer/),
    'Headers of the request',
  ]);
});

test('a delivery can be made to fail', async () => {
  const { press, message } = on(at.page);
  await at.page.getByLabel('What happens').selectOption('WhatsApp cannot get the file');
  await press('Plan it');
  await reads(at.page.locator('#planned'), 'The next file');
  expect((await send()).status).toBe(200);
  await reads(message('invoice.pdf'), 'The customer never gets this. Media upload error');
});

test.each(['1msg', '99digital'] as const)(
  'all failures to choose from are in the catalogue of %s',
  async (provider) => {
    await at.page.goto(`${at.sandbox.url}/#account=${provider}`);
    await at.page.reload();
    const choices = at.page.getByLabel('What happens').locator('option');
    await choices.first().waitFor({ state: 'attached' });
    const names = await choices.evaluateAll((options) =>
      options.map((option) => (option as HTMLOptionElement).value),
    );
    expect(names).toEqual(FAILURES_OF[provider]);
  },
);

test('webhooks are shown with their answers, each attempt by itself', async () => {
  const { webhooks } = on(at.page);
  const { url } = at.receiver;
  await reads(webhooks, 'No webhook URL is set');
  await at.call('settings', {
    ackNotificationsOn: true,
    guaranteedHooks: true,
    webhookUrl: `${url}?secret=do-not-show-2048`,
  });
  await reads(webhooks, `Posted to ${url}?secret=***.`);
  at.receiver.answers.push(503, 200);
  await at.sandbox.control.customerWrites({ from: PHONE, text: 'Is anybody there?' });
  const again = webhooks.getByRole('listitem').filter({ hasText: 'attempt 2' });
  await reads(again, /200.*message from the customer.*\+12020721369/);
  await reads(webhooks.getByRole('listitem').filter({ hasText: '503' }), 'message from');
  await send();
  await reads(webhooks, 'delivered');

  const summary = again.locator('summary');
  await summary.focus();
  await at.page.keyboard.press('Enter');
  await reads(again, 'Is anybody there?');
  await reads(again, '(empty)');
  // What is opened stays open when more comes.
  await at.sandbox.control.customerWrites({ from: PHONE, text: 'Hello again' });
  await reads(on(at.page).message('Hello again'), 'Hello again');
  await again.getByText('Is anybody there?').waitFor();
});

test('a webhook that waits for its answer says so, and one that gets none', async () => {
  const { webhooks } = on(at.page);
  const { control } = at.sandbox;
  await at.call('settings', { webhookUrl: at.receiver.url });
  at.receiver.answers.push('never', 'never');
  await control.configure({ hookAnswerWithinMs: 3_600_000 });
  await control.customerWrites({ from: PHONE, text: 'Anybody?' });
  await reads(webhooks.getByRole('listitem'), 'waiting');
  await control.configure({ hookAnswerWithinMs: 50 });
  await control.customerWrites({ from: PHONE, text: 'Nobody?' });
  await reads(webhooks.getByRole('listitem').first(), 'no answer');
  await reads(webhooks.getByRole('listitem').last(), 'waiting');
});
