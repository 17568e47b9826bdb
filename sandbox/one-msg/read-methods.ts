import type { Answer } from '../http/answer';
import { ok, type OneMsgCall, refused } from './call';
import type { OneMsgConfig } from './config';
import { hookStatus, messageRow } from './payloads';
import type { Template } from './template-list';

/** `GET /status`. */
export function status(): Answer {
  return ok({
    isCloud: true,
    status: 'connected',
    accountStatus: 'authenticated',
    mm_lite_available: false,
  });
}

/** `GET /templates?limit&offset`. */
export function templates({ account: channel, query }: OneMsgCall): Answer {
  const offset = numberOf(query['offset'], 0);
  const limit = numberOf(query['limit'], 100);
  const rows = channel.templates
    .map((template, index) => templateRow(template, index, channel.config))
    .slice(offset, offset + limit);
  const { templateList } = channel.config;
  return ok(templateList === 'array' ? rows : { [templateList]: rows });
}

/** A template in one of the forms in which 1MSG lists them. */
function templateRow(template: Template, index: number, config: OneMsgConfig): object {
  const { templateNamespace, templateRows } = config;
  const isNamed = templateNamespace === 'all' || (templateNamespace === 'first' && index === 0);
  const { namespace, ...row } = template;
  if (templateRows !== 'other') {
    const components = templateRows === 'text' ? JSON.stringify(row.components) : row.components;
    return { ...row, components, ...(isNamed && { namespace }) };
  }
  return {
    ...row,
    language: { policy: 'deterministic', code: row.language },
    components: row.components.map(({ format, ...part }) => ({
      ...part,
      ...(format && { subType: format }),
    })),
    ...(isNamed && { message_template_namespace: namespace }),
  };
}

/** `GET /hookInfo?messageId`: one entry a status; an unknown message has none. */
export function hookInfo({ account: channel, query }: OneMsgCall): Answer {
  if (!channel.config.hookInfo) return refused(404, 'Method not found');
  const message = channel.world.messages.get(query['messageId'] ?? '');
  const hooks = message?.statuses.map((change) => hookStatus(message, change)) ?? [];
  return ok({ hooks: channel.config.outOfOrderHooks ? hooks.reverse() : hooks });
}

/** `GET /messages?chatId&last&limit`: oldest first; `last` gives the newest instead of the oldest. */
export function messages({ account: channel, query }: OneMsgCall): Answer {
  const { world, config, origin } = channel;
  if (!config.history) {
    return ok({ messages: [], notice: 'Messages history is disabled for this channel' });
  }
  const chatId = query['chatId'];
  const rows =
    chatId === undefined ? [...world.messages.values()] : (world.chats.get(chatId)?.messages ?? []);
  const limit = numberOf(query['limit'], 100);
  const chosen = query['last'] === 'true' ? rows.slice(-limit) : rows.slice(0, limit);
  return ok({
    messages: chosen.map((message) => messageRow(message, origin, config.historyFlags)),
    lastMessageNumber: rows.at(-1)?.number ?? 0,
  });
}

function numberOf(text: string | undefined, otherwise: number): number {
  const number = Number(text);
  return text && Number.isInteger(number) && number >= 0 ? number : otherwise;
}
