import type { Answer } from '../http/answer';
import { type NumberCall, readSwitch, refused } from './call';
import type { WebhookSwitches } from './number';
import { ok, REASON } from './reasons';

const SWITCHES = ['readStatus', 'system', 'retry'] as const;

/** `POST /getWebhook`. `system` is a text and the other switches are numbers (99digital-api.md#webhook-settings). */
export function getWebhook({ account }: NumberCall): Answer {
  const { readStatus, system, retry } = account.switches;
  return ok({
    url: account.outbox.urls[0] ?? account.config.emptyUrl,
    system: String(Number(system)),
    systemPhoneAlert: '',
    retry: Number(retry),
    readStatus: Number(readStatus),
  });
}

/** `POST /setWebhook`: what is not given stays as it is. A `url` of one space clears it. */
export function setWebhook({ account, body }: NumberCall): Answer {
  const { url } = body;
  const isUrl = typeof url === 'string' && (url === ' ' || /^https?:\/\/\S+$/i.test(url));
  if (url !== undefined && !isUrl) return refused(account, REASON.unknownAccountOrBadJson);
  const switches: WebhookSwitches = { ...account.switches };
  for (const name of SWITCHES) {
    if (body[name] === undefined) continue;
    const value = readSwitch(body[name]);
    if (value === undefined) return refused(account, REASON.unknownAccountOrBadJson);
    switches[name] = value;
  }
  account.switches = switches;
  if (url !== undefined) account.outbox.setUrls(url === ' ' ? [] : [url]);
  return ok({});
}
