export type JsonObject = Record<string, unknown>;

const LONG_INTEGER = /"(?:[^"\\]+|\\.)*"|(?<![\w.+-])\d{16,}(?![\d.eE])/g;

/**
 * @returns what a JSON text holds, with or without a byte order mark; undefined where it is no JSON. An integer that is too
 * long for a number, such as an ID without quotes, comes as the text of its digits
 */
export function parseJson(text: string): unknown {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    const value: unknown = JSON.parse(json);
    return /\d{16}/.test(json) ? JSON.parse(json.replace(LONG_INTEGER, quoteTooLong)) : value;
  } catch {
    return undefined;
  }
}

function quoteTooLong(token: string): string {
  return token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`;
}

/** @returns the JSON object that a text holds, as {@link parseJson}; undefined for any other text, arrays and null included */
export function parseJsonObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isJsonObject(value) ? value : undefined;
}

/** True for JSON objects; false for arrays, null and everything else. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns whether objects or arrays lie in each other more than that many times; without recursion, which would end at a few thousand */
export function isDeeperThan(levels: number, value: unknown): boolean {
  let level = [value].filter(isNest);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === levels) return true;
    level = level.flatMap((each) => Object.values(each).filter(isNest));
  }
  return false;
}

function isNest(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const FLAGS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** @returns whether a value means yes or no, in whatever form providers and CRMs have it: a boolean, 0 or 1, or a text of these; undefined where it is neither */
export function flagOf(value: unknown): boolean | undefined {
  const isPlain = typeof value === 'boolean' || typeof value === 'number';
  return isPlain || typeof value === 'string'
    ? FLAGS.get(String(value).trim().toLowerCase())
    : undefined;
}
