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
  // Several in an array are URLs as they are, whatever they carry; one may be the whole list as a text.
  const urls = texts.length === 1 ? texts.flatMap(splitUrls) : texts;
  return urls.map((url) => url.trim()).filter((url) => url !== '');
}

// A comma may also be part of a URL, so only one that another URL follows divides.
function splitUrls(text: string): string[] {
  return text.split(/,(?=\s*(?:https?:\/\/|$))/i);
}
