import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

import type { N8nOwner } from '../n8n/n8n-client';
import { ensureChromium } from './chromium';

/** How long to wait for what a person would see at once: the machine may be busy. */
const PATIENCE_MS = 60_000;

/** n8n's editor in a real Chromium, used as a builder of workflows uses it. */
export class N8nEditor {
  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    private readonly url: string,
  ) {}

  /** Starts Chromium and logs in. @param url of n8n */
  static async open(url: string, owner: N8nOwner): Promise<N8nEditor> {
    const executablePath = ensureChromium((line) => console.log(line));
    // Root, as whom CI runs, cannot have Chromium's sandbox; n8n is our own.
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`${url}/signin`);
    await page.locator('input[type=email]').fill(owner.email);
    await page.locator('input[type=password]').fill(owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/home/);
    return new N8nEditor(browser, page, url);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  /** A part of the editor by the mark that n8n gives it for tests. */
  part(mark: string, inside: Page | Locator = this.page): Locator {
    return inside.locator(`[data-test-id="${mark}"]`);
  }

  /** An empty workflow with the nodes panel open. */
  async newWorkflow(): Promise<void> {
    await this.page.goto(`${this.url}/workflow/new`);
    await this.part('canvas-plus-button').click();
    await this.part('node-creator-search-bar').waitFor();
  }

  /** Types into the search of the nodes panel, whose list follows a little later. */
  async search(word: string): Promise<void> {
    await this.part('node-creator-search-bar').fill(word);
  }

  /** The names that the nodes panel lists now. */
  async listed(): Promise<string[]> {
    return await this.part('node-creator-item-name').allInnerTexts();
  }

  /** An entry of the nodes panel: a node, or one of its actions. */
  creatorItem(name: string): Locator {
    return this.part('node-creator-item-name').filter({ hasText: name });
  }

  /** Unfolds the actions of the node whose details are open: n8n shows its triggers first in an empty workflow. */
  async showActions(): Promise<void> {
    await this.page.getByText(/^Actions \(\d+\)/).click();
  }

  /** Opens a stored workflow. */
  async openWorkflow(id: string): Promise<void> {
    await this.page.goto(`${this.url}/workflow/${id}`);
    await this.part('canvas-node').first().waitFor();
  }

  /** Opens a past execution of a workflow. */
  async openExecution(workflowId: string, executionId: string): Promise<void> {
    await this.page.goto(`${this.url}/workflow/${workflowId}/executions/${executionId}`);
    await this.part('canvas-node').first().waitFor();
  }

  /** A node on the canvas. */
  node(name: string): Locator {
    return this.page.locator(`[data-node-name="${name}"]`).first();
  }

  /** Opens a node's panels by a double click. */
  async openNode(name: string): Promise<void> {
    await this.node(name).dblclick();
    await this.part('ndv').waitFor();
  }

  async closeNode(): Promise<void> {
    await this.part('ndv-close-button').click();
    await this.part('ndv').waitFor({ state: 'hidden' });
  }

  /** The field of an open node, by the name that the workflow keeps it under. */
  field(name: string): Locator {
    return this.part(`parameter-input-${name}`);
  }

  /** Types into a text field of an open node. */
  async fill(name: string, text: string): Promise<void> {
    await this.field(name).locator('input, textarea').first().fill(text);
  }

  /** Chooses from a list of an open node, by the words in the list. */
  async choose(name: string, choice: string): Promise<void> {
    await this.field(name).locator('input').first().click();
    // A choice's name stands above its description.
    const title = this.page.getByText(choice, { exact: true });
    await this.page.getByRole('option').filter({ has: title }).click();
  }

  /** Adds one of the node's Options. */
  async addOption(name: string): Promise<void> {
    await this.part('collection-parameter-add').locator('input, button').first().click();
    await this.page.getByRole('option', { name, exact: true }).click();
  }

  /** The labels of an open node's fields. */
  async labels(): Promise<string[]> {
    const labels = this.part('node-parameters').locator('[data-test-id="input-label"] label');
    // Some have buttons for Fixed and Expression below.
    return (await labels.allInnerTexts()).map((text) => text.trim().split('\n')[0] ?? '');
  }

  /** Presses *Execute step* (or what it says in its place) of the open node. */
  async execute(): Promise<void> {
    await this.part('node-execute-button').last().click();
  }

  /** Waits until the output panel of the open node shows that text. */
  async outputSays(text: string): Promise<void> {
    await this.part('output-panel').filter({ hasText: text }).waitFor();
  }

  /** Waits until the input panel of the open node offers that field of a node before. */
  async inputOffers(field: string): Promise<void> {
    const fields = this.part('run-data-schema-item', this.part('ndv-input-panel'));
    await fields.getByText(field, { exact: true }).first().waitFor();
  }

  /** Chooses how the output panel shows its items. */
  async showOutputAs(mode: 'schema' | 'table' | 'json'): Promise<void> {
    await this.part(`radio-button-${mode}`, this.part('output-panel')).click();
  }

  /** Chooses from a list that the node loads from its provider. */
  async chooseFromList(name: string, choice: string): Promise<void> {
    await this.part('rlc-input', this.part(`resource-locator-${name}`)).click();
    await this.part('rlc-item').filter({ hasText: choice }).first().click();
  }

  /** Waits until the parameters of the open node show that text. */
  async parametersSay(text: string): Promise<void> {
    await this.part('node-parameters').filter({ hasText: text }).waitFor();
  }

  /** Waits until what {@link execute} started has ended, and its button says its name again. */
  async executed(): Promise<void> {
    const spinner = this.part('node-execute-button').locator('[class*="loading-container"]');
    await spinner.first().waitFor({ state: 'detached' });
  }

  /** Waits until so many connections on the canvas say that an item went through. */
  async passedOneItem(connections: number): Promise<void> {
    await this.page
      .getByText('1 item', { exact: true })
      .nth(connections - 1)
      .waitFor();
  }

  /** Opens the logs below the canvas, which show what the last node gave, or closes them. */
  async toggleLogs(): Promise<void> {
    await this.part('logs-overview-header').click();
  }

  /** The names in the menu below Options of an open node. */
  async optionsToAdd(): Promise<string[]> {
    await this.part('collection-parameter-add').locator('input, button').first().click();
    const options = this.part('collection-parameter-option').filter({ visible: true });
    await options.first().waitFor();
    const names = await options.allInnerTexts();
    await this.page.keyboard.press('Escape');
    return names.map((name) => name.trim());
  }

  /** Opens the window of a stored credential, which n8n then tests. */
  async openCredential(id: string): Promise<Locator> {
    await this.page.goto(`${this.url}/home/credentials/${id}`);
    const window = this.part('credential-edit-dialog');
    await this.part('credential-connection-parameter', window).first().waitFor();
    return window;
  }
}
