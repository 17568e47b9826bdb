import { find } from './dom.js';
import { settingBox } from './setting-box.js';
import { dayAndTime, duration } from './words.js';

const HOUR_MS = 3_600_000;

/**
 * The account's clock, the buttons that move it, and what happens where it has closed a window.
 * @param {import('./store.js').Store} store
 * @param {import('./conversation.js').Act} act
 */
export function showTime(store, act) {
  for (const button of document.querySelectorAll('#time [data-minutes]')) {
    button.addEventListener('click', () => {
      const milliseconds = Number(button.getAttribute('data-minutes')) * 60_000;
      void act(
        store.control.forward(milliseconds).then(() => `${duration(milliseconds)} have passed.`),
      );
    });
  }
  settingBox(store, act, '#refused-at-once', {
    isOn: ({ windowRefusal }) => windowRefusal === 'atOnce',
    changes: (on) => ({ windowRefusal: on ? 'atOnce' : 'later' }),
    words: (on) =>
      on
        ? 'A file outside the session window is refused in the answer.'
        : 'A file outside the session window is accepted, and fails a little later.',
  });
  const show = () => {
    const time = find('#now', HTMLTimeElement);
    const now = store.now();
    const words = dayAndTime(now);
    if (time.textContent === words) return;
    time.textContent = words;
    time.dateTime = new Date(now).toISOString();
    const { aheadMs } = store.state;
    find('#ahead', HTMLElement).textContent =
      aheadMs >= HOUR_MS / 60 ? `${duration(aheadMs)} ahead of the real time` : 'the real time';
  };
  store.onChange(show);
  setInterval(show, 1_000);
}
