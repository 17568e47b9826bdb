import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

// With their extension: a node's description lies beside it in a .json of the same name.
import { NinetyNineDigitalSendFile } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFile.node.ts';
import { NinetyNineDigitalSendFileTrigger } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFileTrigger.node.ts';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node.ts';
import { OneMsgSendFileTrigger } from '../../nodes/OneMsg/OneMsgSendFileTrigger.node.ts';

const oneMsg = fieldsOf(new OneMsgSendFile().description.properties);
const oneMsgSendFileTrigger = fieldsOf(new OneMsgSendFileTrigger().description.properties);
const ninetyNine = fieldsOf(new NinetyNineDigitalSendFile().description.properties);
const ninetyNineTrigger = fieldsOf(new NinetyNineDigitalSendFileTrigger().description.properties);

/** The tables of README and docs/ that say what the editor says, by the name in their marks. */
export const fieldTables: Record<string, string> = {
  'send file: fields': table('field', oneMsg.fields),
  'send file: options': table('option', oneMsg.options),
  'trigger: events': eventTable(oneMsgSendFileTrigger.fields),
  'trigger: options': table('option', oneMsgSendFileTrigger.options),
  '99digital, send file: other fields': table('field', others(ninetyNine.fields, oneMsg.fields)),
  '99digital, send file: other options': table(
    'option',
    others(ninetyNine.options, oneMsg.options),
  ),
  '99digital, trigger: other options': table(
    'option',
    others(ninetyNineTrigger.options, oneMsgSendFileTrigger.options),
  ),
};

const MARKS = /<!-- table: (.+?) -->[\s\S]*?<!-- end -->/g;

/**
 * Puts the tables between their marks, `<!-- table: … -->` and `<!-- end -->`.
 * @throws for a mark whose table is not there
 */
export function withFieldTables(markdown: string): string {
  return markdown.replace(MARKS, (_all, name: string) => {
    const rows = fieldTables[name];
    if (!rows) throw new Error(`There is no table "${name}".`);
    return `<!-- table: ${name} -->\n\n${rows}\n\n<!-- end -->`;
  });
}

/** @returns the names of the tables that a page has marks for */
export function tablesIn(markdown: string): string[] {
  return [...markdown.matchAll(MARKS)].map(([, name = '']) => name);
}

/** What a node shows for its first operation, in the editor's order, and below Options. */
function fieldsOf(properties: INodeProperties[]): Record<'fields' | 'options', INodeProperties[]> {
  const shown = properties.filter(
    ({ name, type, displayOptions }) =>
      !['resource', 'operation'].includes(name) &&
      type !== 'notice' &&
      [undefined, 'sendFile'].includes(displayOptions?.show?.operation?.[0] as string | undefined),
  );
  return {
    fields: shown.filter(({ type }) => type !== 'collection'),
    options: shown.flatMap(({ type, options }) =>
      type === 'collection' ? (options as INodeProperties[]) : [],
    ),
  };
}

/** Those that the other node has not, or of which it says something else. */
function others(own: INodeProperties[], known: INodeProperties[]): INodeProperties[] {
  const same = new Set(known.map(row));
  return own.filter((property) => !same.has(row(property)));
}

function table(what: string, properties: INodeProperties[]): string {
  return [
    `| ${what} | default | what it means |`,
    '| --- | --- | --- |',
    ...properties.map(row),
  ].join('\n');
}

function row(property: INodeProperties): string {
  const { displayName, description = '', hint } = property;
  const choices = choicesOf(property).filter(({ name }) => name !== '(None)');
  // A list of all countries is no help here.
  const listed = choices.length > 0 && choices.length <= 8 ? choices.map(choice) : [];
  const texts = [description, hint ?? '', ...listed]
    .filter(Boolean)
    .map((text) => text.replace(/\.?$/, '.'));
  return cells([displayName, defaultOf(property), texts.join(' ')]);
}

function choice({ name, description }: INodePropertyOptions): string {
  return description ? `*${name}*: ${description}` : `*${name}*`;
}

function eventTable(properties: INodeProperties[]): string {
  const events = properties.find(({ name }) => name === 'events')!;
  const rows = choicesOf(events).map(({ name, value, description = '' }) =>
    cells([name, description, (events.default as unknown[]).includes(value) ? 'on' : '']),
  );
  return ['| event | starts when | default |', '| --- | --- | --- |', ...rows].join('\n');
}

function defaultOf(property: INodeProperties): string {
  const value = property.default;
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const chosen = choicesOf(property).find((each) => each.value === value);
  if (chosen) return chosen.name === '(None)' ? '' : chosen.name;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function choicesOf({ type, options = [] }: INodeProperties): INodePropertyOptions[] {
  return type === 'options' || type === 'multiOptions' ? (options as INodePropertyOptions[]) : [];
}

function cells(texts: string[]): string {
  return `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}
