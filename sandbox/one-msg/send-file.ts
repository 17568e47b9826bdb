import type { Answer } from '../http/answer';
import { kindOfFile } from '../world/file-kind';
import type { KeptFile, MessageKind } from '../world/types';
import type { Draft } from '../world/world';
import { acceptMessage } from './accept-message';
import { notSent, type OneMsgCall } from './call';
import { readFileBody } from './file-body';
import { readRecipient } from './recipient';

const LONGEST_CAPTION = 1024;
const MEDIA_TYPES: readonly unknown[] = ['image', 'video', 'audio', 'document'];

/** `POST /sendFile`. */
export function sendFile(call: OneMsgCall): Answer {
  const { account: channel, body } = call;
  const recipient = readRecipient(body);
  if (typeof recipient === 'string') return notSent(recipient);
  const file = readFile(call);
  if (typeof file === 'string') return notSent(file);
  const draft = withWords(body, { ...recipient, ...file });
  if (typeof draft === 'string') return notSent(draft);
  if (channel.refusesAtOnce(recipient.chatId)) {
    return notSent('Message was not sent: dialog window is closed');
  }
  return acceptMessage(call, draft);
}

type FilePart = Pick<Draft, 'kind' | 'filename' | 'link' | 'file'>;

function readFile({ body, files, account: channel }: OneMsgCall): FilePart | string {
  const { mediaId, mediaType, filename = null } = body;
  if ((body['body'] === undefined) === (mediaId === undefined)) {
    return 'Exactly one of body and mediaId is required';
  }
  if (filename !== null && typeof filename !== 'string') return 'filename must be a string';
  if (mediaId !== undefined) {
    const file = typeof mediaId === 'string' ? channel.uploads.get(mediaId) : undefined;
    if (!file) return `Media ${JSON.stringify(mediaId)} was not found`;
    if (!MEDIA_TYPES.includes(mediaType)) {
      return 'mediaType must be image, video, audio or document';
    }
    return { kind: mediaType as MessageKind, filename, file };
  }
  if (filename === null || !/.\.\w+$/.test(filename)) {
    return 'filename with an extension is required';
  }
  const content = readFileBody(body['body'], files);
  if (typeof content === 'string') return content;
  return { kind: kindOfFile(filename, content.file?.mime), filename, ...content };
}

function withWords(
  { caption = null, quotedMsgId = null, voice: voiceGiven = false }: Record<string, unknown>,
  draft: FilePart & { chatId: string },
): Omit<Draft, 'id'> | string {
  if (caption !== null && typeof caption !== 'string') return 'caption must be a string';
  if (caption && [...caption].length > LONGEST_CAPTION) {
    return `caption is longer than ${LONGEST_CAPTION} characters`;
  }
  if (caption && draft.kind === 'audio') return 'caption is not supported for audio';
  if (quotedMsgId !== null && (typeof quotedMsgId !== 'string' || !/^wamid\./.test(quotedMsgId))) {
    return 'quotedMsgId is not valid';
  }
  // In a form all is text.
  const voice = voiceGiven === 'true' || (voiceGiven !== 'false' && voiceGiven);
  if (typeof voice !== 'boolean') return 'voice must be true or false';
  if (voice && !isOgg(draft)) return 'voice is supported for audio/ogg only';
  const kind = voice ? 'voice' : draft.kind;
  return { ...draft, kind, caption, quotedMessageId: quotedMsgId };
}

function isOgg({ kind, filename, file }: FilePart): boolean {
  const mime = (file as KeptFile | undefined)?.mime;
  return kind === 'audio' && (mime ? mime === 'audio/ogg' : /\.og[ga]$/i.test(filename ?? ''));
}
