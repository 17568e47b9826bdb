import { isJsonObject } from '../../shared/json';

/** 1MSG takes at most so many URLs a channel (1msg-api.md). */
export const MAX_URLS = 5;

/**
 * Reads what `GET /webhook` says: one URL, an array, or a comma-separated text; nothing or null where
 * there is none.
 * @param body the answer's JSON
 * @returns undefined when it is none of these; the list must then not be written, as that would replace it
 */
export function readWebhookList(body: unknown): string[] | undefined {
  if (!isJsonObject(body) || !('webhookUrl' in body)) return undefined;
  const { webhookUrl } = body;
  if (webhookUrl === null) return [];
  const texts: unknown[] = Array.isArray(webhookUrl) ? webhookUrl : [webhookUrl];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  return texts.flatMap(splitUrls);
}

/** @returns whether both URLs lead to the same place; what they carry behind `?` does not matter */
export function isSamePlace(a: string, b: string): boolean {
  if (!URL.canParse(a) || !URL.canParse(b)) return false;
  const [first, second] = [new URL(a), new URL(b)];
  return first.origin === second.origin && first.pathname === second.pathname;
}

/** @returns whether both are the same URL, perhaps written differently */
export function isSameUrl(a: string, b: string): boolean {
  return a === b || (URL.canParse(a) && URL.canParse(b) && new URL(a).href === new URL(b).href);
}

/** @returns the URL as it may be shown: passwords and what it carries behind `?` are masked */
export function maskUrl(url: string): string {
  if (!URL.canParse(url)) return url.replace(/[?#@].*$/s, '…');
  const masked = new URL(url);
  if (masked.username) masked.username = '***';
  if (masked.password) masked.password = '***';
  for (const name of new Set(masked.searchParams.keys())) masked.searchParams.set(name, '***');
  masked.hash = '';
  return masked.href;
}

// A comma may also be part of a URL, so only one that another URL follows divides.
function splitUrls(text: string): string[] {
  return text
    .split(/,(?=\s*(?:https?:\/\/|$))/i)
    .map((url) => url.trim())
    .filter((url) => url !== '');
}
