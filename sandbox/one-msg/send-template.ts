import type { Answer } from '../http/answer';
import { acceptMessage } from './accept-message';
import { notSent, type OneMsgCall, refused } from './call';
import { fillTemplate, type HeaderFile, TemplateRefused } from './fill-template';
import { readRecipient } from './recipient';

/** `POST /sendTemplate`; it needs no open window. */
export function sendTemplate(call: OneMsgCall): Answer {
  const { account: channel, body } = call;
  const recipient = readRecipient(body);
  if (typeof recipient === 'string') return notSent(recipient);
  const { template: name, namespace, params } = body;
  const language = body['language'] as { policy?: unknown; code?: unknown } | undefined;
  if (typeof name !== 'string') return notSent('template is required');
  if (language?.policy !== 'deterministic' || typeof language.code !== 'string') {
    return notSent('language must be {"policy":"deterministic","code":"…"}');
  }
  const template = channel.templates.find(
    (one) => one.name === name && one.language === language.code,
  );
  const isUsable =
    template?.status.toLowerCase() === 'approved' &&
    (namespace === undefined || namespace === template.namespace);
  if (!isUsable) {
    return notSent(`(#132001) Template ${name} does not exist in ${language.code}`);
  }
  try {
    const { use, file } = fillTemplate(template, params);
    const media = file ? headerMedia(file, call) : ({ kind: 'text' } as const);
    if (typeof media === 'string') return notSent(media);
    return acceptMessage(call, { ...recipient, ...media, text: use.body, template: use });
  } catch (error) {
    if (error instanceof TemplateRefused) return refused(error.status, error.message);
    throw error;
  }
}

function headerMedia(
  { kind, link, mediaId, filename = '' }: HeaderFile,
  { account: channel }: OneMsgCall,
) {
  const named = { kind, filename: filename || null };
  if (link !== undefined) {
    return /^https?:\/\/./i.test(link) ? { ...named, link } : 'link must be an HTTP(S) URL';
  }
  const file = channel.uploads.get(mediaId ?? '');
  return file ? { ...named, file } : `Media ${mediaId} was not found`;
}
