import * as fc from 'fast-check';
import { readMimeType } from '../../nodes/shared/files/mime-type';

test.each([
  ['application/pdf', 'application/pdf'],
  ['Text/CSV; charset="utf-8"', 'text/csv'],
  ['"application/pdf"', 'application/pdf'],
  ['"application/pdf"; x=y', 'application/pdf'],
  ['image/svg+xml;charset=utf-8', 'image/svg+xml'],
  [
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ],
  ['application/mp4', 'video/mp4'],
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['application/x-pdf', 'application/pdf'],
  ['audio/mp3', 'audio/mpeg'],
  ['audio/x-m4a', 'audio/mp4'],
  ['application/x-zip-compressed', 'application/zip'],
  ['text/xml; charset=utf-8', 'application/xml'],
])('of %s the type is read alone', (stated, type) => {
  expect(readMimeType(stated)).toBe(type);
});

test.each([
  ...[undefined, '', ';', 'pdf', 'a/b/c', 'a b/c', '*/*', 'application/octet-stream; x=y'],
  ...['application/force-download', 'application/download', 'binary/octet-stream'],
  ...['application/octetstream', 'Application/X-Download'],
])('%s says nothing', (stated) => {
  expect(readMimeType(stated)).toBeUndefined();
});

test('a type that is read is read again as itself', () => {
  const words = fc.stringMatching(/^[a-z.+-]{1,12}$/);
  fc.assert(
    fc.property(words, words, (kind, form) => {
      const type = readMimeType(`${kind}/${form}`);
      expect(readMimeType(type)).toBe(type);
    }),
  );
});

test('whatever is stated, what is read can stand in a JSON text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (kind, form) => {
      const type = readMimeType(`${kind}/${form}`) ?? '';
      expect(JSON.stringify(type)).toBe(`"${type}"`);
    }),
  );
});
