import type {
  ILoadOptionsFunctions,
  INodeListSearchResult,
  ResourceMapperField,
  ResourceMapperFields,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { n8nClock } from '../../shared/n8n/n8n-clock';
import { explainFailure } from '../../shared/provider/explain-failure';
import type { Template } from './templates';
import { listTemplates, NO_TEMPLATES, templateId, readTemplateId } from './templates';
import { ONE_MSG } from '../api/channel';
import { channelClient } from '../channel-client';
import { whyUnfit } from './unfit-templates';
import { isJsonObject } from '../../shared/values/json';
import { cutText } from '../../shared/values/text';
import { fieldNameOf, fieldTitle, variablesOf } from './template-variables';
import { locatedId, OF_TEMPLATE } from './read-fallback';

const TIMEOUT_MS = 20_000;
const RETRIES = 2;

/**
 * Lists the channel's templates for the editor, whatever their status.
 * @throws {NodeOperationError} with what to do, which the editor shows in place of the list
 */
async function channelTemplates(context: ILoadOptionsFunctions): Promise<Template[]> {
  const client = await channelClient(context, TIMEOUT_MS);
  const answer = await listTemplates(client, { retries: RETRIES, clock: n8nClock });
  if ('templates' in answer) return [...answer.templates.values()];
  const { message, description } = explainFailure(answer.unanswered, ONE_MSG, NO_TEMPLATES);
  throw new NodeOperationError(context.getNode(), message, { description });
}

/**
 * The list behind the parameter Template: the channel's templates by name, those that can be sent.
 * @param filter words that the name, language or text has to contain
 */
export async function searchTemplates(
  this: ILoadOptionsFunctions,
  filter = '',
): Promise<INodeListSearchResult> {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const results = (await channelTemplates(this))
    .filter((template) => whyUnfit(template) === undefined)
    .filter((template) => {
      const text = `${titleOf(template)} ${template.body}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .map((template) => ({
      // The editor shows nothing else of a result.
      name: cutText(`${titleOf(template)}: ${template.body.replace(/\s+/g, ' ')}`, MOST_IN_LIST),
      value: templateId(template),
      description: template.body,
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
  return { results };
}

/** Which of them the file can go in: `invoice_ready (en) · document`. */
function titleOf({ name, language, header }: Template): string {
  const takes = header && TAKE_FILES.includes(header.kind) ? ` · ${header.kind}` : '';
  return `${name} (${language})${takes}`;
}

const TAKE_FILES = ['document', 'image', 'video'];
const MOST_IN_LIST = 120;

/** What is offered for a template that an expression names: which one it is shows when the workflow runs. */
const USUAL_FIELDS = ['body_1', 'body_2', 'body_3', 'body_4', 'body_5', 'header_1', 'button_1'];

/** The fields behind the parameter Template Variables: those of the chosen template. */
export async function getTemplateVariables(
  this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
  const locator: unknown = this.getCurrentNodeParameter('template');
  const id = locatedId(locator);
  // The editor works expressions out where it has data; what it cannot work out it leaves, or makes null.
  const isOpen = id.startsWith('=') || (isJsonObject(locator) ? locator.value : locator) == null;
  if (isOpen) return { fields: USUAL_FIELDS.map((name) => field(name, fieldTitle(name), false)) };
  if (!id) return { fields: [], emptyFieldsNotice: 'Choose a template first.' };
  const named = readTemplateId(id);
  const wanted = named && templateId(named);
  const template = (await channelTemplates(this)).find((one) => templateId(one) === wanted);
  if (!template) return { fields: [], emptyFieldsNotice: `The channel has no template ${id}.` };
  const unfit = whyUnfit(template);
  if (unfit)
    return { fields: [], emptyFieldsNotice: `The template ${id} cannot be sent: ${unfit}.` };
  return {
    fields: variablesOf(template).map((variable) => ({
      ...field(variable.field, fieldNameOf(variable), true),
      ...{ [OF_TEMPLATE]: templateId(template) }, // kept with the node, to know later whose values they are
    })),
    emptyFieldsNotice: 'This template has no variables.',
  };
}

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
