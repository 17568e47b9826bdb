import type { JsonObject } from '../values/json';
import { isJsonObject, parseJsonObject } from '../values/json';

/** The part of n8n's request object that a body is read from. */
export interface WebhookRequest {
  /** What n8n made of the body, where it knows the content type. */
  body?: unknown;
  /** Without parameters, such as `application/json`. */
  contentType?: string;
  rawBody?: Buffer;
  /** Reads the body into `rawBody`, unpacked, if that has not been done. */
  readRawBody?(): Promise<void>;
}

/**
 * Reads a request's JSON. n8n has parsed it where the content type says JSON; under any other type it is
 * looked for in the bytes, as n8n hands over a text, a form, or nothing at all.
 * @returns undefined for what is no JSON object, or an empty one
 */
export async function readBody(request: WebhookRequest): Promise<JsonObject | undefined> {
  const { contentType = '' } = request;
  if (contentType.startsWith('multipart/')) return undefined; // n8n has used the bytes up
  const body = contentType === 'application/json' ? request.body : await parseBytes(request);
  return isJsonObject(body) && Object.keys(body).length > 0 ? body : undefined;
}

async function parseBytes(request: WebhookRequest): Promise<unknown> {
  try {
    if (!request.rawBody) await request.readRawBody?.();
  } catch {
    return undefined; // cut off, wrongly packed, or larger than n8n takes
  }
  return parseJsonObject(request.rawBody?.toString('utf8') ?? '');
}
