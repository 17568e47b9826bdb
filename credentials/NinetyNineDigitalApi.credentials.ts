import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { sharingFields } from '../nodes/shared/description/sharing';

/**
 * A WhatsApp number at 99digital. It is tested by the function that 99digital Send File brings along, and not
 * by a `test` request here: 99digital refuses a wrong key with a body, under a status that nobody knows.
 */
export class NinetyNineDigitalApi implements ICredentialType {
  name = 'ninetyNineDigitalApi';

  displayName = '99digital API';

  icon: Icon = { light: 'file:ninetyNineDigital.svg', dark: 'file:ninetyNineDigital.dark.svg' };

  documentationUrl =
    'https://github.com/n8n-nodes-1msg-send-file/n8n-nodes-1msg-send-file#99digital';

  properties: INodeProperties[] = [
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      hint: 'In the settings of your account at 99digital',
    },
    {
      displayName: 'WhatsApp Number',
      name: 'from',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. 972771234567',
      hint: 'The number that files are sent from, with its country code, as your account at 99digital shows it',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: 'https://api.99digital.co.il',
      required: true,
      description: 'Leave as it is, unless it is a sandbox on this machine',
    },
    ...sharingFields,
  ];

  /** 99digital takes the key in the body of each request, and in no header. */
  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: {
      body: {
        apiKey: '={{ $credentials.apiKey.trim() }}',
        from: '={{ $credentials.from.normalize("NFKC").replace(/\\D/g, "").replace(/^00/, "") }}',
      },
    },
  };
}
