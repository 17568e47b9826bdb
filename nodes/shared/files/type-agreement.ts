import type { FileContent } from './file-content';

/** Types whose files are never text. */
const BINARY = new RegExp(
  [
    '^image/(?!svg|vnd\\.dxf|x-xpixmap|x-xbitmap|x-portable)',
    '^video/',
    '^audio/(?!mpegurl|x-mpegurl|x-scpls)',
    '^application/(?:pdf|zip|gzip|msword|rtf|epub\\+zip|java-archive)$',
    '^application/x-(?:7z-compressed|bzip2?|cfb|iso9660-image|msdownload|mspublisher|tar)$',
    '^application/vnd\\.(?:android\\.package|apple\\.|google-earth\\.kmz|ms-|oasis|openxml|rar|visio)',
  ].join('|'),
);

/** Types whose files all begin in a way that is known here, so that bytes which are not known are none of theirs. */
const HAS_MARK = new RegExp(
  [
    '^image/(?:png|jpeg|gif|webp|bmp|tiff|heic|heif|avif)$',
    '^video/(?:mp4|3gpp2?|x-msvideo|webm|x-matroska)$',
    '^audio/(?:mp4|ogg|opus|amr|wav|flac)$',
    '^application/(?:pdf|zip|gzip|rtf|epub\\+zip)$',
    '^application/(?:x-7z-compressed$|vnd\\.(?:rar$|oasis\\.opendocument|openxmlformats))',
  ].join('|'),
);

const OPEN_XML = /^application\/vnd\.(?:openxmlformats|ms-\w+\..*macroenabled)/;
const OFFICE_97 = 'application/(?:msword|vnd\\.ms-|vnd\\.visio|x-mspublisher|x-hwp|x-msdownload)';
const OTHER_ZIPS =
  '^application/(?:epub\\+zip$|java-archive$|oxps$|vnd\\.(?:android\\.package|apple\\.|google-earth\\.kmz|ms-xpsdocument|oasis|visio))';

/**
 * What a file may go by that its bytes show to be of a type: a container's own type stands for all that is
 * kept in it, and some formats are another one's special case.
 */
const ALSO: ReadonlyArray<readonly [found: string, said: string]> = [
  ['^application/zip$', `${OPEN_XML.source}|${OTHER_ZIPS}`],
  [`${OPEN_XML.source}|${OTHER_ZIPS}`, '^application/zip$'],
  ['^application/java-archive$', '^application/vnd\\.android\\.package'],
  ['^application/vnd\\.oasis', '^application/vnd\\.oasis'],
  // A password makes an OLE file of an Office file, whatever it was before.
  ['^application/x-cfb$', `^${OFFICE_97}|${OPEN_XML.source}`],
  ['^application/rtf$', '^application/msword$'], // Word saves and opens it so
  ['^application/pdf$', '^application/postscript$'], // Illustrator's `.ai`
  ['^(?:video|audio)/(?:mp4|3gpp2?|quicktime)$', '^(?:video|audio)/(?:mp4|3gpp2?)$'],
  ['^video/(?:mp4|3gpp2?)$', '^video/quicktime$'],
  ['^(?:audio|video)/(?:ogg|opus)$', '^(?:audio|video)/(?:ogg|opus)$'],
  ['^image/hei[cf](?:-sequence)?$', '^image/hei[cf]'],
  ['^image/tiff$', '^image/x-'], // cameras' raw formats
  ['^image/apng$', '^image/png$'],
  ['^(?:application/xml|image/svg\\+xml)$', '^text/(?:plain|html|markdown)$|[/+]xml$'],
  ['^application/json$', '^text/(?:plain|javascript|yaml)$|[/+](?:json|x-ndjson)$'],
  ['^text/(?:csv|calendar|vcard|vtt)$|^application/(?:rtf|postscript)$', '^text/plain$'],
  ['^text/html$', '^text/markdown$|^message/rfc822$'],
];

const PAIRS = ALSO.map(([found, said]) => [new RegExp(found), new RegExp(said)] as const);

/**
 * @param said a type that a name stands for, or that is stated
 * @param shown by the file's bytes
 * @returns whether a file with those bytes can be of that type
 */
export function agrees(said: string, { type, empty }: FileContent): boolean {
  if (empty) return false;
  if (type === undefined) return !HAS_MARK.test(said);
  if (type === 'text/plain') return !BINARY.test(said) && !/[/+]xml$/.test(said);
  return type === said || mayGoBy(type, said);
}

/** @returns whether what is stated, without a look at the bytes, can be true of a file whose name says so */
export function statesTheSame(stated: string, said: string): boolean {
  if (stated === 'text/plain') return !BINARY.test(said);
  if (stated === said || mayGoBy(stated, said) || mayGoBy(said, stated)) return true;
  return stated === 'application/vnd.ms-excel' && said === 'text/csv'; // Windows, where Excel is installed
}

function mayGoBy(found: string, said: string): boolean {
  if (PAIRS.some(([one, other]) => one.test(found) && other.test(said))) return true;
  const program = officeProgram(found);
  return program !== undefined && program === officeProgram(said);
}

/** Files with macros and without, and templates, are one format; `.doc` and `.xls` are another one. */
function officeProgram(type: string): string | undefined {
  if (!OPEN_XML.test(type)) return undefined;
  if (/word/.test(type)) return 'Word';
  return /sheet|excel/.test(type) ? 'Excel' : 'PowerPoint';
}
