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
  const results = (await channelTemplates(this))
    .filter(({ approved }) => approved)
    .map((template) => ({
      name: `${template.name} (${template.language})`,
      value: templateId(template),
      description: template.body,
    }))
    .filter(({ name, description }) => {
      const text = `${name} ${description}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((one, other) => one.name.localeCompare(other.name));
  return { results };
}
