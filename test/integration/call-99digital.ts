import type { Sandbox } from '../../sandbox/sandbox';

/** What a method of 99digital answered. */
export interface NumberAnswer {
  httpStatus: number;
  text: string;
  /** Empty when the answer is not a JSON object. */
  json: Record<string, unknown>;
}

/** Calls a method of the sandbox's 99digital with the right account and key, unless `body` has others. */
export async function call99digital(
  { url, ninetyNineDigital: { from, apiKey } }: Sandbox,
  method: string,
  body: object | string = {},
): Promise<NumberAnswer> {
  const answer = await fetch(`${url}/whatsapp/v2/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify({ apiKey, from, ...body }),
  });
  const text = await answer.text();
  return { httpStatus: answer.status, text, json: readObject(text) };
}

function readObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
