import { extensionOf, kindOfFile, sizeProblem } from '../world/file-kind';
import type { DeliveryError, FileKind, Message } from '../world/types';

/** The formats that 99digital names for each kind (99digital-api.md#media), and the media types that say the same. */
const EXTENSIONS: Record<string, readonly string[]> = {
  image: ['png', 'jpg', 'jpeg', 'gif'],
  video: ['mp4', 'avi', '3gpp', '3gp'],
  audio: ['mp3', 'amr', 'aac'],
  voice: ['ogg', 'oga', 'opus'],
  document: ['pdf', 'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'zip', 'txt', 'rar'],
};

const EXTENSIONS_BY_TYPE: Record<string, string> = {
  ...{ 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif' },
  ...{ 'video/mp4': 'mp4', 'video/x-msvideo': 'avi', 'video/3gpp': '3gpp' },
  ...{ 'audio/mpeg': 'mp3', 'audio/ogg': 'ogg', 'audio/amr': 'amr', 'audio/aac': 'aac' },
  ...{ 'application/pdf': 'pdf', 'application/zip': 'zip', 'text/plain': 'txt' },
  ...{ 'application/x-zip-compressed': 'zip', 'application/msword': 'doc' },
  ...{ 'application/vnd.rar': 'rar', 'application/x-rar-compressed': 'rar' },
  ...{ 'application/vnd.ms-excel': 'xls', 'application/vnd.ms-powerpoint': 'ppt' },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
};

/** What a file is shown as: as WhatsApp does, but `ogg` is voice only. */
export function shownAs(filename: string, mime?: string): FileKind {
  const kind = kindOfFile(filename, mime);
  const isOgg = kind === 'audio' && EXTENSIONS.voice?.includes(formatOf(filename, mime));
  return isOgg ? 'voice' : kind;
}

/** Why WhatsApp does not deliver a file, by the media table; undefined when it does. */
export function fileProblem(
  message: Pick<Message, 'kind' | 'filename' | 'file'>,
): DeliveryError | undefined {
  const format = formatOf(message.filename ?? '', message.file?.mime);
  if (!EXTENSIONS[message.kind]?.includes(format)) {
    const details = `"${format || message.file?.mime}" is no format for ${message.kind}`;
    return { text: 'Media upload error', details };
  }
  return sizeProblem(message);
}

/** Says nothing of the format, so that the name has to. */
const ANY_BYTES = 'application/octet-stream';

/** By the type that the file's host says, else by the name; empty for a type that is not in the table. */
function formatOf(filename: string, mime = ANY_BYTES): string {
  return mime === ANY_BYTES ? extensionOf(filename) : (EXTENSIONS_BY_TYPE[mime] ?? '');
}
