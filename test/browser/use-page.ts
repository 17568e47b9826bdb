import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox';
import { ensureChromium } from '../../lab/browser/chromium';
import { type Receiver, startReceiver } from '../integration/webhook-receiver';

export const PHONE = '12020721369';

/** How long a test waits for what a person would see at once: the machine may be busy. */
const PATIENCE_MS = 60_000;

/** The phone page in a browser, for the tests of a file. */
export interface AtPage {
  sandbox: Sandbox;
  /** Stands where n8n would. */
  receiver: Receiver;
  page: Page;
  /** What went wrong in the page: exceptions, refused scripts, files that are not there. */
  problems: string[];
  /** Calls 1MSG's API as n8n does. */
  call(method: string, body: object): Promise<Response>;
}

/**
 * A sandbox, a browser and the page in it, anew for each test.
 * @returns what is to be used once the tests run
 */
export function usePage(): AtPage {
  const at = { problems: [] as string[] } as AtPage;
  let browser: Browser;
  beforeAll(async () => {
    const executablePath = ensureChromium((line) => console.log(line));
    // Root, as whom CI runs, cannot have Chromium's sandbox; the pages are our own.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    at.receiver = await startReceiver();
  });
  beforeEach(async () => {
    at.problems.length = 0;
    const config = { sentAfterMs: 1, failedAfterMs: 2, deliveredAfterMs: 2, readAfterMs: null };
    at.sandbox = await startSandbox({ config, ninetyNineDigital: { config } });
    const { url, channelId, token } = at.sandbox;
    at.call = (method, body) =>
      fetch(`${url}/${channelId}/${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    at.page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    at.page.setDefaultTimeout(PATIENCE_MS);
    at.page.on('pageerror', (error) => at.problems.push(error.message));
    at.page.on('console', (message) => {
      if (message.type() === 'error') at.problems.push(message.text());
    });
    at.page.on('dialog', (dialog) => {
      at.problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await at.page.goto(`${url}/`);
    await at.page.getByText('Live', { exact: true }).waitFor();
  });
  afterEach(async () => {
    await at.page.close();
    await at.sandbox.close();
    at.receiver.reset();
    expect(at.problems).toEqual([]);
  });
  afterAll(async () => {
    at.receiver.server.close();
    await browser.close();
  });
  return at;
}

/** What a person does on the page, and where they look. */
export const on = (page: Page) => ({
  /** The bubble of the message in which a text is. */
  message: (text: string): Locator =>
    page.getByRole('log', { name: 'Messages' }).getByRole('listitem').filter({ hasText: text }),
  window: page.locator('#window'),
  /** The customer writes, with the keyboard alone. */
  answer: async (text: string): Promise<void> => {
    await page.getByLabel('The customer’s message').focus();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  },
  requests: page.getByRole('region', { name: 'Requests from n8n' }),
  webhooks: page.getByRole('region', { name: 'Webhooks to n8n' }),
  press: (name: string): Promise<void> => page.getByRole('button', { name }).click(),
});

/** Waits until an element's text is, or has, what is expected. */
export async function reads(element: Locator, expected: string | RegExp): Promise<void> {
  await element.filter({ hasText: expected }).first().waitFor();
}
