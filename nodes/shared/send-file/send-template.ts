import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ItemParameters } from '../parameters/item-parameters';
import { readChoice } from '../parameters/read-option';
import type { SendRequest, TemplateMessage } from '../provider/file-sender';
import type { FileReader } from './read-file';
import { SOURCES } from './read-file';
import type { SendFileProvider } from './send-file';
import { beginRun, sendItems } from './send-file';

/** The parts of the operation Send a Template that differ between providers. */
export interface SendTemplateProvider extends Omit<SendFileProvider, 'readMore'> {
  /** @throws {InputError} */
  readTemplate(parameters: ItemParameters, item: number): Omit<TemplateMessage, 'includeFile'>;
}

/** The operation Send a Template: a template for each input item, whatever the session window. */
export async function sendTemplate(
  context: IExecuteFunctions,
  provider: SendTemplateProvider,
): Promise<INodeExecutionData[]> {
  if (context.getInputData().length === 0) return [];
  const begun = await beginRun(context, provider, ['template', 'templateVariables']);
  const { parameters, files, options, end } = begun;
  const items = sendItems(context, {
    ...options,
    message: 'template',
    readLabels: () => ({ filename: '', caption: '' }), // nothing has gone out
    readRequest: async (item, recipient) => {
      const template = provider.readTemplate(parameters, item);
      const file = await readHeaderFile(files, parameters, item);
      const includeFile = file.file.source !== 'none';
      return { recipient, ...file, template: { ...template, includeFile } };
    },
  });
  return await items.finally(end);
}

async function readHeaderFile(
  files: FileReader,
  parameters: ItemParameters,
  item: number,
): Promise<Pick<SendRequest, 'file' | 'mediaType' | 'filename'>> {
  const given = parameters.get<unknown>('fileSource', item, 'none');
  const source = readChoice('field File', given || 'none', ['none', ...SOURCES]);
  return source === 'none' ? { file: { source }, mediaType: 'document' } : await files.read(item);
}
