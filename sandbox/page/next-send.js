import { el, filling, find } from './dom.js';
import { FAILURE_CHOICES } from './failure-choices.js';
import { customerName } from './words.js';

/**
 * @typedef {import('./control.js').Failure} Failure
 * @typedef {Record<string, Omit<Failure, 'method'>>} Catalogue
 */

/**
 * Makes the next send fail: the form, and what is planned.
 * @param {import('./store.js').Store} store
 * @param {import('./conversation.js').Act} act
 */
export function showNextSend(store, act) {
  const choice = find('#failure', HTMLSelectElement);
  const method = find('#failing', HTMLSelectElement);
  const times = find('#times', HTMLSelectElement);
  const whom = find('#whom', HTMLSelectElement);
  const choose = filling(choice, (/** @type {Catalogue} */ catalogue) => options(catalogue));
  const forget = find('#forget', HTMLButtonElement);
  const list = filling(find('#planned', HTMLUListElement), (/** @type {string[]} */ planned) =>
    planned.map((words) => el('li', {}, words)),
  );

  find('#next-send', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const known = store.state.catalogue[choice.value];
    if (!known) return;
    const { chatId } = store.state;
    const failure = {
      ...{ ...known, method: method.value, times: readTimes(times.value) },
      // Before a request is read nobody knows to whom it goes.
      ...(whom.value === 'this' && chatId && known.stage !== 'beforeRead' && { recipient: chatId }),
    };
    void act(store.control.fail(failure).then(() => 'Planned. Now send something from n8n.'));
  });
  forget.addEventListener('click', () => {
    void act(store.control.forgetFailures().then(() => 'All goes well again.'));
    choice.focus(); // the button goes
  });
  store.onChange(() => {
    const { catalogue, failures } = store.state;
    choose(catalogue);
    list(failures.map((failure) => inWords(failure, catalogue)));
    forget.hidden = failures.length === 0;
    find('#all-well', HTMLElement).hidden = failures.length > 0;
  });
}

/** @param {string} value @returns {number | 'all'} */
const readTimes = (value) => (value === 'all' ? 'all' : Number(value));

/** @param {Catalogue} catalogue */
function options(catalogue) {
  return FAILURE_CHOICES.map(({ group, choices }) => {
    const offered = choices.flatMap(({ words, names }) => {
      const name = names.find((one) => one in catalogue);
      return name ? [el('option', { value: name }, words)] : [];
    });
    return offered.length > 0 && el('optgroup', { label: group }, ...offered);
  });
}

/** @param {Failure} planned @param {Catalogue} catalogue */
function inWords({ method, times, recipient, ...failure }, catalogue) {
  const what = JSON.stringify(failure);
  const all = FAILURE_CHOICES.flatMap(({ choices }) => choices);
  const choice = all.find(({ names }) =>
    names.some((name) => JSON.stringify(catalogue[name]) === what),
  );
  const words = choice?.words ?? 'Another failure, planned over the control API';
  const which = { sendFile: 'file', sendTemplate: 'template' }[method] ?? `request (${method})`;
  const whom = recipient === undefined ? '' : ` to ${customerName(recipient)}`;
  if (times === 'all') return `Every ${which}${whom}: ${words}`;
  return times === 1
    ? `The next ${which}${whom}: ${words}`
    : `The next ${times} ${which}s${whom}: ${words}`;
}
