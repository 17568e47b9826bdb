import { holdsExpression } from './holds-expression';

// `$json.phone`, `$('Ticket').item.json["a link"]`, `$json.files[0].url`: what the editor writes when a field is dragged.
const PATH =
  /(?:\$json|\$input\.item\.json|\$\((?:'[^'\\\n{}]*'|"[^"\\\n{}]*")\)\.item\.json)(?:\.[A-Za-z_]\w*|\[\d+\]|\[(?:'[^'\\\n{}]*'|"[^"\\\n{}]*")\])+/
    .source;
const PLACEHOLDER = new RegExp(`\\{\\{\\s*(${PATH})\\s*\\}\\}`);
const INPUT = /^(?:\$json|\$input\.item\.json)(?=[.[])/;
const KEYS = /\.(\w+)|\[(\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/g;
/** Of a text: what may be more than text, together with what is behind it. */
const NO_TEXT = /\{\{|\}\}|\{$|\\/;

/** A parameter whose expressions hold nothing but text and fields of items. */
interface Reading {
  /** Which of the joint paths it asks for. */
  placeholders: number[];
  /** Its value. @param fields what stands at the joint paths */
  make: (fields: readonly unknown[]) => unknown;
}

/**
 * Several expressions that n8n works out in one go. Each costs its default engine about 0.6 ms, nearly all of
 * it for getting into an isolate and out again; the fields that they ask for are a few microseconds. Only
 * expressions made of fields and text take part; how the two are put together is as n8n does it.
 */
export class JointExpression {
  /** What n8n is to evaluate, without the `=`: a list of all fields that are asked for. */
  readonly expression: string;
  /** Where they are in the input item, if all of them are there. */
  private readonly inInput: string[][] | undefined;

  private constructor(
    private readonly readings: ReadonlyMap<string, Reading>,
    private readonly paths: readonly string[],
  ) {
    this.expression = `{{ [${paths.join(', ')}] }}`;
    if (paths.every((path) => INPUT.test(path))) this.inInput = paths.map(keysOf);
  }

  /**
   * @param written parameters as the node holds them, by name; those with any other expression are left out
   * @returns undefined when there is nothing to be gained
   */
  static of(
    written: Iterable<readonly [name: string, value: unknown]>,
  ): JointExpression | undefined {
    const paths: string[] = [];
    const readings = new Map<string, Reading>();
    for (const [name, value] of written) {
      const known = paths.length;
      const reading = readWritten(value, paths);
      if (reading && reading.placeholders.length > 0) readings.set(name, reading);
      else paths.length = known;
    }
    const isGain = readings.size > 1 || paths.length > 1;
    return isGain ? new JointExpression(readings, paths) : undefined;
  }

  /** Whether the parameter takes part. */
  has(name: string): boolean {
    return this.readings.has(name);
  }

  /**
   * Finds the fields without n8n, where there is no doubt what it would say.
   * @param json the input item's
   * @returns what n8n makes of {@link expression}; undefined when it has to be asked: fields of other nodes'
   * items, objects, and what is missing half-way
   */
  fieldsIn(json: unknown): unknown[] | undefined {
    const fields: unknown[] = [];
    for (const keys of this.inInput ?? []) {
      const field = fieldAt(json, keys);
      if (!field) return undefined;
      fields.push(field.value);
    }
    return this.inInput && fields;
  }

  /**
   * @param result what n8n made of {@link expression} for an item
   * @returns the parameters' values by name; without those that n8n has to work out by itself: all of them when
   * one field could not be read, and those that hold an object
   */
  values(result: unknown): Map<string, unknown> {
    const values = new Map<string, unknown>();
    if (!Array.isArray(result) || result.length !== this.paths.length) return values;
    const isObject = result.map((field) => typeof field === 'object' && field !== null);
    for (const [name, { placeholders, make }] of this.readings)
      if (!placeholders.some((placeholder) => isObject[placeholder]))
        values.set(name, make(result));
    return values;
  }
}

/** @param paths those of the expressions before, to which this one's are added */
function readWritten(value: unknown, paths: string[]): Reading | undefined {
  if (!holdsExpression(value)) return { placeholders: [], make: () => value };
  if (typeof value !== 'string') return readParts(value as object, paths);
  const pieces = value.slice(1).split(PLACEHOLDER); // text, path, text, path, … text
  const texts = pieces.filter((_piece, index) => index % 2 === 0);
  const own = pieces.filter((_piece, index) => index % 2 === 1);
  if (own.length === 0 || texts.some((text) => NO_TEXT.test(text))) return undefined;
  const placeholders = own.map((path) => {
    const known = paths.indexOf(path);
    return known >= 0 ? known : paths.push(path) - 1;
  });
  return { placeholders, make: (fields) => fill(texts, placeholders, fields) };
}

/** As n8n reads an object or a list: each of its parts by itself. */
function readParts(written: object, paths: string[]): Reading | undefined {
  const parts: Array<readonly [key: string, Reading]> = [];
  for (const [key, part] of Object.entries(written)) {
    const reading = readWritten(part, paths);
    if (!reading) return undefined;
    parts.push([key, reading]);
  }
  return {
    placeholders: parts.flatMap(([, { placeholders }]) => placeholders),
    make: (fields) => {
      const made = parts.map(([key, { make }]) => [key, make(fields)] as const);
      return Array.isArray(written) ? made.map(([, part]) => part) : Object.fromEntries(made);
    },
  };
}

/** `$json.files[0]["a link"]` → `files`, `0`, `a link` */
function keysOf(path: string): string[] {
  const keys = path.replace(INPUT, '').matchAll(KEYS);
  return Array.from(keys, ([, name, index, single, double]) => name ?? index ?? single ?? double!);
}

function fieldAt(json: unknown, keys: readonly string[]): { value: unknown } | undefined {
  let value = json;
  for (const [depth, key] of keys.entries()) {
    if (!isPlain(value)) return undefined;
    const isMissing = !(key in value);
    if (isMissing && depth === keys.length - 1) return { value: undefined };
    if (isMissing || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value === null || typeof value !== 'object' ? { value } : undefined;
}

/** An object or a list as JSON knows them; others may show n8n something else than us. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}

/** As n8n fills a text's placeholders: what is empty in any way is an empty text, but for 0 and false. */
function fill(
  [first = '', ...rest]: readonly string[],
  placeholders: readonly number[],
  fields: readonly unknown[],
): unknown {
  const own = placeholders.map((placeholder) => fields[placeholder]);
  if (own.length === 1 && !first && !rest[0]) return own[0];
  const shown = (field: unknown) => (field || field === 0 || field === false ? field : '');
  return first + own.map((field, index) => `${shown(field) as string}${rest[index]}`).join('');
}
