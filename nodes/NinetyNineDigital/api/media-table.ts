import { type MediaTable, MB } from '../../shared/whatsapp/media';

const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** What 99digital lists (99digital-api.md#media), GIF and AVI included, which it converts. */
export const MEDIA_TABLE: MediaTable = {
  image: {
    atMost: 5 * MB,
    formats: { 'image/png': 'PNG', 'image/jpeg': 'JPG', 'image/gif': 'GIF' },
  },
  video: {
    atMost: 16 * MB,
    formats: { 'video/mp4': 'MP4', 'video/x-msvideo': 'AVI', 'video/3gpp': '3GP' },
  },
  audio: {
    atMost: 16 * MB,
    formats: {
      'audio/mpeg': 'MP3',
      'audio/ogg': 'OGG',
      'audio/opus': 'OGG',
      'audio/amr': 'AMR',
      'audio/aac': 'AAC',
    },
  },
  document: {
    atMost: 100 * MB,
    formats: {
      'application/pdf': 'PDF',
      'application/msword': 'DOC',
      [`${OFFICE}.wordprocessingml.document`]: 'DOCX',
      'application/vnd.ms-excel': 'XLS',
      [`${OFFICE}.spreadsheetml.sheet`]: 'XLSX',
      'application/vnd.ms-powerpoint': 'PPT',
      [`${OFFICE}.presentationml.presentation`]: 'PPTX',
      'application/zip': 'ZIP',
      'text/plain': 'TXT',
      'application/vnd.rar': 'RAR',
    },
  },
};
