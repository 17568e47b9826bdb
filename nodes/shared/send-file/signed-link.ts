import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { decodeBase64 } from './binary-file';
import { ADDRESS_SETTING, isLoopback } from '../http/loopback';
import { InputError } from '../values/input-error';

/** How long the link works: the provider fetches the file at once, or when it comes to a queued message. */
const VALID_FOR = '1 day';

/**
 * Makes a link to a file in n8n's own storage, which can be opened without logging in.
 * @param filename what the link ends in, for those who look for a name there; n8n takes no notice of it
 * @param inline whether the provider would take the file in the request, too
 * @throws {InputError} when the file is not stored, or n8n cannot be reached from outside
 */
export async function signedLink(
  context: IExecuteFunctions,
  binary: IBinaryData,
  { filename, inline }: { filename: string; inline: boolean },
): Promise<string> {
  const stored = binary.id ? binary : await store(context, binary);
  if (!stored.id)
    throw new InputError(
      'INVALID_FILE',
      `This n8n keeps the file in memory only, so there can be no link to it: ${inline ? 'send it inline, or ' : ''}let n8n store files (N8N_DEFAULT_BINARY_DATA_MODE=filesystem)`,
    );
  const url = context.helpers.createBinarySignedUrl(stored, VALID_FOR);
  if (isLoopback(new URL(url).hostname))
    throw new InputError(
      'INVALID_FILE',
      `A link to this n8n (${new URL(url).origin}) cannot be opened from outside: ${inline ? 'send the file inline, or ' : ''}set ${ADDRESS_SETTING} to n8n's public address`,
    );
  return `${url}&name=/${encodeURIComponent(filename)}`;
}

/** A Code node may give a file as a text in the item, whatever n8n does with files. It is removed with the execution. */
async function store(context: IExecuteFunctions, binary: IBinaryData): Promise<IBinaryData> {
  const bytes = Buffer.concat([...decodeBase64(binary.data)]);
  return await context.helpers.prepareBinaryData(bytes, binary.fileName, binary.mimeType);
}
