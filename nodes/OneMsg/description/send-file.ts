import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { fileSourceField, phoneField, WITHIN_THE_WINDOW } from '../../shared/description/fields';
import { binaryFieldField, captionField, fileUrlField } from '../../shared/description/send-file';
import { sendTemplateFields, windowClosedFields } from '../../shared/description/template';
import { ONE_MSG } from '../api/channel';
import { sendOptions, templateOptions } from './options';

const showFile = { operation: ['sendFile', 'sendTemplate'] };

/** The file of an item, as Send File and Upload Media offer it. */
export const fromBinary: INodePropertyOptions = {
  name: 'From Binary Data',
  value: 'binary',
  description: 'A file that an earlier node made or fetched',
};

/** Where a file comes from. */
const fileSources: INodePropertyOptions[] = [
  fromBinary,
  {
    name: 'From URL',
    value: 'url',
    description: 'A link that can be opened without logging in',
  },
  {
    name: 'From Media ID',
    value: 'mediaId',
    description: 'A file that was uploaded to 1MSG before',
  },
];

/** What templates are like. */
const templates = {
  account: ONE_MSG.account,
  id: {
    example: 'invoice_ready:en',
    hint: "The template's name and language",
    regex: '[^:]+:[A-Za-z_-]+',
    errorMessage: 'Enter the name and language, such as invoice_ready:en',
  },
  phone:
    "Whom the template goes to: a number in any spelling, a chat ID (…@c.us, …@g.us for a group), or a hidden number's ID (CO.1726…). It needs no open session window, and WhatsApp charges for it.",
  fileSources,
  header: '',
};

/** What the editor shows for the operations Send File and Send a Template. */
export const sendFileFields: INodeProperties[] = [
  phoneField(
    'sendFile',
    "Whom the file goes to: a number in any spelling, a chat ID (…@c.us, …@g.us for a group), or a hidden number's ID (CO.1726…)",
    WITHIN_THE_WINDOW,
  ),
  fileSourceField('sendFile', fileSources),
  ...sendTemplateFields(templates),
  fileUrlField('1MSG fetches the file from there, so it must be reachable from the internet'),
  binaryFieldField,
  {
    displayName: 'Media ID',
    name: 'mediaId',
    type: 'string',
    required: true,
    default: '',
    displayOptions: { show: { ...showFile, fileSource: ['mediaId'] } },
    placeholder: 'e.g. 1037543291543636',
    description: 'The mediaId that the operation Upload Media gave',
  },
  {
    displayName: 'Media Type',
    name: 'mediaType',
    type: 'options',
    default: 'document',
    displayOptions: { show: { ...showFile, fileSource: ['mediaId'] } },
    options: [
      { name: 'Audio', value: 'audio' },
      { name: 'Document', value: 'document' },
      { name: 'Image', value: 'image' },
      { name: 'Video', value: 'video' },
    ],
    description: 'The kind of file that was uploaded',
  },
  {
    displayName: 'File Name',
    name: 'filename',
    type: 'string',
    default: '',
    displayOptions: { show: showFile, hide: { fileSource: ['none'] } },
    placeholder: 'e.g. Invoice TKT-2048.pdf',
    description: 'What the customer sees. An extension is added where there is none.',
    hint: "Leave empty to take the file's own name",
  },
  captionField,
  ...windowClosedFields(templates),
  sendOptions,
  templateOptions,
];

/** What the editor shows for the operation Get Delivery Status. */
export const getDeliveryStatusFields: INodeProperties[] = [
  {
    displayName: 'Message ID',
    name: 'messageId',
    type: 'string',
    required: true,
    default: '',
    displayOptions: { show: { operation: ['getDeliveryStatus'] } },
    placeholder: 'e.g. wamid.HBgLMTIwMjA3MjEzNjk…',
    description: 'The ID that Send File returned',
  },
];
