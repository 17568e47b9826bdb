import { showConversation } from './conversation.js';
import { showCustomers } from './customers.js';
import { find } from './dom.js';
import { showExchanges } from './exchanges.js';
import { showNextSend } from './next-send.js';
import { Store } from './store.js';
import { showTime } from './time.js';
import { chatWith } from './whom.js';

/** How long a line about what was just done stays. */
const SAID_FOR_MS = 6_000;

const live = find('#live', HTMLElement);
const store = new Store((connected) => {
  live.textContent = connected ? 'Live' : 'No connection to the sandbox';
  live.classList.toggle('lost', !connected);
});

/** @type {ReturnType<typeof setTimeout> | undefined} */
let silence;

/** @param {string} words */
function say(words) {
  const said = find('#said', HTMLElement);
  said.textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => (said.textContent = ''), SAID_FOR_MS);
}

/** @type {import('./conversation.js').Act} */
async function act(doing) {
  try {
    const words = await doing;
    if (typeof words === 'string') say(words);
  } catch (error) {
    say(`That did not work: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The address holds what is looked at, so that it can be kept and opened again. */
function fromAddress() {
  const address = new URLSearchParams(location.hash.slice(1));
  const provider = address.get('account') === '99digital' ? '99digital' : '1msg';
  find(`#account-${provider}`, HTMLInputElement).checked = true;
  store.open(provider, chatWith(address.get('chat') ?? '', provider));
}

/** @param {string} provider @param {string | null} chatId */
function toAddress(provider, chatId) {
  const address = new URLSearchParams({ account: provider, ...(chatId && { chat: chatId }) });
  history.replaceState(null, '', `#${address}`);
}

for (const provider of /** @type {const} */ (['1msg', '99digital'])) {
  find(`#account-${provider}`, HTMLInputElement).addEventListener('change', () => {
    toAddress(provider, null);
    store.open(provider, null);
  });
}
addEventListener('hashchange', fromAddress);

showCustomers(store, (chatId) => {
  toAddress(store.control.provider, chatId);
  void store.pickUp(chatId);
});
showConversation(store, act);
showTime(store, act);
showNextSend(store, act);
showExchanges(store);
store.onChange(() => {
  const isOneMsg = store.control.provider === '1msg';
  find('#via', HTMLElement).textContent = isOneMsg
    ? 'Business account, via 1MSG'
    : 'Business account, via 99digital';
});
fromAddress();
