import { el, icon } from './dom.js';
import { timeOfDay } from './words.js';

/** @typedef {import('./control.js').Message} Message */

/** What each status looks like, and what it is called. */
const STATUSES = {
  accepted: { sign: 'wait', words: 'Accepted' },
  sent: { sign: 'tick', words: 'Sent' },
  delivered: { sign: 'ticks', words: 'Delivered' },
  read: { sign: 'ticks', words: 'Read' },
  failed: { sign: 'cross', words: 'Not delivered' },
};

/** How far a message of the business has come. @param {Message} message */
export const statusOf = ({ statuses }) => statuses.at(-1)?.status ?? 'accepted';

/**
 * The time, and for what the business sent one tick, two, or two blue ones.
 * @param {Message} message
 */
export function foot(message) {
  const time = el('time', { datetime: new Date(message.at).toISOString() }, timeOfDay(message.at));
  if (message.direction === 'incoming') return [time];
  const status = statusOf(message);
  const { sign, words } = STATUSES[status];
  const title = message.statuses
    .map(({ status: reached, at }) => `${STATUSES[reached].words} ${timeOfDay(at)}`)
    .join(', ');
  return [time, el('span', { class: `status ${status}`, title }, icon(sign), words)];
}

/** Why a message did not arrive; null when it did, or may yet. @param {Message} message */
export function whyNotDelivered({ statuses }) {
  const last = statuses.at(-1);
  if (last?.status !== 'failed') return null;
  const { text, title, details, code } = last.error ?? {};
  const reason = text ?? title ?? 'Message undeliverable';
  return el(
    'p',
    { class: 'failure' },
    el('strong', {}, 'The customer never gets this.'),
    ` ${reason}${code === undefined ? '' : ` (${code})`}${details ? `: ${details}` : ''}`,
  );
}
