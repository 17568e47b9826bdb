/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Makes an element. Children that are texts stay texts, whatever they hold: nothing on this page is HTML that
 * came from outside.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | boolean | undefined | null | ((event: Event) => unknown)>} [attributes]
 *   true is an attribute without a value; what is false, null or undefined is left out; functions listen
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, '');
    else if (typeof value === 'string') element.setAttribute(key, value);
  }
  element.append(...shown(children));
  return element;
}

/** @param {Child[]} children */
function shown(children) {
  return children.filter((child) => child !== null && child !== undefined && child !== false);
}

/**
 * One of the page's own icons (`#icon-…` in index.html). It says nothing: the words beside it do.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/**
 * An element of index.html.
 * @template {Element} Kind
 * @param {string} selector
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function find(selector, kind) {
  const element = document.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`The page has no ${selector}`);
  return element;
}

/**
 * Fills an element anew, but only when what it shows has changed: focus and what was opened stay.
 * @template Value
 * @param {Element} element
 * @param {(value: Value) => Child[]} build
 * @returns {(value: Value) => void}
 */
export function filling(element, build) {
  /** @type {string | undefined} */
  let before;
  return (value) => {
    const now = JSON.stringify(value) ?? '';
    if (now === before) return;
    before = now;
    element.replaceChildren(...shown(build(value)));
  };
}

/**
 * Keeps an element's children in step with a list: an entry's node is made once and then updated.
 * @template Item
 * @param {Element} parent
 * @param {(item: Item) => string} keyOf
 * @param {() => { node: Element, update: (item: Item) => void }} make
 * @returns {(items: Item[]) => void}
 */
export function listing(parent, keyOf, make) {
  /** @type {Map<string, { node: Element, update: (item: Item) => void }>} */
  const entries = new Map();
  return (items) => {
    const gone = new Set(entries.keys());
    for (const [index, item] of items.entries()) {
      const key = keyOf(item);
      gone.delete(key);
      const entry = entries.get(key) ?? make();
      entries.set(key, entry);
      entry.update(item);
      const there = parent.children[index] ?? null;
      if (there !== entry.node) parent.insertBefore(entry.node, there);
    }
    for (const key of gone) {
      entries.get(key)?.node.remove();
      entries.delete(key);
    }
  };
}
