import { el, filling, find, listing } from './dom.js';
import { mask, maskText } from './mask.js';
import { webhookInWords } from './webhook-words.js';
import { customerName, toTheSecond } from './words.js';

/**
 * @typedef {import('./control.js').ReceivedRequest} ReceivedRequest
 * @typedef {import('./control.js').PostedWebhook} PostedWebhook
 * @typedef {object} Exchange a request and its answer, as one line that can be opened
 * @property {string} key
 * @property {string} what
 * @property {string} [about] which file, or whom
 * @property {string} at
 * @property {string} outcome
 * @property {'good' | 'bad' | 'open'} mood
 * @property {string} [more] beside what it is
 * @property {[title: string, text: string][]} parts
 */

/**
 * What goes back and forth between n8n and the provider, newest first and without secrets.
 * @param {import('./store.js').Store} store
 */
export function showExchanges(store) {
  const requests = exchanges('#requests');
  const webhooks = exchanges('#webhooks');
  const urls = filling(find('#urls', HTMLElement), (/** @type {string} */ words) => [words]);
  store.onChange(() => {
    const { provider } = store.control;
    const { webhooks: told, scheduled } = store.state;
    requests(store.state.requests.map((request) => fromN8n(request, provider)).toReversed());
    webhooks(told.posted.map((webhook) => toN8n(webhook, provider)).toReversed());
    find('#no-requests', HTMLElement).hidden = store.state.requests.length > 0;
    urls(whereTo(told.urls, scheduled));
  });
}

/** @param {string} selector */
const exchanges = (selector) =>
  listing(find(selector, HTMLOListElement), (/** @type {Exchange} */ { key }) => key, exchange);

/** @param {{ url: string, disabled: boolean }[]} urls @param {number} scheduled */
function whereTo(urls, scheduled) {
  if (urls.length === 0) {
    return 'No webhook URL is set: activate a workflow with a trigger, and statuses and answers are posted to it.';
  }
  const shown = urls.map(({ url, disabled }) => maskText(url) + (disabled ? ' (disabled)' : ''));
  const later = scheduled > 0 ? ` To be repeated when more time has passed: ${scheduled}.` : '';
  return `Posted to ${shown.join(' and ')}.${later}`;
}

/** @param {ReceivedRequest} request @param {string} provider @returns {Exchange} */
function fromN8n(
  { number, method, httpMethod, path, headers, body, at, status, durationMs, answer },
  provider,
) {
  const outcome = status === null ? (durationMs === null ? 'waiting' : 'cut off') : String(status);
  return {
    key: `${provider} ${number} ${at}`,
    ...{ what: method || maskText(path), about: aboutSend(body), at, outcome },
    mood: outcome === 'waiting' ? 'open' : status === 200 && !isRefusal(answer) ? 'good' : 'bad',
    more: durationMs === null ? '' : `${durationMs} ms`,
    parts: [
      ['Request', `${httpMethod} ${maskText(path)}`],
      ['Answer', answer === null ? '(none)' : jsonOrText(answer) || '(empty)'],
      ['Body', json(body)],
      ['Headers', json(headers)],
    ],
  };
}

/** With a 200, too, either provider may say that nothing was sent. @param {string | null} answer */
function isRefusal(answer) {
  const said = readJson(answer ?? '');
  return said?.status === 'FAIL' || Boolean(said?.error) || (said?.sent === false && !said.jobId);
}

/** @param {string} text @returns {any} undefined for what is not JSON */
function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {string} answer */
const jsonOrText = (answer) => {
  const said = readJson(answer);
  return typeof said === 'object' ? json(said) : maskText(answer);
};

/** Which file goes where, if that is what is asked for. @param {any} body */
function aboutSend(body) {
  const to = body?.phone ?? body?.chatId ?? body?.to;
  const what = body?.filename ?? body?.template ?? '';
  return typeof to === 'string' && to !== ''
    ? maskText(`${what} to ${customerName(to)}`.trim())
    : '';
}

/** Whom a webhook is about. @param {any} payload */
function aboutWebhook(payload) {
  const { chatId } = payload?.ack?.[0] ?? payload?.messages?.[0] ?? { chatId: payload?.messageTo };
  const who = chatId ?? (payload?.hook === 'system' ? undefined : payload?.from);
  return typeof who === 'string' ? customerName(who) : '';
}

/** @param {PostedWebhook} webhook @param {string} provider @returns {Exchange} */
function toN8n({ number, url, at, attempt, payload, status, answer, error }, provider) {
  const waiting = status === null && error === null;
  return {
    key: `${provider} ${number} ${at}`,
    ...{ what: webhookInWords(payload), about: aboutWebhook(payload), at },
    outcome: waiting ? 'waiting' : status === null ? 'no answer' : String(status),
    mood: waiting ? 'open' : status === 200 ? 'good' : 'bad',
    more: attempt > 1 ? `attempt ${attempt}` : '',
    parts: [
      ['Posted to', maskText(url)],
      ['Answer', error ?? (answer === null ? 'none yet' : jsonOrText(answer) || '(empty)')],
      ['Body', json(payload)],
    ],
  };
}

/** @param {unknown} value */
const json = (value) => JSON.stringify(mask(value), null, 2);

function exchange() {
  const summary = el('summary');
  const parts = el('dl');
  const fillSummary = filling(summary, (/** @type {Omit<Exchange, 'parts'>} */ shown) => [
    el('span', { class: `outcome ${shown.mood}` }, shown.outcome),
    el(
      'span',
      { class: 'what' },
      shown.what,
      shown.about && el('small', { dir: 'auto' }, shown.about),
    ),
    el('span', { class: 'more' }, shown.more),
    el('time', { datetime: shown.at }, toTheSecond(shown.at)),
  ]);
  const fillParts = filling(parts, (/** @type {Exchange['parts']} */ shown) =>
    shown.flatMap(([title, text]) => [
      el('dt', {}, title),
      // Long lines are scrolled, which the keyboard can only do to what it reaches.
      el('dd', {}, el('pre', { tabindex: '0', role: 'group', 'aria-label': title }, text)),
    ]),
  );
  return {
    node: el('li', {}, el('details', {}, summary, parts)),
    update: (/** @type {Exchange} */ { parts: inside, ...rest }) => {
      fillSummary(rest);
      fillParts(inside);
    },
  };
}
