import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { sharingFields } from '../nodes/shared/description/sharing';

/**
 * A 1MSG channel. It is tested by the function that 1MSG Send File brings along, and not by a `test`
 * request here: n8n would show 1MSG's answer to a wrong token, which repeats the token.
 */
export class OneMsgChannelApi implements ICredentialType {
  name = 'oneMsgChannelApi';

  displayName = '1MSG Channel API';

  icon: Icon = { light: 'file:oneMsg.svg', dark: 'file:oneMsg.dark.svg' };

  documentationUrl =
    'https://github.com/n8n-nodes-1msg-send-file/n8n-nodes-1msg-send-file#credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'Channel ID',
      name: 'channelId',
      type: 'string',
      default: '',
      placeholder: 'e.g. ODI371267300',
      description:
        'A leading "instance" may stay or go. May be empty where the token names its channel.',
      hint: "On the channel's page in the 1MSG panel",
    },
    {
      displayName: 'Channel Token',
      name: 'token',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: "The channel's API token",
      hint: "On the channel's page in the 1MSG panel, beside the Channel ID",
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: 'https://api.1msg.io',
      required: true,
      description:
        'Leave as it is, unless it is a test channel (https://sandbox.1msg.io) or a sandbox on this machine',
    },
    ...sharingFields,
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: {
      headers: {
        Authorization: "=Bearer {{ $credentials.token.trim().replace(/^bearer\\s+/i, '') }}",
      },
    },
  };
}
