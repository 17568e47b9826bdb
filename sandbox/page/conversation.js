import { line, keyOf } from './bubble.js';
import { find, listing } from './dom.js';
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
  const list = listing(find('#messages', HTMLOListElement), keyOf, () => line(press));
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

  store.onChange(() => {
    const { messages: shown, chatId, control } = store.state;
    const isAnother = chatBefore !== `${control.provider} ${chatId}`;
    chatBefore = `${control.provider} ${chatId}`;
    const { scrollHeight, scrollTop, clientHeight } = scrolled;
    isAtEnd = isAnother || scrollHeight - scrollTop - clientHeight < NEAR_END;
    list(withDays(shown));
    find('#no-messages', HTMLElement).hidden = shown.length > 0;
    if (scrolled.scrollHeight !== scrollHeight) toEnd();
    showWhose(store);
  });
  // Pictures are taller once they are there.
  scrolled.addEventListener('load', toEnd, true);
  setInterval(() => showWhose(store), 15_000);
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
  const reads = find('#reads-by-itself', HTMLInputElement);
  // What was just chosen stays until the sandbox has it, whatever else happens meanwhile.
  let beingSaved = 0;
  reads.addEventListener('change', () => {
    const [readAfterMs, words] = reads.checked
      ? [READ_AFTER_MS, 'What is sent from now on is read after three seconds.']
      : [null, 'What is sent from now on is read when you mark it as read.'];
    beingSaved++;
    const saved = store.control.configure({ readAfterMs }).finally(() => beingSaved--);
    void act(saved.then(() => words));
  });
  store.onChange(() => {
    const { config } = store.state;
    if (config && beingSaved === 0) reads.checked = config.readAfterMs !== null;
  });
}

/** @param {number} count */
function readInWords(count) {
  if (count === 0) return 'There was nothing delivered that is unread.';
  return count === 1 ? 'One message is read now.' : `${count} messages are read now.`;
}

/** Whose phone it is, and the session window with the business. @param {Store} store */
function showWhose(store) {
  const { chatId, config } = store.state;
  const { chat } = store;
  const name = customerName(chatId ?? FIRST_CUSTOMER, chat?.name);
  find('#whose', HTMLElement).textContent = `${name}’s phone`;
  const left = (chat?.windowClosesAt ?? 0) - store.now();
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
