import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { templateId } from '../api/templates';
import { channelTemplates } from './channel-templates';

/**
 * The list behind the parameter Template: the channel's approved templates by name.
 * @param filter words that the name, language or text has to contain
 */
export async function searchTemplates(
  this: ILoadOptionsFunctions,
  filter = '',
): Promise<INodeListSearchResult> {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const templates = (await channelTemplates(this)).filter(({ approved, ...template }) => {
    const text = [template.name, template.language, template.body].join(' ').toLowerCase();
    return approved && words.every((word) => text.includes(word));
  });
  const results = templates
    .map((template) => ({
      name: `${template.name} (${template.language})`,
      value: templateId(template),
      description: template.body,
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
  return { results };
}
