import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { fileSourceField, phoneField, WITHIN_THE_WINDOW } from '../../shared/description/fields';
import { binaryFieldField, captionField, fileUrlField } from '../../shared/description/send-file';
import { sendTemplateFields, windowClosedFields } from '../../shared/description/template';
import { ADDRESS_SETTING } from '../../shared/http/loopback';
import { NINETY_NINE_DIGITAL } from '../api/number';
import { sendOptions, templateOptions } from './options';

/** Where a file comes from. */
const fileSources: INodePropertyOptions[] = [
  {
    name: 'From Binary Data',
    value: 'binary',
    description:
      'A file of an earlier node. It goes as a link to this n8n, which the internet must reach.',
  },
  {
    name: 'From URL',
    value: 'url',
    description: 'An https link that can be opened without logging in',
  },
];

/** What templates are like. */
const templates = {
  account: NINETY_NINE_DIGITAL.account,
  id: {
    example: 'invoice_ready',
    hint: "The template's name alone",
    regex: '[^:\\s]+',
    errorMessage: 'Enter the name alone, such as invoice_ready',
  },
  phone:
    'Whom the template goes to: a number in any spelling, or a user ID (IL.1605…). It needs no open session window, and WhatsApp charges for it. 99digital sends to persons only.',
  fileSources,
  header: '99digital may not list what a header takes: then the file decides.',
};

/** What the editor shows for the operations Send File and Send a Template. */
export const sendFileFields: INodeProperties[] = [
  phoneField(
    'sendFile',
    'Whom the file goes to: a number in any spelling, or a user ID (IL.1605…). 99digital sends to persons only.',
    WITHIN_THE_WINDOW,
  ),
  fileSourceField('sendFile', fileSources),
  ...sendTemplateFields(templates),
  fileUrlField(
    'An https link. WhatsApp shows the file under the name at its end, and fetches it from there, so it must be reachable from the internet.',
  ),
  binaryFieldField,
  {
    displayName: `99digital fetches the file from this n8n by a signed link. So n8n must be reachable from the internet over https: whoever runs it sets ${ADDRESS_SETTING} to its public address.`,
    name: 'binaryNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { operation: ['sendFile', 'sendTemplate'], fileSource: ['binary'] } },
  },
  captionField,
  ...windowClosedFields(templates),
  sendOptions,
  templateOptions,
];
