import type { Examples, Template, TemplateVariable } from './template';

/** `{{1}}` or `{{name}}`, whatever the name is made of: one that is not seen would go out unfilled. */
const PLACEHOLDER = /\{\{[^{}]+\}\}/g;
/** Characters of the text that a label shows around a variable; n8n's panel has room for some 24 in all. */
const BEFORE = 10;
const AFTER = 40;

/** `Body 1 — "Dear {{1}}, your invoice…"`: the variable's name with some of the text around it. */
export function labelOf(variable: TemplateVariable): string {
  const { field, part, text, placeholder, optional } = variable;
  if (optional !== undefined) return `${fieldTitle(field)} (${optional})`;
  // A button is known by its own text, which comes first.
  const before = part === 'button' ? text.length : BEFORE;
  return `${fieldTitle(field)} — "${excerpt(text, placeholder, before)}"`;
}

/** Characters of an example in a field's name: n8n cuts what is longer than some 24 in all. */
const MOST_OF_EXAMPLE = 16;

/** `Body 1 (e.g. “TKT-2048”)`, as the editor calls the variable's field; by its {@link labelOf} where there is no example. */
export function fieldNameOf(variable: TemplateVariable): string {
  const example = variable.example?.replace(/\s+/g, ' ').trim();
  if (!example) return labelOf(variable);
  const characters = [...example];
  const short =
    characters.length > MOST_OF_EXAMPLE
      ? `${characters.slice(0, MOST_OF_EXAMPLE).join('').trimEnd()}…`
      : example;
  return `${fieldTitle(variable.field)} (e.g. “${short}”)`;
}

/** `body_1` → `Body 1` */
export function fieldTitle(field: string): string {
  const words = field.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return words.join(' ');
}

/** @returns the body as the customer reads it. @param values by field */
export function filledBody(template: Template, values: Record<string, string>): string {
  const fields = new Map(
    textVariables('body', template.body).map(({ field, placeholder }) => [
      variableName(placeholder),
      field,
    ]),
  );
  return template.body.replace(
    PLACEHOLDER,
    (placeholder: string) => values[fields.get(variableName(placeholder)) ?? ''] ?? placeholder,
  );
}

/** The variables of a header's or a body's text. */
export function textVariables(
  part: 'header' | 'body',
  text: string,
  examples: Examples = {},
): TemplateVariable[] {
  const placeholders = placeholdersIn(text);
  const isNumbered = placeholders.every(hasNumber);
  return placeholders.map((placeholder, index) => {
    const number = isNumbered ? Number(variableName(placeholder)) : index + 1;
    // Examples in order are those of the numbers, which may leave some out.
    const example = examples[variableName(placeholder)] ?? examples[index + 1];
    return { field: `${part}_${number}`, part, text, placeholder, ...(example && { example }) };
  });
}

/** Each variable's first placeholder: by its number, or where they have names in the order of the text. */
export function placeholdersIn(text: string): string[] {
  const found = new Map<string, string>();
  for (const placeholder of text.match(PLACEHOLDER) ?? []) {
    const name = variableName(placeholder);
    if (name && !found.has(name)) found.set(name, placeholder);
  }
  const placeholders = [...found.values()];
  return placeholders.every(hasNumber)
    ? placeholders.sort((one, other) => Number(variableName(one)) - Number(variableName(other)))
    : placeholders;
}

/** @returns whether the placeholder is that of a number, and not of a name */
export function hasNumber(placeholder: string): boolean {
  return /^\d+$/.test(variableName(placeholder));
}

/** `{{ customer }}` → `customer` */
export function variableName(placeholder: string): string {
  return placeholder.slice(2, -2).trim();
}

function excerpt(text: string, placeholder: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const at = Math.max(0, line.indexOf(placeholder.replace(/\s+/g, ' ')));
  const end = at + placeholder.length;
  const before = line.slice(0, at);
  const after = line.slice(end);
  // What is too long is cut between two words, where there are two.
  const start =
    before.length > most ? `…${before.slice(-most).replace(/^\S*\s(?=.)/, '')}` : before;
  const rest =
    after.length > AFTER ? `${after.slice(0, AFTER).replace(/(?<=.)\s\S*$/, '')}…` : after;
  return start + line.slice(at, end) + rest;
}
