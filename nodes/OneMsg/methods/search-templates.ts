import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Template } from '../api/templates';
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
      name: `${template.name} (${template.language})${takes(template)}`,
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

/** The one thing that tells templates apart here: which of them the file can go in. */
function takes({ header }: Template): string {
  return header && header.kind !== 'text' ? ` · takes ${KINDS[header.kind]}` : '';
}

const KINDS = { document: 'a document', image: 'an image', video: 'a video' };
