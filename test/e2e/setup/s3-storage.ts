import type { IBinaryData } from 'n8n-workflow';
import type { FileServer } from './file-server';

/**
 * n8n's settings with which a file server is its S3 storage. n8n writes there only with a licence, but
 * reads without one what it finds there.
 */
export const s3Settings = (files: FileServer): Record<string, string> => ({
  N8N_AVAILABLE_BINARY_DATA_MODES: 'filesystem,database,s3', // of n8n 1
  N8N_EXTERNAL_STORAGE_S3_HOST: new URL(files.fileUrl(0)).host,
  N8N_EXTERNAL_STORAGE_S3_PROTOCOL: 'http',
  N8N_EXTERNAL_STORAGE_S3_BUCKET_NAME: 'n8n',
  N8N_EXTERNAL_STORAGE_S3_BUCKET_REGION: 'eu-central-1',
  N8N_EXTERNAL_STORAGE_S3_ACCESS_KEY: 'anybody',
  N8N_EXTERNAL_STORAGE_S3_ACCESS_SECRET: 'anything',
});

/** What n8n holds of a file of that size in such a storage. */
export const fileInS3 = (size: number): IBinaryData => ({
  id: `s3:workflows/w/executions/1/binary_data/${size}`,
  data: 's3',
  mimeType: 'application/pdf',
  fileName: `${size}.pdf`,
});
