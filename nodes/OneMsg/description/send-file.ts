import type { INodeProperties } from 'n8n-workflow';
import { phoneField } from '../../shared/description/fields';
import { binaryFieldField, captionField, fileUrlField } from '../../shared/description/send-file';
import { sendOptions } from './options';
import { windowClosedFields } from './window-closed';

const show = { operation: ['sendFile'] };

/** What the editor shows for the operation Send File. */
export const sendFileFields: INodeProperties[] = [
  phoneField(
    'sendFile',
    "Whom the file goes to: a number with its country code in any spelling, a chat ID (…@c.us, …@g.us for a group), or a hidden number's ID (CO.1726…). WhatsApp takes files only within 24 hours of the customer's last message.",
  ),
  {
    displayName: 'File',
    name: 'fileSource',
    type: 'options',
    noDataExpression: true,
    default: 'url',
    displayOptions: { show },
    options: [
      {
        name: 'From Binary Data',
        value: 'binary',
        description: 'A file that an earlier node made or fetched',
      },
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
    ],
    description: 'Where the file comes from',
  },
  fileUrlField('1MSG fetches the file from there, so it must be reachable from the internet'),
  binaryFieldField,
  {
    displayName: 'Media ID',
    name: 'mediaId',
    type: 'string',
    required: true,
    default: '',
    displayOptions: { show: { ...show, fileSource: ['mediaId'] } },
    placeholder: 'e.g. 1037543291543636',
    description: "What 1MSG answered when the file was uploaded through its API's uploadMedia",
  },
  {
    displayName: 'Media Type',
    name: 'mediaType',
    type: 'options',
    default: 'document',
    displayOptions: { show: { ...show, fileSource: ['mediaId'] } },
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
    displayOptions: { show },
    placeholder: 'e.g. Invoice TKT-2048.pdf',
    description: 'What the customer sees. An extension is added where there is none.',
    hint: "Leave empty to take the file's own name",
  },
  captionField,
  ...windowClosedFields,
  sendOptions,
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
