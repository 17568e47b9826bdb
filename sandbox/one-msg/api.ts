import type { ApiRequest, ProviderApi } from '../account/api';
import { refused } from './call';
import type { OneMsgChannel } from './channel';
import { hookInfo, messages, status, templates } from './read-methods';
import { chatIdOf } from './recipient';
import { sendFile } from './send-file';
import { sendTemplate } from './send-template';
import { uploadMedia } from './upload-media';
import { settings, webhook } from './webhook-settings';

/** 1MSG's HTTP API (1msg-api.md#hosts-and-authentication). */
export function oneMsgApi({ identity }: OneMsgChannel): ProviderApi<OneMsgChannel> {
  return {
    path: '/:channelId/:method',
    takesForms: true,
    methods: {
      status: { GET: status },
      sendFile: { POST: sendFile },
      sendTemplate: { POST: sendTemplate },
      templates: { GET: templates },
      uploadMedia: { POST: uploadMedia },
      hookInfo: { GET: hookInfo },
      messages: { GET: messages },
      webhook: { GET: webhook, POST: webhook },
      settings: { GET: settings, POST: settings },
    },
    problem: refused,
    refusal(request) {
      const { channelId } = request.params;
      if (channelId !== identity.channelId) {
        return refused(404, `Channel "${channelId}" not found`);
      }
      const token = tokenOf(request);
      if (token === identity.token) return undefined;
      // 1MSG's own text echoes the token (1msg-api.md#a-refused-token), which is why it is refused so exactly here.
      const text = `Wrong token "${token}" for channel "${channelId}". Please provide a valid token.`;
      return refused(401, text);
    },
    aimOf(body) {
      const recipient = body['chatId'] ?? body['phone'];
      const filename = body['filename'];
      return {
        ...((typeof recipient === 'string' || typeof recipient === 'number') && {
          chatId: chatIdOf(String(recipient)),
        }),
        ...(typeof filename === 'string' && { filename }),
      };
    },
    ownWords: (request) => ({
      token: tokenOf(request),
      channel: identity.channelId,
      file: asText(request.body['filename']),
      link: asText(request.body['body']),
      caption: asText(request.body['caption']),
    }),
  };
}

/** A token in the query or the body wins over the header (1msg-api.md#hosts-and-authentication). */
function tokenOf({ query, body, authorization }: ApiRequest): string {
  const given = query['token'] ?? body['token'];
  return typeof given === 'string' ? given : authorization.replace(/^Bearer\s+/i, '');
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
