import type {
  ILoadOptionsFunctions,
  ResourceMapperField,
  ResourceMapperFields,
} from 'n8n-workflow';
import { isJsonObject } from '../../shared/values/json';
import { fieldTitle, labelOf, variablesOf } from './template-variables';
import { readTemplateId, templateId } from './templates';
import { whyUnfit } from './unfit-templates';
import { locatedId } from './read-fallback';
import { channelTemplates } from './channel-templates';

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
    fields: variablesOf(template).map((variable) => field(variable.field, labelOf(variable), true)),
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
