import type { INodeProperties } from 'n8n-workflow';

// The fields of the operation Send File that say what is sent, the same for all providers.

const show = { operation: ['sendFile'] };

/** @param description who fetches the file, and what that takes */
export const fileUrlField = (description: string): INodeProperties => ({
  displayName: 'File URL',
  name: 'fileUrl',
  type: 'string',
  required: true,
  default: '',
  displayOptions: { show: { ...show, fileSource: ['url'] } },
  placeholder: 'e.g. https://example.com/invoices/TKT-2048.pdf',
  description,
});

export const binaryFieldField: INodeProperties = {
  displayName: 'Input Binary Field',
  name: 'binaryPropertyName',
  type: 'string',
  required: true,
  default: 'data',
  displayOptions: { show: { ...show, fileSource: ['binary'] } },
  placeholder: 'e.g. data',
  hint: 'The name of the input field that holds the file',
};

export const captionField: INodeProperties = {
  displayName: 'Caption',
  name: 'caption',
  type: 'string',
  typeOptions: { rows: 3 },
  default: '',
  displayOptions: { show },
  placeholder: 'e.g. Invoice for ticket TKT-2048',
  description: 'The text below the file, up to 1,024 characters. Audio files take none.',
};
