import { CRM, CRMS, REPLACE, useNumber } from './number-with-crm';
import { addressOf, errorOf } from './registered-webhooks';
import { runHook } from './trigger-contexts';

const { at, webhook, crmIsThere } = useNumber();
const STALE = Array.from({ length: 5 }, () => ({
  status: 200,
  body: { status: 'OK', ...CRMS },
}));
const BUSY = Array.from({ length: 6 }, () => ({ status: 503, body: 'Busy' }));

describe('when 99digital refuses or stumbles', () => {
  const fail = (reason: number) => ({ status: 200, body: { status: 'FAIL', reason } });

  test.each([
    ['the reading', 'getWebhook', fail(2), /no account with the WhatsApp Number.*reason 2/],
    ['the reading', 'getWebhook', { status: 200, body: '<h1>Hi</h1>' }, /HTTP 200: Hi/],
    [
      'the reading',
      'getWebhook',
      { status: 200, body: { status: 'OK', url: [1] } },
      /something else than a webhook/,
    ],
    ['the writing', 'setWebhook', fail(42), /reason 42/],
    ['the writing', 'setWebhook', { status: 503, body: 'Busy' }, /HTTP 503: Busy/],
  ])('activation says what %s came to (%s)', async (_what, method, answer, error) => {
    await crmIsThere();
    await at.control.fail({ method, answer, times: 'all' });
    const node = at.trigger(REPLACE);
    const message = await errorOf(runHook(node, 'create'));
    expect(message).toMatch(/webhook could not be set for number 972771234567/);
    expect(message).toMatch(error);
    await at.control.clearFailures();
    expect(await webhook()).toMatchObject(CRMS);
  });

  test('deactivation says so, and what was there before stays known for the next time', async () => {
    await crmIsThere();
    const node = at.trigger(REPLACE);
    await runHook(node, 'create');
    await at.control.fail({ method: 'setWebhook', answer: fail(3), times: 'all' });
    const message = await errorOf(runHook(node, 'delete'));
    expect(message).toMatch(/may be left behind.*check the WhatsApp Number and the API Key/);
    expect(message).toContain('Remove it at 99digital');
    await at.control.clearFailures();
    await runHook(node, 'create');
    await runHook(node, 'delete');
    expect(await webhook()).toMatchObject(CRMS);
  });

  test('what fails for a moment is tried again', async () => {
    await at.control.fail(
      { method: 'getWebhook', answer: { status: 502, body: '' } },
      { method: 'setWebhook', cut: true },
    );
    const node = at.trigger();
    await runHook(node, 'create');
    expect(await at.urls()).toEqual([expect.stringContaining(addressOf(node))]);
  });

  test.each([
    ['taken, though that cannot be seen', [...STALE.slice(0, 1), ...BUSY.slice(3)]],
    ['taken, though that cannot be seen for long', [...STALE.slice(0, 1), ...BUSY]],
    ['taken, though it is never shown', STALE.slice(0, 5)],
  ])("another's webhook comes back after a URL was %s", async (_what, answers) => {
    await crmIsThere();
    await at.control.fail(...answers.map((answer) => ({ method: 'getWebhook', answer })));
    const node = at.trigger(REPLACE);
    expect(await errorOf(runHook(node, 'create'))).toContain('could not be set');
    await at.control.clearFailures();
    await runHook(node, 'delete'); // as n8n does when create failed
    expect(await webhook()).toMatchObject(CRMS);
  });

  test('a URL that is shown only after a moment is set all the same', async () => {
    await crmIsThere();
    await at.control.fail(...STALE.slice(0, 3).map((answer) => ({ method: 'getWebhook', answer })));
    const node = at.trigger(REPLACE);
    await runHook(node, 'create');
    await runHook(node, 'delete');
    expect(await webhook()).toMatchObject(CRMS);
  });

  test('secrets are in no error, though 99digital repeats them', async () => {
    await crmIsThere();
    const node = at.trigger(REPLACE);
    await runHook(node, 'create');
    const text = `{{token}} ${CRM} https://x.example/?secret=abc`;
    await at.control.fail({
      method: 'setWebhook',
      answer: { status: 400, body: text },
      times: 'all',
    });
    const message = await errorOf(runHook(node, 'delete'));
    expect(message).toContain('crm.example');
    expect(message).not.toContain(at.sandbox.ninetyNineDigital.apiKey);
    expect(message).not.toMatch(/secret=abc|s3cret-of-the-crm/);
  });
});
