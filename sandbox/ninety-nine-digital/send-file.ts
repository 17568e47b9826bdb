import type { Answer } from '../http/answer';
import { FileNotFetched } from '../world/file-fetch';
import type { KeptFile } from '../world/types';
import type { Draft } from '../world/world';
import { type NumberCall, readSwitch, refused } from './call';
import { fileProblem, shownAs } from './media-table';
import { ok, REASON, type Reason } from './reasons';
import { chatIdOf, isPerson } from './recipient';

const LONGEST_CAPTION = 1024;

type FileDraft = Omit<Draft, 'id'> & { filename: string | null; link: string };

/** `POST /sendFile`. */
export async function sendFile(call: NumberCall): Promise<Answer> {
  const { account: number, body, failure } = call;
  const result = await readDraft(call);
  const isRefused = typeof result === 'number';
  const chatId = isPerson(body['to']) ? chatIdOf(body['to']) : '';
  const answer = {
    ...(!isRefused && { unique: number.accept(result, failure?.deliveryFails).id }),
    body: body['body'],
    caption: body['caption'] ?? '',
    timestamp: Math.floor(number.clock.now() / 1000),
    from: number.identity.from,
    to: body['to'],
    ...(chatId && { templateTimeLeft: number.minutesLeft(chatId) }),
    ...(readSwitch(body['showRequest']) && { originalRequest: withoutKey(body) }),
  };
  return isRefused ? refused(number, result, answer) : ok(answer);
}

/** The message that is asked for, or the reason why there will be none. */
async function readDraft({ account: number, body }: NumberCall): Promise<FileDraft | Reason> {
  const { to, body: link, caption = '', replyTo } = body;
  if (!isPerson(to)) return REASON.badRecipient;
  if (typeof link !== 'string' || !/^https?:\/\/./i.test(link)) return REASON.emptyBody;
  if (number.config.requireHttps && !/^https:/i.test(link)) return REASON.whatsAppError;
  const chatId = chatIdOf(to);
  if (number.refusesAtOnce(chatId)) {
    const neverWrote = (number.world.chats.get(chatId)?.lastIncomingAt ?? null) === null;
    return neverWrote ? REASON.firstMessage : REASON.windowClosed;
  }
  if (typeof caption !== 'string' || [...caption].length > LONGEST_CAPTION)
    return REASON.whatsAppError;
  const filename = fileNameOf(link);
  const kind = shownAs(filename ?? '');
  if (caption && (kind === 'audio' || kind === 'voice')) return REASON.whatsAppError;
  const quoted = number.world.messages.get(typeof replyTo === 'string' ? replyTo : '');
  const isTheirs = quoted?.direction === 'incoming' && quoted.chatId === chatId;
  const draft: FileDraft = {
    ...{ chatId, kind, filename, link },
    caption: caption || null,
    quotedMessageId: isTheirs ? quoted.id : null,
  };
  const fetched = readSwitch(body['localStorage']) && number.config.fetchFiles;
  return fetched ? await fetchFirst(draft, number) : draft;
}

/** With `localStorage` the file is fetched before the answer, and what WhatsApp would not take is known. */
async function fetchFirst(
  draft: FileDraft,
  { fetcher }: NumberCall['account'],
): Promise<FileDraft | Reason> {
  let file: KeptFile;
  try {
    file = await fetcher.fetch(draft.link);
  } catch (error) {
    if (error instanceof FileNotFetched) return REASON.whatsAppError;
    throw error;
  }
  const { filename } = draft;
  const kind = shownAs(filename ?? '', file.mime);
  return fileProblem({ kind, filename, file }) ? REASON.whatsAppError : { ...draft, kind, file };
}

/** The name in a link's path, as 99digital knows no other; null where there is none. */
export function fileNameOf(link: string): string | null {
  const name = /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?([^/?#]+)/i.exec(link)?.[1];
  if (!name) return null;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function withoutKey(body: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'apiKey'));
}
