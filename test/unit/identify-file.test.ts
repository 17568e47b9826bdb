import * as fc from 'fast-check';
import { readContent } from '../../nodes/shared/files/file-content';
import { identifyFile } from '../../nodes/shared/files/identify-file';

const at = (offset: number, text: string) => Buffer.from('\0'.repeat(offset) + text);
const hex = (digits: string) => Buffer.from(digits.padEnd(400, '0'), 'hex');

/** Formats with the first bytes of their files, the extensions that they go by, and what they are shown as. */
const FORMATS: Record<string, { bytes: Buffer; extensions: string; kind?: string }> = {
  pdf: { bytes: Buffer.from('%PDF-1.4\n\x01'), extensions: 'pdf ai' },
  jpeg: { bytes: hex('ffd8ffe000104a46494600'), extensions: 'jpg jpeg jpe', kind: 'image' },
  png: {
    bytes: hex('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489'),
    extensions: 'png',
    kind: 'image',
  },
  gif: { bytes: hex('474946383961'), extensions: 'gif', kind: 'image' },
  webp: { bytes: hex('524946461000000057454250565038'), extensions: 'webp', kind: 'image' },
  bmp: { bytes: hex('424d460000000000'), extensions: 'bmp', kind: 'image' },
  heic: { bytes: at(3, '\x18ftypheic\0\0\0\0mif1heic'), extensions: 'heic heif', kind: 'image' },
  mp4: { bytes: at(3, '\x18ftypisom\0\0\0\0isommp41'), extensions: 'mp4 m4v', kind: 'video' },
  '3gp': { bytes: at(3, '\x18ftyp3gp5\0\0\0\x003gp5isom'), extensions: '3gp 3gpp', kind: 'video' },
  avi: {
    bytes: Buffer.from('RIFF\x10\0\0\0AVI LIST'.padEnd(200, '\0')),
    extensions: 'avi',
    kind: 'video',
  },
  m4a: { bytes: at(3, '\x18ftypM4A \0\0\0\0M4A isom'), extensions: 'm4a', kind: 'audio' },
  mp3: { bytes: hex('fffb9064'), extensions: 'mp3', kind: 'audio' },
  aac: { bytes: hex('fff15080'), extensions: 'aac', kind: 'audio' },
  amr: { bytes: Buffer.from('#!AMR\n\0\0\0'), extensions: 'amr', kind: 'audio' },
  opus: {
    bytes: Buffer.from(`OggS${'\0'.repeat(24)}OpusHead${'\0'.repeat(50)}`),
    extensions: 'ogg oga opus',
    kind: 'audio',
  },
  wav: {
    bytes: Buffer.from('RIFF\x10\0\0\0WAVEfmt '.padEnd(200, '\0')),
    extensions: 'wav',
    kind: 'audio',
  },
  zip: { bytes: hex('504b0506'), extensions: 'zip docx xlsx pptx odt ods epub xlsm apk pages kmz' },
  ole: { bytes: hex('d0cf11e0a1b11ae1'), extensions: 'doc xls ppt msg docx xlsx xlsm pptx pub' },
  rar: { bytes: hex('526172211a0701000000'), extensions: 'rar' },
  '7z': { bytes: hex('377abcaf271c0004'), extensions: '7z' },
  rtf: { bytes: Buffer.from('{\\rtf1 x}'), extensions: 'rtf doc txt' },
  csv: { bytes: Buffer.from('a;b\n1;2\n'), extensions: 'csv txt log md sql' },
  xml: { bytes: Buffer.from('<?xml version="1.0"?><a/>'), extensions: 'xml txt gpx kml' },
  json: { bytes: Buffer.from('{"a":1}'), extensions: 'json txt' },
  html: { bytes: Buffer.from('<html>'), extensions: 'html htm mht' },
  vcf: { bytes: Buffer.from('BEGIN:VCARD\n'), extensions: 'vcf txt' },
};

const pairs = Object.entries(FORMATS).flatMap(([format, { extensions }]) =>
  extensions.split(' ').map((extension) => [format, extension] as const),
);
const upright = pairs.filter(
  ([format, extension]) => format !== 'html' || /^html?$/.test(extension),
);

test.each(upright)('%s bytes may be called .%s', async (format, extension) => {
  const { bytes, kind = 'document' } = FORMATS[format]!;
  const content = await readContent(bytes);
  const file = await identifyFile({ given: `a.${extension}`, stated: undefined, content });
  expect(file).toMatchObject({ filename: `a.${extension}`, hasExtension: true, mediaType: kind });
  expect(file.contradiction).toBeUndefined();
});

const extensions = [...new Set(pairs.map(([, extension]) => extension))];
const others = Object.entries(FORMATS).flatMap(([format, own]) =>
  extensions
    .filter((extension) => !own.extensions.split(' ').includes(extension))
    .map((extension) => [format, extension] as const),
);

/** What may go by other names, too: families of one container. */
const FAMILIES = [
  /^(mp4|m4a|3gp|3gpp|m4v)$/,
  /^(csv|xml|json|vcf|html|rtf|txt|log|md|sql|gpx|kml|htm|mht|ai)$/,
];
const isKin = (format: string, extension: string) =>
  FAMILIES.some((family) => family.test(format) && family.test(extension));

test('bytes that are called what they are not are a contradiction, whatever is stated', async () => {
  const strangers = others.filter(([format, extension]) => !isKin(format, extension));
  expect(strangers.length).toBeGreaterThan(900);
  const types = [undefined, 'application/pdf', 'text/plain', 'image/jpeg', 'text/html'];
  for (const [format, extension] of strangers) {
    const content = await readContent(FORMATS[format]!.bytes);
    for (const stated of types) {
      const file = await identifyFile({ given: `a.${extension}`, stated, content });
      expect([format, extension, stated, !!file.contradiction]).toEqual([
        format,
        extension,
        stated,
        true,
      ]);
    }
  }
});

test('a page is one by whatever name, unless that says so', async () => {
  const content = await readContent(Buffer.from('<!doctype html><html>'));
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), async (given, found) => {
      const file = await identifyFile({ given, found, stated: undefined, content });
      const said = /\.html?[.\s]*$/i.test(given || found);
      expect(!!file.contradiction).toBe(!said);
    }),
  );
  const named = { given: 'Invoice', found: 'view.html', served: 'page.html', stated: 'text/html' };
  expect((await identifyFile({ ...named, content })).contradiction?.isPage).toBe(true);
  expect((await identifyFile({ ...named, given: '', content })).contradiction).toBeUndefined();
});

test.each([
  ['text/plain', 'a.pdf', true],
  ['text/html', 'a.pdf', false],
  ['image/webp', 'a.jpg', false],
])('%s that is stated of %s is vague: %s', async (stated, given, isVague) => {
  expect((await identifyFile({ given, stated })).contradiction).toMatchObject({ isVague });
});

test.each([
  ['application/vnd.ms-excel', 'a.csv', 'text/csv'],
  ['application/zip', 'a.docx', /wordprocessingml/],
  ['text/plain', 'a.csv', 'text/csv'],
  [undefined, 'a.pdf', 'application/pdf'],
])('%s that is stated of %s makes it %s', async (stated, given, type) => {
  const file = await identifyFile({ given, stated });
  expect(file.contradiction).toBeUndefined();
  expect(file.mimeType).toMatch(type);
});
