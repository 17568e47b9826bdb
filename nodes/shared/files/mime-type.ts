/** Said where nothing is known. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/** What servers and programs say that know no better, or that want a browser to save the file. */
const SAYS_NOTHING = new Set(
  [
    'application/octet-stream binary/octet-stream application/octetstream application/octet',
    'application/x-octet-stream application/force-download application/x-force-download',
    'application/download application/x-download application/save application/binary',
    'application/x-binary application/unknown application/x-unknown unknown/unknown content/unknown',
    'application/x-unknown-content-type application/x-www-form-urlencoded multipart/form-data',
  ].flatMap((line) => line.split(' ')),
);

/** By the name that is used here, the other names that the same type goes by every day. */
const SYNONYMS: Record<string, string> = {
  'application/gzip': 'application/x-gzip',
  'application/json': 'text/json text/x-json application/x-json',
  'application/msword': 'application/x-msword application/vnd.msword application/doc',
  'application/pdf':
    'application/x-pdf application/acrobat application/vnd.pdf text/pdf text/x-pdf',
  'application/postscript': 'application/eps application/x-eps image/x-eps',
  'application/rtf': 'text/rtf application/x-rtf text/richtext',
  'application/vnd.ms-excel':
    'application/x-msexcel application/msexcel application/x-excel application/excel application/xls application/x-xls',
  'application/vnd.ms-powerpoint':
    'application/mspowerpoint application/x-mspowerpoint application/powerpoint',
  'application/vnd.rar': 'application/x-rar-compressed application/x-rar application/rar',
  'application/x-cfb': 'application/x-ole-storage',
  'application/x-msdownload':
    'application/x-msdos-program application/vnd.microsoft.portable-executable',
  'application/xml': 'text/xml application/x-xml',
  'application/zip': 'application/x-zip-compressed application/x-zip multipart/x-zip',
  'audio/aac': 'audio/x-aac audio/aacp audio/x-hx-aac-adts',
  'audio/aiff': 'audio/x-aiff',
  'audio/amr': 'audio/amr-nb audio/x-amr',
  'audio/flac': 'audio/x-flac',
  'audio/mp4': 'audio/x-m4a audio/m4a audio/x-m4b',
  'audio/mpeg': 'audio/mp3 audio/x-mp3 audio/mpeg3 audio/x-mpeg-3 audio/x-mpeg audio/mpg',
  'audio/ogg': 'application/ogg audio/x-ogg application/x-ogg',
  'audio/opus': 'audio/x-opus',
  'audio/wav': 'audio/x-wav audio/wave audio/vnd.wave audio/x-pn-wav',
  'image/bmp': 'image/x-bmp image/x-ms-bmp',
  'image/jpeg': 'image/jpg image/pjpeg image/x-jpeg image/x-jpg',
  'image/png': 'image/x-png',
  'image/svg+xml': 'image/svg',
  'image/tiff': 'image/tif image/x-tiff image/x-tif',
  'image/x-icon': 'image/vnd.microsoft.icon image/ico',
  'text/calendar': 'application/ics text/x-vcalendar',
  'text/csv':
    'application/csv text/x-csv application/x-csv text/comma-separated-values text/x-comma-separated-values',
  'text/html': 'application/xhtml+xml',
  'text/vcard': 'text/x-vcard text/directory',
  'video/3gpp': 'video/3gp',
  'video/mp4': 'application/mp4 video/x-m4v video/m4v video/mpeg4',
  'video/mpeg': 'video/mp1s video/mp2p video/mpg video/x-mpeg',
  'video/x-matroska': 'video/matroska',
  'video/x-ms-asf': 'application/vnd.ms-asf video/x-ms-wmv audio/x-ms-wma audio/x-ms-asf',
  'video/x-msvideo': 'video/avi video/msvideo video/vnd.avi',
};

const USUAL = new Map(
  Object.entries(SYNONYMS).flatMap(([type, others]) =>
    others.split(' ').map((other) => [other, type] as const),
  ),
);

/**
 * @param stated what a header, n8n or a library says, such as `text/csv; charset="utf-8"`
 * @returns the type alone, in lower case: it goes into a data URI, and that into JSON. Of synonyms always the
 * same one. Undefined when it says nothing about the file, or is no type
 */
export function readMimeType(stated: string | undefined): string | undefined {
  const said = stated?.split(';')[0]?.replaceAll('"', '').trim().toLowerCase() ?? '';
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(said) || SAYS_NOTHING.has(said)) return undefined;
  return USUAL.get(said) ?? said;
}
