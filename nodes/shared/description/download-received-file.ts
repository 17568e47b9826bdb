import type { INodeProperties } from 'n8n-workflow';
import { optionsField } from './fields';

// What the operation Download Received File shows whoever the provider is.

const OPERATION = 'downloadFile';
const displayOptions = { show: { operation: [OPERATION] } };

export const maxSize = {
  displayName: 'Max Size (MB)',
  name: 'maxSize',
  type: 'number',
  typeOptions: { minValue: 0 },
  default: 100,
  description:
    'The largest file to download; a larger one fails its item. WhatsApp carries at most 100 MB. 0 for no limit.',
} as const satisfies INodeProperties;

/** What the editor shows for the operation Download Received File. */
export const downloadReceivedFileFields: INodeProperties[] = [
  {
    displayName: 'Media URL',
    name: 'fileUrl',
    type: 'string',
    required: true,
    default: '={{ $json.mediaUrl }}',
    displayOptions,
    placeholder: 'e.g. {{ $json.mediaUrl }}',
    description:
      'The link to the file, as the trigger gives it. It is good for about five minutes, so download the file in the workflow that the trigger starts.',
  },
  {
    displayName: 'Put Output File in Field',
    name: 'binaryPropertyName',
    type: 'string',
    required: true,
    default: 'data',
    displayOptions,
    placeholder: 'e.g. data',
    hint: 'The name of the output binary field to put the file in',
  },
  {
    displayName: 'File Name',
    name: 'filename',
    type: 'string',
    default: '',
    displayOptions,
    placeholder: 'e.g. Receipt TKT-2048',
    description: 'What to call the file. An extension is added where there is none.',
    hint: "Leave empty to take the file's own name",
  },
  optionsField([maxSize], OPERATION),
];
