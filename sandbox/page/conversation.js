import { line, keyOf } from './bubble.js';
import { el, filling, find, listing } from './dom.js';
import { settingBox } from './setting-box.js';
import { customerName, dayInWords, duration } from './words.js';

/**
 * @typedef {import('./control.js').Message} Message
 * @typedef {import('./store.js').Store} Store
 * @typedef {(doing: Promise<unknown>) => Promise<void>} Act carries out what a person asked for, and says
 *   what went wrong, or the text that came of it
 */

/** How near the end of the conversation one must be to be taken along by what comes next, in pixels. */
const NEAR_END = 120;

/** How soon a customer reads by themselves, as the sandbox's own default has it. */
const READ_AFTER_MS = 3_000;

/** Whose phone is shown as long as nobody has written. */
const FIRST_CUSTOMER = '12020721369';

/**
 * The phone: the conversation, and what the customer does with it.
 * @param {Store} store
 * @param {Act} act
 */
export function showConversation(store, act) {
  const scrolled = find('#conversation', HTMLElement);
  const list = listing(find('#messages', HTMLOListElement), keyOf, () => line({ press, copy }));
  let chatBefore = '';
  let isAtEnd = true;
  const toEnd = () => {
    if (isAtEnd) scrolled.scrollTop = scrolled.scrollHeight;
  };

  /** @param {Message} message @param {string} text */
  function press(message, text) {
    const { chatId: from, id: quotedMessageId } = message;
    void act(store.control.customerWrites({ from, kind: 'button', text, quotedMessageId }));
  }

  /** @param {string} code */
  function copy(code) {
    void act(navigator.clipboard.writeText(code).then(() => `Copied: ${code}`));
  }

  const showOwner = filling(find('#whose', HTMLElement), (/** @type {string} */ name) => [
    el('bdi', { title: name }, name),
    '’s phone',
  ]);
  const whose = () => {
    showOwner(customerName(store.state.chatId ?? FIRST_CUSTOMER, store.chat?.name));
    showWindow(store);
  };
  store.onChange(() => {
    const { messages: shown, chatId, control } = store.state;
    const isAnother = chatBefore !== `${control.provider} ${chatId}`;
    chatBefore = `${control.provider} ${chatId}`;
    const { scrollHeight, scrollTop, clientHeight } = scrolled;
    isAtEnd = isAnother || scrollHeight - scrollTop - clientHeight < NEAR_END;
    list(withDays(shown));
    find('#no-messages', HTMLElement).hidden = shown.length > 0;
    if (scrolled.scrollHeight !== scrollHeight) toEnd();
    whose();
  });
  // Pictures are taller once they are there.
  scrolled.addEventListener('load', toEnd, true);
  setInterval(whose, 15_000);
  customerActs(store, act);
}

/** @param {Store} store @param {Act} act */
function customerActs(store, act) {
  const answer = find('#answer', HTMLInputElement);
  find('#composer', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const from = store.state.chatId ?? FIRST_CUSTOMER;
    const text = answer.value.trim();
    if (text === '') return;
    answer.value = '';
    void act(
      store.control.customerWrites({ from, text }).then(({ chatId }) => store.pickUp(chatId)),
    );
  });
  find('#read', HTMLButtonElement).addEventListener('click', () => {
    const from = store.state.chatId;
    if (from) void act(store.control.customerReads(from).then(({ length }) => readInWords(length)));
  });
  settingBox(store, act, '#reads-by-itself', {
    isOn: ({ readAfterMs }) => readAfterMs !== null,
    changes: (on) => ({ readAfterMs: on ? READ_AFTER_MS : null }),
    words: (on) =>
      on
        ? 'What is sent from now on is read after three seconds.'
        : 'What is sent from now on is read when you mark it as read.',
  });
}

/** @param {number} count */
function readInWords(count) {
  if (count === 0) return 'There was nothing delivered that is unread.';
  return count === 1 ? 'One message is read now.' : `${count} messages are read now.`;
}

/** The session window between the phone's owner and the business. @param {Store} store */
function showWindow(store) {
  const { config } = store.state;
  const left = (store.chat?.windowClosesAt ?? 0) - store.now();
  const window = find('#window', HTMLElement);
  let words = left > 0 ? `Session window open, ${duration(left)} left` : 'Session window closed';
  if (config && !config.windowEnforced) words = 'Session window not enforced';
  if (window.textContent !== words) window.textContent = words;
  window.classList.toggle('open', left > 0);
}

/** @param {Message[]} messages */
function withDays(messages) {
  /** @type {import('./bubble.js').Shown[]} */
  const lines = [];
  let before = '';
  for (const message of messages) {
    const day = dayInWords(message.at);
    if (day !== before) lines.push({ day });
    before = day;
    const quoted = messages.find(({ id }) => id === message.quotedMessageId);
    lines.push({ message, ...(quoted && { quoted }) });
  }
  return lines;
}
