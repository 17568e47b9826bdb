import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Template } from './templates';
import { templateId } from './templates';
import { whyUnfit } from './unfit-templates';
import { channelTemplates } from './channel-templates';

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
  const kind = header?.kind;
  return kind && kind in KINDS ? ` · takes ${KINDS[kind as keyof typeof KINDS]}` : '';
}

const KINDS = { document: 'a document', image: 'an image', video: 'a video' };
