import { type MediaTable, MB } from '../../shared/whatsapp/media';

/**
 * 1MSG publishes no table: WhatsApp Cloud's own apply (1msg-api.md#media). It takes WebP as a sticker only, and
 * neither GIF nor AVI, which others convert.
 */
export const MEDIA_TABLE: MediaTable = {
  image: { atMost: 5 * MB, formats: { 'image/jpeg': 'JPG', 'image/png': 'PNG' } },
  video: { atMost: 16 * MB, formats: { 'video/mp4': 'MP4', 'video/3gpp': '3GP' } },
  audio: {
    atMost: 16 * MB,
    formats: {
      'audio/aac': 'AAC',
      'audio/amr': 'AMR',
      'audio/mpeg': 'MP3',
      'audio/mp4': 'M4A',
      'audio/ogg': 'OGG',
      'audio/opus': 'OPUS',
    },
  },
  // Any other file is a document; phones open what they know.
  document: { atMost: 100 * MB },
};
