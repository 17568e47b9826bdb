/// <reference lib="dom" />
import type { Locator } from 'playwright-core';

/** A field of n8n's editor as a person sees it. */
export interface ShownField {
  label: string;
  /** What the (i) beside the label says. */
  description: string;
  placeholder: string;
  /** The line below the field. */
  hint: string;
  /** What the red mark beside the field says. */
  issue: string;
  /** Those of the texts above that do not fit where they stand. */
  cut: string[];
}

/** Where the fields are in a part of the editor. */
const PLACES = {
  node: '[data-test-id="input-label"]',
  credential: '[data-test-id="credential-connection-parameter"] > div > [data-test-id]',
};

/**
 * Reads the visible fields from top to bottom, and points at what tells more of each.
 * @param part an open node's parameters, or an open credential's window
 */
export async function readFields(
  part: Locator,
  of: keyof typeof PLACES = 'node',
): Promise<ShownField[]> {
  const fields: ShownField[] = [];
  for (const field of await part.locator(PLACES[of]).all()) {
    if (!(await field.isVisible())) continue;
    fields.push({
      ...(await field.evaluate(readTexts)),
      description: await pointAt(field, 'label [class*="infoIcon"] > span'),
      issue: await pointAt(field, '[data-test-id="parameter-issues"] > span'),
    });
  }
  return fields;
}

/** Reads the visible notices in a part of the editor. */
export const readNotices = async (part: Locator): Promise<string[]> =>
  await part.locator('.notice-content').filter({ visible: true }).allInnerTexts();

/** What appears where the mouse points. @returns '' where there is nothing to point at */
async function pointAt(field: Locator, selector: string): Promise<string> {
  const mark = field.locator(selector).first();
  if ((await mark.count()) === 0) return '';
  const page = field.page();
  // The mark beside a label appears with the mouse on the label.
  await field.locator('label').first().hover();
  await mark.hover();
  const tooltip = page.locator('[data-test-id="tooltip-content"]');
  await tooltip.waitFor();
  const text = (await tooltip.locator('> div').first().innerText()).replace(/\s+/g, ' ');
  await page.mouse.move(2, 2);
  await tooltip.waitFor({ state: 'hidden' });
  return text;
}

/** Runs in the page, so it is all in one. */
function readTexts(field: Element): Pick<ShownField, 'label' | 'placeholder' | 'hint' | 'cut'> {
  const cut: string[] = [];
  const textOf = (element: Element | null | undefined): string => {
    const text = (element as HTMLElement | null | undefined)?.innerText.trim() ?? '';
    if (!element || !text) return '';
    const range = document.createRange();
    range.selectNodeContents(element);
    const { right, bottom } = range.getBoundingClientRect();
    for (let around = element as Element | null; around; around = around.parentElement) {
      const box = around.getBoundingClientRect();
      const { overflow, overflowY } = getComputedStyle(around);
      // What is out of sight there can be scrolled to.
      if (/auto|scroll/.test(overflowY)) break;
      const isOut = right > box.right + 1 || bottom > box.bottom + 1;
      if (/hidden|clip/.test(overflow) && isOut && !cut.includes(text)) cut.push(text);
    }
    return text;
  };
  const placeholderOf = (input: HTMLInputElement | null): string => {
    if (!input?.placeholder) return '';
    const { font, paddingLeft, paddingRight } = getComputedStyle(input);
    const context = document.createElement('canvas').getContext('2d')!;
    context.font = font;
    const room = input.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    if (context.measureText(input.placeholder).width > room) cut.push(input.placeholder);
    return input.placeholder;
  };
  return {
    label: textOf(field.querySelector('label [class*="title"]')),
    placeholder: placeholderOf(
      field.querySelector('[data-test-id="rlc-input"] input, input[data-test-id="rlc-input"]') ??
        field.querySelector('input:not([readonly]), textarea'),
    ),
    hint: textOf(field.querySelector('[data-test-id="parameter-input"] > div .n8n-text')),
    cut,
  };
}
