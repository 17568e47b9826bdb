import type { ProviderApi } from '../account/api';
import { refused } from './call';
import { getTimers } from './get-timers';
import type { NinetyNineDigitalNumber } from './number';
import { REASON } from './reasons';
import { chatIdOf } from './recipient';
import { fileNameOf, sendFile } from './send-file';
import { getTemplates, sendTemplate } from './templates';
import { getWebhook, setWebhook } from './webhook-settings';

/** 99digital's HTTP API (99digital-api.md#sendfile). */
export function ninetyNineDigitalApi(
  number: NinetyNineDigitalNumber,
): ProviderApi<NinetyNineDigitalNumber> {
  const { identity } = number;
  return {
    path: '/whatsapp/v2/:method',
    methods: {
      sendFile: { POST: sendFile },
      sendTemplate: { POST: sendTemplate },
      getTemplates: { POST: getTemplates },
      getTimers: { POST: getTimers },
      getWebhook: { POST: getWebhook },
      setWebhook: { POST: setWebhook },
    },
    problem: (status, error) =>
      status === 400
        ? refused(number, REASON.unknownAccountOrBadJson)
        : { status, body: { error } },
    refusal({ httpMethod, body }) {
      if (httpMethod !== 'POST') return undefined; // there is no such method, whoever asks
      if (body['from'] !== identity.from) return refused(number, REASON.unknownAccountOrBadJson);
      return body['apiKey'] === identity.apiKey ? undefined : refused(number, REASON.wrongKey);
    },
    aimOf({ to, number: asked, ...body }) {
      const recipient = to ?? asked;
      const filename = fileNameOf(linkIn(body));
      return {
        ...(typeof recipient === 'string' && { chatId: chatIdOf(recipient) }),
        ...(filename !== null && { filename }),
      };
    },
    ownWords: ({ body }) => ({
      token: asText(body['apiKey']),
      channel: identity.from,
      file: fileNameOf(linkIn(body)) ?? '',
      link: linkIn(body),
      caption: asText(body['caption']),
    }),
  };
}

/** The file's link in a request of either kind. */
const linkIn = ({ body, headerLink }: Record<string, unknown>): string =>
  asText(body) || asText(headerLink);

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
