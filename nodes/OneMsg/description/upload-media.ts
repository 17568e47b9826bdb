import type { INodeProperties } from 'n8n-workflow';
import { binaryFieldField, fileUrlField } from '../../shared/description/send-file';

const show = { operation: ['uploadMedia'] };
const from = (fileSource: string) => ({ show: { ...show, fileSource: [fileSource] } });

/** What the editor shows for the operation Upload Media. */
export const uploadMediaFields: INodeProperties[] = [
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
        description: 'A link that n8n can open without logging in',
      },
    ],
    description: 'Where the file comes from',
  },
  {
    ...fileUrlField('The file is fetched from there by n8n, and handed over'),
    displayOptions: from('url'),
  },
  { ...binaryFieldField, displayOptions: from('binary') },
];
