import type { INodeProperties } from 'n8n-workflow';
import { fileSourceField } from '../../shared/description/fields';
import { binaryFieldField, fileUrlField } from '../../shared/description/send-file';
import { fromBinary } from './send-file';

const from = (fileSource: string) => ({
  show: { operation: ['uploadMedia'], fileSource: [fileSource] },
});

/** What the editor shows for the operation Upload Media. */
export const uploadMediaFields: INodeProperties[] = [
  fileSourceField('uploadMedia', [
    fromBinary,
    {
      name: 'From URL',
      value: 'url',
      description: 'A link that n8n can open without logging in',
    },
  ]),
  {
    ...fileUrlField('The file is fetched from there by n8n, and handed over'),
    displayOptions: from('url'),
  },
  { ...binaryFieldField, displayOptions: from('binary') },
];
