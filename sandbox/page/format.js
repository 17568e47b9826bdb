import { el } from './dom.js';

/** @type {Record<string, 'strong' | 'em' | 's' | 'code'>} */
const TAGS = { '*': 'strong', _: 'em', '~': 's', '`': 'code' };

/**
 * Text between two of WhatsApp's marks: at the edges of words, with no space inside beside a mark. Three backticks
 * go over lines.
 */
const MARKED =
  /```(?<block>[^]+?)```|(?<![\p{L}\p{N}])(?<mark>[*_~`])(?!\s)(?<inside>[^\n]*?\S)\k<mark>(?![\p{L}\p{N}])/gu;

/**
 * A text as WhatsApp shows it: *bold*, _italic_, ~strike~, `mono` and ```mono```. What is between the marks stays
 * text, whatever it holds.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function formatted(text) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let at = 0;
  for (const { 0: whole, index, groups: { block, mark = '`', inside = '' } = {} } of text.matchAll(
    MARKED,
  )) {
    const isMono = mark === '`';
    parts.push(text.slice(at, index));
    parts.push(el(TAGS[mark] ?? 'code', {}, ...(isMono ? [block ?? inside] : formatted(inside))));
    at = index + whole.length;
  }
  return [...parts, text.slice(at)].filter((part) => part !== '');
}
