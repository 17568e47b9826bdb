import { el, filling, icon } from './dom.js';
import { fileOf, fileView } from './file.js';
import { formatted } from './format.js';
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
 * @typedef {object} ButtonActs what a template's buttons do
 * @property {(message: Message, button: string) => void} press the customer answers with it
 * @property {(code: string) => void} copy the customer copies its code
 */

/**
 * One line of the conversation. Its parts are filled each by itself, so that a new tick takes nothing away
 * from whoever is just opening the file.
 * @param {ButtonActs} acts
 */
export function line(acts) {
  const quote = el('div', { class: 'part' });
  const head = el('div', { class: 'part' });
  const file = el('div', { class: 'part' });
  const words = el('div', { class: 'part' });
  const status = el('p', { class: 'foot' });
  const failure = el('div', { class: 'part' });
  const buttons = el('div', { class: 'buttons' });
  const about = el('p', { class: 'template' });
  const parts = [quote, file, head, words, status, failure, buttons];
  const bubble = el('div', { class: 'bubble' }, ...parts);
  const node = el('li');
  const fills = [
    filling(quote, (/** @type {Shown} */ { quoted }) => quotation(quoted)),
    filling(head, (/** @type {Shown} */ { message }) => templateHeader(message)),
    filling(about, (/** @type {Shown} */ { message }) => templateName(message)),
    filling(words, (/** @type {Shown} */ { message }) => text(message)),
    filling(buttons, (/** @type {Shown} */ { message }) => templateButtons(message, acts)),
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
      if (!bubble.isConnected) node.replaceChildren(bubble, about);
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
    el(
      'blockquote',
      {},
      el('strong', {}, who),
      el('span', { dir: 'auto' }, ...formatted(inOneLine(quoted))),
    ),
  ];
}

/** @param {Message | undefined} message */
function templateHeader(message) {
  const header = message?.template?.header;
  return header ? [el('p', { class: 'template-header', dir: 'auto' }, header)] : [];
}

/** WhatsApp does not show which template it is; whoever sends it wants to know. @param {Message | undefined} message */
function templateName(message) {
  if (!message?.template) return [];
  const { name, language } = message.template;
  return [icon('template'), `Template ${name} (${language})`];
}

/** @param {Message | undefined} message */
function text(message) {
  if (!message) return [];
  const { template, caption } = message;
  const words = template ? template.body : (caption ?? message.text);
  return [
    words ? el('p', { class: 'words', dir: 'auto' }, ...formatted(words)) : null,
    template?.footer ? el('p', { class: 'template-footer', dir: 'auto' }, template.footer) : null,
  ];
}

/**
 * @param {Message | undefined} message
 * @param {ButtonActs} acts
 */
function templateButtons(message, acts) {
  if (!message?.template) return [];
  return message.template.buttons.map((button) => templateButton(message, button, acts));
}

/**
 * @param {Message} message
 * @param {NonNullable<Message['template']>['buttons'][number]} button
 * @param {ButtonActs} acts
 */
function templateButton(message, { text: words, url, phone, code }, { press, copy }) {
  const label = el('bdi', {}, words);
  if (url && /^https?:\/\//i.test(url)) {
    return el(
      'a',
      { href: url, target: '_blank', rel: 'noopener noreferrer' },
      icon('open'),
      label,
    );
  }
  if (phone && /^\+?\d+$/.test(phone)) {
    return el('a', { href: `tel:${phone}` }, icon('call'), label);
  }
  return code
    ? el('button', { type: 'button', title: code, click: () => copy(code) }, icon('copy'), label)
    : el('button', { type: 'button', click: () => press(message, words) }, icon('answer'), label);
}
