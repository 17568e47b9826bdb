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
 * @property {string} [about] which file
 * @property {boolean} [isSent] to somebody
 * @property {string} [who]
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
  const { outcome, mood } = outcomeOf({ status, durationMs, answer });
  const isNumber = outcome === String(status);
  const code = status === null || isNumber ? '' : `HTTP ${status}`;
  const time = durationMs === null ? '' : `${durationMs} ms`;
  const after = [status === null ? '' : `: HTTP ${status}`, time && ` after ${time}`];
  return {
    key: `${provider} ${number} ${at}`,
    ...{ what: method || maskText(path), ...aboutSend(body), at, outcome, mood },
    more: code || time,
    parts: [
      ['Request', `${httpMethod} ${maskText(path)}`],
      ...parts('Body of the request', isEmpty(body) ? '' : json(body)),
      [`Answer${after.join('')}`, answer === null ? '(none)' : jsonOrText(answer) || '(empty)'],
      ['Headers of the request', json(headers)],
    ],
  };
}

/** @param {string} title @param {string} text @returns {Exchange['parts']} */
const parts = (title, text) => (text === '' ? [] : [[title, text]]);

/** @param {unknown} body */
const isEmpty = (body) =>
  typeof body !== 'object' || body === null || Object.keys(body).length === 0;

/**
 * What came of a request, in a word; the HTTP status where that says it.
 * @param {Pick<ReceivedRequest, 'status' | 'durationMs' | 'answer'>} request
 * @returns {{ outcome: string, mood: Exchange['mood'] }}
 */
function outcomeOf({ status, durationMs, answer }) {
  if (status === null) {
    return durationMs === null
      ? { outcome: 'waiting', mood: 'open' }
      : { outcome: 'cut off', mood: 'bad' };
  }
  if (status !== 200) return { outcome: String(status), mood: 'bad' };
  // With a 200, too, either provider may say that nothing was sent.
  const said = readJson(answer ?? '');
  if (said?.sent === false && said.jobId) return { outcome: 'queued', mood: 'open' };
  const isRefusal = said?.status === 'FAIL' || Boolean(said?.error) || said?.sent === false;
  return isRefusal ? { outcome: 'refused', mood: 'bad' } : { outcome: '200', mood: 'good' };
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

/** Which file or template goes where, if that is what is asked for. @param {any} body */
function aboutSend(body) {
  const to = body?.phone ?? body?.chatId ?? body?.to;
  if (typeof to !== 'string' || to === '') return {};
  const what = body.filename ?? body.template ?? body.name ?? '';
  return { about: maskText(String(what)), isSent: true, who: maskText(customerName(to)) };
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
    ...{ what: webhookInWords(payload), who: aboutWebhook(payload), at },
    outcome: waiting ? 'waiting' : status === null ? 'no answer' : String(status),
    mood: waiting ? 'open' : status === 200 ? 'good' : 'bad',
    more: attempt > 1 ? `attempt ${attempt}` : '',
    parts: [
      ['Posted to', maskText(url)],
      ['Body', json(payload)],
      [
        status === null ? 'Answer' : `Answer: HTTP ${status}`,
        error ?? (answer === null ? 'none yet' : jsonOrText(answer) || '(empty)'),
      ],
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
      el('strong', {}, shown.what),
      (shown.about || shown.who) &&
        el(
          'small',
          {},
          // What is between them stays outside: a name from right to left would take it along.
          shown.about && el('bdi', {}, shown.about),
          shown.isSent && ' to ',
          shown.who && el('bdi', { class: 'who' }, shown.who),
        ),
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
