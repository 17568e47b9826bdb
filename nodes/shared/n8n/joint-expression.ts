/** `$json.phone`, `$json["phone number"]`, `$('Ticket').item.json.links[0].url`: what the editor writes when a field is dragged. */
const PATH =
  /(?:\$json|\$input\.item\.json|\$\((?:'[^'\\\n{}]*'|"[^"\\\n{}]*")\)\.item\.json)(?:\.[A-Za-z_]\w*|\[\d+\]|\[(?:'[^'\\\n{}]*'|"[^"\\\n{}]*")\])+/
    .source;
const PLACE = new RegExp(`\\{\\{\\s*(${PATH})\\s*\\}\\}`);
/** Of a text: what may be more than text, together with what is behind it. */
const NO_TEXT = /\{\{|\}\}|\{$|\\/;

/** An expression whose places hold nothing but fields of items. */
interface Template {
  /** What stands before, between and behind the places: one more than there are places. */
  texts: string[];
  /** Which of the joint paths stands in each place. */
  places: number[];
}

/**
 * Several expressions that n8n works out in one go. Each costs its default engine about 0.6 ms, nearly all of
 * it for getting into an isolate and out again; the fields that they ask for are a few microseconds. Only
 * expressions made of fields and text take part; how the two are put together is as n8n does it.
 */
export class JointExpression {
  /** What n8n is to evaluate, without the `=`: a list of all fields that are asked for. */
  readonly expression: string;

  private constructor(
    private readonly templates: ReadonlyMap<string, Template>,
    private readonly paths: readonly string[],
  ) {
    this.expression = `{{ [${paths.join(', ')}] }}`;
  }

  /**
   * @param written parameters as the node holds them, by name; those that are no such expressions are left out
   * @returns undefined when there is nothing to be gained
   */
  static of(
    written: Iterable<readonly [name: string, value: unknown]>,
  ): JointExpression | undefined {
    const paths: string[] = [];
    const templates = new Map<string, Template>();
    for (const [name, value] of written) {
      const template = readTemplate(value, paths);
      if (template) templates.set(name, template);
    }
    return templates.size > 1 ? new JointExpression(templates, paths) : undefined;
  }

  /** Whether the parameter takes part. */
  has(name: string): boolean {
    return this.templates.has(name);
  }

  /**
   * @param result what n8n made of {@link expression} for an item
   * @returns the parameters' values by name; without those that n8n has to work out by itself: all of them when
   * one field could not be read, and those that hold an object
   */
  values(result: unknown): Map<string, unknown> {
    const values = new Map<string, unknown>();
    if (!Array.isArray(result) || result.length !== this.paths.length) return values;
    for (const [name, { texts, places }] of this.templates) {
      const fields = places.map((place): unknown => result[place]);
      if (fields.some((field) => typeof field === 'object' && field !== null)) continue;
      const isField = fields.length === 1 && texts.every((text) => text === '');
      values.set(name, isField ? fields[0] : fill(texts, fields));
    }
    return values;
  }
}

/** @param paths those of the expressions before, to which this one's are added */
function readTemplate(value: unknown, paths: string[]): Template | undefined {
  if (typeof value !== 'string' || !value.startsWith('=')) return undefined;
  const pieces = value.slice(1).split(PLACE); // text, path, text, path, … text
  const texts = pieces.filter((_piece, index) => index % 2 === 0);
  const own = pieces.filter((_piece, index) => index % 2 === 1);
  if (own.length === 0 || texts.some((text) => NO_TEXT.test(text))) return undefined;
  const places = own.map((path) => {
    const known = paths.indexOf(path);
    return known >= 0 ? known : paths.push(path) - 1;
  });
  return { texts, places };
}

/** As n8n fills a text's places: what is empty in any way is an empty text, but for 0 and false. */
function fill([first = '', ...texts]: readonly string[], fields: readonly unknown[]): string {
  const shown = (field: unknown) => (field || field === 0 || field === false ? field : '');
  return first + fields.map((field, index) => `${shown(field) as string}${texts[index]}`).join('');
}
