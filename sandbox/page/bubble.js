import { el, filling, icon } from './dom.js';
import { fileOf, fileView } from './file.js';
import { foot, statusOf, whyNotDelivered } from './status.js';
import { inOneLine } from './words.js';

/** @typedef {import('./control.js').Message} Message */

/**
 * @typedef {object} Shown what a line of the conversation shows: a day, or a message
 * @property {string} [day]
 * @property {Message} [message]
 * @property {Message} [quoted] the message that this one answers
 */

/** @param {Shown} shown */
export const keyOf = ({ day, message }) => message?.id ?? `day ${day}`;

/**
 * One line of the conversation. Its parts are filled each by itself, so that a new tick takes nothing away
 * from whoever is just opening the file.
 * @param {(message: Message, button: string) => void} pressButton the customer presses a template's button
 */
export function line(pressButton) {
  const quote = el('div', { class: 'part' });
  const head = el('div', { class: 'part' });
  const file = el('div', { class: 'part' });
  const words = el('div', { class: 'part' });
  const status = el('p', { class: 'foot' });
  const failure = el('div', { class: 'part' });
  const buttons = el('div', { class: 'buttons' });
  const bubble = el('div', { class: 'bubble' }, head, quote, file, words, status, failure);
  const node = el('li');
  const fills = [
    filling(quote, (/** @type {Shown} */ { quoted }) => quotation(quoted)),
    filling(head, (/** @type {Shown} */ { message }) => templateHead(message)),
    filling(words, (/** @type {Shown} */ { message }) => text(message)),
    filling(buttons, (/** @type {Shown} */ { message }) => templateButtons(message, pressButton)),
  ];
  const fillFile = filling(file, fileView);
  const fillStatus = filling(status, (/** @type {Message} */ message) => foot(message));
  const fillFailure = filling(failure, (/** @type {Message} */ message) => [
    whyNotDelivered(message),
  ]);
  return {
    node,
    update: (/** @type {Shown} */ shown) => {
      const { day, message } = shown;
      if (!message) {
        node.className = 'day';
        node.textContent = day ?? '';
        return;
      }
      node.className = `line ${message.direction} ${statusOf(message)}`;
      if (!bubble.isConnected) node.replaceChildren(bubble, buttons);
      // A status, a time or the file's fetching are no reason to build these parts again.
      const lasting = { quoted: shown.quoted, message: { ...message, statuses: [], file: null } };
      for (const fill of fills) fill(lasting);
      fillFile(fileOf(message));
      fillStatus(message);
      fillFailure(message);
    },
  };
}

/** @param {Message | undefined} quoted */
function quotation(quoted) {
  if (!quoted) return [];
  const who = quoted.direction === 'incoming' ? 'You' : 'Business';
  return [
    el('blockquote', {}, el('strong', {}, who), el('span', { dir: 'auto' }, inOneLine(quoted))),
  ];
}

/** @param {Message | undefined} message */
function templateHead(message) {
  if (!message?.template) return [];
  const { name, language, header } = message.template;
  return [
    el('p', { class: 'template' }, icon('template'), `Template ${name} (${language})`),
    header ? el('p', { class: 'template-header', dir: 'auto' }, header) : null,
  ];
}

/** @param {Message | undefined} message */
function text(message) {
  if (!message) return [];
  const { template, caption } = message;
  const words = template ? template.body : (caption ?? message.text);
  return [
    words ? el('p', { class: 'words', dir: 'auto' }, words) : null,
    template?.footer ? el('p', { class: 'template-footer', dir: 'auto' }, template.footer) : null,
  ];
}

/**
 * @param {Message | undefined} message
 * @param {(message: Message, button: string) => void} press
 */
function templateButtons(message, press) {
  if (!message?.template) return [];
  return message.template.buttons.map(({ text: words, url }) =>
    url && /^https?:\/\//i.test(url)
      ? el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, icon('open'), words)
      : el('button', { type: 'button', click: () => press(message, words) }, icon('answer'), words),
  );
}
