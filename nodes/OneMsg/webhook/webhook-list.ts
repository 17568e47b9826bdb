import type { JsonObject } from '../../shared/values/json';
import { isJsonObject, parseJson } from '../../shared/values/json';
import { isSameEndpoint } from '../../shared/trigger/webhook-url';

/** 1MSG takes at most so many URLs a channel (1msg-api.md#webhook-settings). */
export const MAX_URLS = 5;

/**
 * What an answer of 1MSG's says of a channel's webhooks. Without URLs, `isSaid` tells an answer that says that
 * there are none from one that says nothing of them, such as `{}`.
 */
export interface NamedUrls {
  urls: string[];
  isSaid: boolean;
}

/** Where answers name URLs, also in several places at once. Rows of `webhookStatuses` have one each. */
const NAMES = [
  'webhookUrl',
  'webhook_url',
  'webhookUrls',
  'webhooks',
  'webhook',
  'webhookStatuses',
  'urls',
  'url',
];
/** Where an answer has what it says, if not in itself. */
const WRAPPERS = ['data', 'result', 'response'];
/** What else `GET /settings` tells: an answer with none of these, nor URLs, is somebody else's. */
const SETTINGS = ['ackNotificationsOn', 'guaranteedHooks', 'rawHooks'];
const ADDRESS = /https?:/i;

/**
 * Reads what `GET /webhook` says: one URL, an array, or a comma-separated text, each by itself or in an object;
 * URLs may be rows with a `url`. Nothing, null or empty where there is none.
 * @param text the answer's body
 * @returns undefined when it is none of these; the list must then not be written, as that would replace it
 */
export function readWebhookList(text: string): NamedUrls | undefined {
  const answer = parseJson(text);
  if (isJsonObject(answer)) return readNamed(answer, text);
  const urls = urlsIn(answer === undefined ? text.trim() : answer);
  if (Array.isArray(answer)) return urls && { urls, isSaid: true };
  // A text alone may say anything.
  return urls?.every((url) => /^https?:\/\/\S+$/i.test(url))
    ? { urls, isSaid: urls.length > 0 }
    : undefined;
}

/**
 * Reads the URLs in what `GET /settings` says.
 * @param text the answer's body
 * @returns undefined when it cannot be told which there are
 */
export function readUrlsInSettings(text: string): string[] | undefined {
  const answer = parseJson(text);
  if (!isJsonObject(answer)) return undefined;
  const isSettings = [...NAMES, ...SETTINGS].some((name) => name in answer);
  if (!isSettings && Object.keys(answer).length > 0) return undefined;
  return readNamed(answer, text)?.urls;
}

/** @param text the same answer */
function readNamed(answer: JsonObject, text: string): NamedUrls | undefined {
  const wrapped = WRAPPERS.map((name) => answer[name]).find(isFilled);
  if (wrapped && !NAMES.some((name) => name in answer)) {
    const inner = Array.isArray(wrapped) ? { urls: wrapped } : wrapped;
    return readNamed(inner as JsonObject, JSON.stringify(inner));
  }
  // `webhookStatuses` was a switch among the settings of older channels.
  const values = NAMES.map((name) => answer[name]).filter((value) => typeof value !== 'boolean');
  const urls = joined(values.map((value) => urlsIn(value) ?? []));
  const unread = values.filter((value) => urlsIn(value) === undefined);
  // Nothing is lost where others name URLs, and what cannot be read holds none: a webhook's state, for one.
  if (unread.length > 0 && (urls.length === 0 || ADDRESS.test(JSON.stringify(unread))))
    return undefined;
  const isSaid = urls.length > 0 || 'webhookUrl' in answer;
  // What is in a place that is not known may be somebody's webhook.
  return isSaid || !ADDRESS.test(text) ? { urls, isSaid } : undefined;
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) || (isJsonObject(value) && Object.keys(value).length > 0);
}

/** @returns the URLs of the first list that has any, and those that only the others have */
function joined(lists: readonly string[][]): string[] {
  const [first = [], ...others] = lists.filter((list) => list.length > 0);
  // A row of states may show less of a URL than there is.
  const isElsewhere = (url: string) => first.some((each) => isSameEndpoint(each, url));
  return [...first, ...others.flat().filter((url) => /^https?:/i.test(url) && !isElsewhere(url))];
}

/** @returns the URLs in a text, in rows or in a list of these; undefined where there is something else */
function urlsIn(value: unknown): string[] | undefined {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) return urlsOf(value);
  const rows = value.filter((row) => row !== null);
  // Several in an array are URLs as they are, whatever they carry; one may be the whole list as a text.
  if (rows.length === 1) return urlsOf(rows[0]);
  const urls = rows.map(urlOf);
  return urls.every((url) => url !== undefined) ? trimmed(urls) : undefined;
}

function urlsOf(row: unknown): string[] | undefined {
  const url = urlOf(row);
  if (url === undefined) return undefined;
  const list = parseJson(url); // a list as JSON text would be written back as one URL that is none
  const isList = list === null || typeof list === 'object';
  return isList ? urlsIn(list) : trimmed(splitUrls(url));
}

function urlOf(row: unknown): string | undefined {
  const url = isJsonObject(row) ? (row.url ?? row.webhookUrl ?? row.webhook_url) : row;
  return typeof url === 'string' ? url : undefined;
}

function trimmed(urls: readonly string[]): string[] {
  return urls.map((url) => url.trim()).filter((url) => url !== '');
}

// A comma or semicolon may also be part of a URL, so only one that another URL follows divides. A space never is.
function splitUrls(text: string): string[] {
  return text.trim().split(/\s*[,;]\s*(?=https?:\/\/|$)|\s+(?=https?:\/\/)/i);
}
