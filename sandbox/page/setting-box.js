import { find } from './dom.js';

/** @typedef {import('./control.js').AccountConfig} AccountConfig */

/**
 * A checkbox that stands for a setting of the account.
 * @param {import('./store.js').Store} store
 * @param {import('./conversation.js').Act} act
 * @param {string} selector
 * @param {object} setting
 * @param {(config: AccountConfig) => boolean} setting.isOn
 * @param {(on: boolean) => Partial<AccountConfig>} setting.changes
 * @param {(on: boolean) => string} setting.words what is said once it is set
 */
export function settingBox(store, act, selector, { isOn, changes, words }) {
  const box = find(selector, HTMLInputElement);
  // What was just chosen stays until the sandbox has it, whatever else happens meanwhile.
  let beingSaved = 0;
  box.addEventListener('change', () => {
    const on = box.checked;
    beingSaved++;
    const saved = store.control.configure(changes(on)).finally(() => beingSaved--);
    void act(saved.then(() => words(on)));
  });
  store.onChange(() => {
    const { config } = store.state;
    if (config && beingSaved === 0) box.checked = isOn(config);
  });
}
