import type { HttpExchange } from '../../shared/http/exchange';
import type { Repetition } from '../../shared/http/repeat-exchange';
import { isTransient, repeatExchange } from '../../shared/http/repeat-exchange';
import { addTemplates, readTemplate, unpacked } from '../../shared/templates/read-template';
import type {
  Template,
  TemplateHeader,
  TemplateName,
  TemplatesAnswer,
} from '../../shared/templates/template';
import type { NinetyNineDigitalClient } from '../api/ninety-nine-digital-client';
import { explainUnanswered, readVerdict } from '../api/ninety-nine-digital-client';
import { TRY_AGAIN } from '../api/reasons';

/** Lists all templates of the number, whatever their status. */
export async function listTemplates(
  client: NinetyNineDigitalClient,
  repetition: Repetition,
): Promise<TemplatesAnswer> {
  const exchange = await repeatExchange(async () => await client.post('getTemplates'), repetition);
  const verdict = exchange.kind === 'answer' ? readVerdict(exchange) : undefined;
  const list = verdict?.status === 'OK' ? unpacked(verdict.body.list) : undefined;
  if (!Array.isArray(list))
    return unanswered(exchange, verdict?.status === 'FAIL' && verdict.reason === TRY_AGAIN);
  const rows = list as unknown[];
  const templates = rows.flatMap((row) => readRow(row) ?? []);
  // Rows of which none can be read are no empty list.
  if (rows.length > 0 && templates.length === 0) return unanswered(exchange, false);
  const found = new Map<string, Template>();
  addTemplates(found, templates, templateId);
  return { templates: found };
}

const unanswered = (exchange: HttpExchange, toTryAgain: boolean): TemplatesAnswer => ({
  unanswered: exchange,
  failure: explainUnanswered(exchange, 'its templates'),
  passes: toTryAgain || isTransient(exchange),
});

/** Its name alone. */
export function templateId({ name }: TemplateName): string {
  return name;
}

/** @returns undefined for a text that is no name of a template, such as 1MSG's `invoice_ready:en` */
export function readTemplateId(id: string): TemplateName | undefined {
  const [, name] = /^\s*([^\s:]+)\s*$/.exec(id) ?? [];
  return name ? { name } : undefined;
}

function readRow(given: unknown): Template | undefined {
  const template = readTemplate(given, 'template');
  return template && { ...template, header: readHeader(template.header) };
}

/** Words that may be a header's text, or the kind of file that it takes. */
const KIND = /^\s*(?:document|image|video|media|file)\s*$/i;
const LINK = /^\s*https?:\/\//i;

/**
 * How a header that takes a file is listed nobody knows: with its kind, with the link of an example, without a text,
 * or not at all.
 */
function readHeader(header: TemplateHeader | undefined): TemplateHeader {
  if (!header) return { kind: 'file', sure: false };
  if (header.kind === 'text' && LINK.test(header.text)) return { kind: 'file', sure: true };
  if (header.kind === 'text' && KIND.test(header.text)) return { kind: 'file', sure: false };
  if (header.kind === 'other' && ['', 'text', 'media', 'file'].includes(header.format))
    return { kind: 'file', sure: header.format !== 'text' };
  return header;
}
