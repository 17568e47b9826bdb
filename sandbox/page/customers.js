import { el, filling, find, listing } from './dom.js';
import { formatted } from './format.js';
import { chatWith } from './whom.js';
import { customerName, inOneLine, timeOfDay } from './words.js';

/** @typedef {import('./control.js').ChatState} ChatState */

/** A bench writes to thousands. */
const SHOWN = 100;

/**
 * The list of customers: whose phone is taken into the hand.
 * @param {import('./store.js').Store} store
 * @param {(chatId: string) => void} pickUp
 */
export function showCustomers(store, pickUp) {
  /** How many messages of each chat have been looked at. @type {Map<string, number>} */
  const seen = new Map();
  const list = listing(
    find('#customers', HTMLUListElement),
    (/** @type {ChatState} */ { chatId }) => `${store.control.provider} ${chatId}`,
    () => customer(pickUp),
  );
  store.onChange(() => {
    const { chats, chatId, control } = store.state;
    const newestFirst = chats
      .toSorted((a, b) => (b.lastMessage?.number ?? 0) - (a.lastMessage?.number ?? 0))
      .slice(0, SHOWN);
    const entries = newestFirst.map((chat) => {
      const key = `${control.provider} ${chat.chatId}`;
      const isInHand = chat.chatId === chatId;
      const before = seen.get(key) ?? 0;
      // Less than before: the sandbox was reset.
      if (isInHand || before > chat.messageCount) seen.set(key, isInHand ? chat.messageCount : 0);
      return { ...chat, isInHand, unseen: chat.messageCount - (seen.get(key) ?? 0) };
    });
    list(entries);
    find('#no-customers', HTMLElement).hidden = entries.length > 0;
  });

  const form = find('#another', HTMLFormElement);
  const number = find('#another-number', HTMLInputElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const chatId = chatWith(number.value, store.control.provider);
    number.setCustomValidity(chatId ? '' : 'Digits with the country code, such as 12020721369');
    if (!form.reportValidity() || !chatId) return;
    pickUp(chatId);
    number.value = '';
    find('#answer', HTMLInputElement).focus();
  });
  number.addEventListener('input', () => number.setCustomValidity(''));
}

/** @param {(chatId: string) => void} pickUp */
function customer(pickUp) {
  let chatId = '';
  const button = el('button', { type: 'button', class: 'customer', click: () => pickUp(chatId) });
  const fill = filling(button, (/** @type {Entry} */ { name, last, at, open, unseen }) => [
    el('span', { class: 'avatar', 'aria-hidden': 'true' }, initial(name)),
    el('span', { class: 'customer-name' }, el('bdi', {}, name)),
    el('span', { class: 'customer-time' }, at),
    el('span', { class: 'customer-last' }, el('bdi', {}, ...formatted(last))),
    unseen > 0
      ? el(
          'span',
          { class: 'unseen-count' },
          String(unseen),
          el('span', { class: 'unseen' }, ' new'),
        )
      : el('span', { class: open ? 'window-dot open' : 'window-dot', title: windowTitle(open) }),
  ]);
  return {
    node: el('li', {}, button),
    update: (/** @type {ChatState & { isInHand?: boolean, unseen?: number }} */ chat) => {
      chatId = chat.chatId;
      button.setAttribute('aria-pressed', String(chat.isInHand === true));
      fill({
        name: customerName(chatId, chat.name),
        last: chat.lastMessage ? inOneLine(chat.lastMessage) : '',
        at: chat.lastMessage ? timeOfDay(chat.lastMessage.at) : '',
        open: chat.windowIsOpen,
        unseen: chat.unseen ?? 0,
      });
    },
  };
}

/** @typedef {{ name: string, last: string, at: string, open: boolean, unseen: number }} Entry */

/** @param {boolean} open */
const windowTitle = (open) => (open ? 'Session window open' : 'Session window closed');

/** @param {string} name */
const initial = (name) => (/^[+\d]/.test(name) ? name.slice(-2) : (Array.from(name)[0] ?? '?'));
