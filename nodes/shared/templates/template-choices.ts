import type {
  ILoadOptionsFunctions,
  INodeListSearchResult,
  ResourceMapperField,
  ResourceMapperFields,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { TemplateChoices } from '../n8n/lazy-node';
import { n8nClock } from '../n8n/n8n-clock';
import { isJsonObject } from '../values/json';
import { cutText } from '../values/text';
import { fileTaken, templateTitle } from './fill-template';
import { locatedId, OF_TEMPLATE } from './read-fallback';
import type { ListTemplates, Template, TemplateRules } from './template';
import { fieldNameOf, fieldTitle } from './template-variables';
import { whyUnfit } from './unfit-templates';

const TIMEOUT_MS = 20_000;
const RETRIES = 2;
const MOST_IN_LIST = 120;

/** Where the editor's lists of a provider's templates come from. */
export interface TemplateSource {
  rules: TemplateRules;
  /** @param timeout milliseconds @throws {NodeOperationError} when the credential cannot be used as it stands */
  list(context: ILoadOptionsFunctions, timeout: number): Promise<ListTemplates>;
}

/** @returns what a provider's node offers */
export const templateChoices = (source: TemplateSource): TemplateChoices => ({
  search: async (context, filter = '') => await searchTemplates(context, source, filter),
  variables: async (context) => await getTemplateVariables(context, source),
});

/**
 * Lists the account's templates for the editor, whatever their status.
 * @throws {NodeOperationError} with what to do, which the editor shows in place of the list
 */
async function allTemplates(
  context: ILoadOptionsFunctions,
  source: TemplateSource,
): Promise<Template[]> {
  const list = await source.list(context, TIMEOUT_MS);
  const answer = await list({ retries: RETRIES, clock: n8nClock });
  if ('templates' in answer) return [...answer.templates.values()];
  const { message, description } = answer.failure;
  throw new NodeOperationError(context.getNode(), message, { description });
}

async function searchTemplates(
  context: ILoadOptionsFunctions,
  source: TemplateSource,
  filter: string,
): Promise<INodeListSearchResult> {
  const { rules } = source;
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const results = (await allTemplates(context, source))
    .filter((template) => whyUnfit(template, rules) === undefined)
    .filter((template) => {
      const text = `${titleOf(template)} ${template.body}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .map((template) => ({
      name: listName(template),
      value: rules.idOf(template),
      description: template.body,
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
  return { results };
}

/** The editor shows nothing else of a result. */
function listName(template: Template): string {
  const text = template.body.replace(/\s+/g, ' ').trim();
  return cutText(text ? `${titleOf(template)}: ${text}` : titleOf(template), MOST_IN_LIST);
}

/** Which of them the file can go in: `invoice_ready (en) · document`. */
function titleOf(template: Template): string {
  const file = fileTaken(template);
  return `${templateTitle(template)}${file ? ` · ${file}` : ''}`;
}

async function getTemplateVariables(
  context: ILoadOptionsFunctions,
  source: TemplateSource,
): Promise<ResourceMapperFields> {
  const { rules } = source;
  const locator: unknown = context.getCurrentNodeParameter('template');
  const id = locatedId(locator);
  // The editor works expressions out where it has data; what it cannot work out it leaves, or makes null.
  const isOpen = id.startsWith('=') || (isJsonObject(locator) ? locator.value : locator) == null;
  if (isOpen)
    return { fields: rules.usualFields.map((name) => field(name, fieldTitle(name), false)) };
  if (!id) return noFields('Choose a template first.');
  const named = rules.readId(id);
  const wanted = named && rules.idOf(named);
  const template = (await allTemplates(context, source)).find((one) => rules.idOf(one) === wanted);
  if (!template) return noFields(`The ${rules.provider.account} has no template ${id}.`);
  const unfit = whyUnfit(template, rules);
  if (unfit) return noFields(`The template ${id} cannot be sent: ${unfit}.`);
  return {
    fields: rules.variablesOf(template).map((variable) => ({
      ...field(variable.field, fieldNameOf(variable), variable.optional === undefined),
      ...{ [OF_TEMPLATE]: rules.idOf(template) }, // kept with the node, to know later whose values they are
    })),
    emptyFieldsNotice: 'This template has no variables.',
  };
}

const noFields = (emptyFieldsNotice: string) => ({ fields: [], emptyFieldsNotice });

function field(id: string, displayName: string, required: boolean): ResourceMapperField {
  return {
    id,
    displayName,
    required,
    defaultMatch: false,
    canBeUsedToMatch: false,
    display: true,
    type: 'string',
  };
}
