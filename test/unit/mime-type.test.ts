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
])('of %s the type is read alone', (stated, type) => {
  expect(readMimeType(stated)).toBe(type);
});

test.each([undefined, '', ';', 'pdf', 'a/b/c', 'a b/c', 'application/octet-stream; x=y'])(
  '%s says nothing',
  (stated) => {
    expect(readMimeType(stated)).toBeUndefined();
  },
);

test('whatever is stated, what is read can stand in a JSON text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (kind, form) => {
      const type = readMimeType(`${kind}/${form}`) ?? '';
      expect(JSON.stringify(type)).toBe(`"${type}"`);
    }),
  );
});
