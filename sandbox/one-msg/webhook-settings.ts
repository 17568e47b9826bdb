import type { Answer } from '../http/answer';
import { ok, type OneMsgCall, refused } from './call';
import type { ChannelSettings, OneMsgChannel } from './channel';

const MOST_URLS = 5;

/** `GET /webhook` tells the list, `POST /webhook` replaces it (and enables disabled URLs again); `set` says whether it changed. */
export function webhook({ account: channel, httpMethod, body }: OneMsgCall): Answer {
  if (httpMethod === 'GET') return ok(webhookAnswer(channel));
  const before = channel.outbox.urls.join();
  const problem = setUrls(channel, body['webhookUrl']);
  if (problem) return refused(400, problem);
  return ok({ set: channel.outbox.urls.join() !== before, webhookUrl: listed(channel) });
}

/** `GET /settings` tells them, `POST /settings` changes those given; `webhookUrl: ""` empties the list. */
export function settings({ account: channel, httpMethod, body }: OneMsgCall): Answer {
  if (httpMethod === 'POST') {
    const { webhookUrl } = body;
    if (webhookUrl === '') channel.outbox.setUrls([]);
    else if (webhookUrl !== undefined) {
      const problem = setUrls(channel, webhookUrl);
      if (problem) return refused(400, problem);
    }
    for (const name of Object.keys(channel.settings) as (keyof ChannelSettings)[]) {
      const value = body[name];
      if (value === undefined) continue;
      if (typeof value !== 'boolean') return refused(400, `${name} must be true or false`);
      channel.settings[name] = value;
    }
  }
  return ok({ ...channel.settings, webhookUrl: listed(channel) });
}

function setUrls(channel: OneMsgChannel, value: unknown): string | undefined {
  const urls: unknown[] = Array.isArray(value) ? value : [value];
  if (!urls.every((url) => typeof url === 'string' && /^https?:\/\/\S+$/i.test(url))) {
    return 'webhookUrl must be a URL or a list of URLs';
  }
  if (urls.length > MOST_URLS) return `At most ${MOST_URLS} webhook URLs are allowed`;
  channel.outbox.setUrls(urls as string[]);
  return undefined;
}

/** The list in each of the forms that `GET /webhook` is known to have (1msg-api.md#webhook-settings). */
function webhookAnswer(channel: OneMsgChannel): Record<string, unknown> {
  const { urls } = channel.outbox;
  const form = channel.config.webhookList;
  if (form === 'statuses') return { webhookStatuses: urls.map((url) => ({ url, status: 'ok' })) };
  return form === 'missing' && urls.length === 0 ? {} : { webhookUrl: listed(channel) };
}

function listed(channel: OneMsgChannel): string | string[] {
  const urls = [...channel.outbox.urls];
  const form = channel.config.webhookList;
  if (form === 'array' || form === 'missing') return urls;
  if (form === 'string' && urls.length <= 1) return urls[0] ?? '';
  return urls.join(',');
}
