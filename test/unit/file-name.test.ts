import { fileName } from '../../nodes/shared/files/file-name';
import { fileNameInUrl } from '../../nodes/shared/files/file-url';

const nameOf = async (...given: Parameters<typeof fileName>) => (await fileName(...given)).name;

test.each([
  ['application/pdf', 'pdf'],
  ['application/vnd.ms-powerpoint', 'ppt'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  ['audio/aac', 'aac'],
  ['audio/amr', 'amr'],
  ['audio/mp4', 'm4a'],
  ['audio/mpeg', 'mp3'],
  ['audio/ogg', 'ogg'],
  ['audio/opus', 'opus'],
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/webp', 'webp'],
  ['text/plain', 'txt'],
  ['text/vcard', 'vcf'],
  ['video/3gpp', '3gp'],
  ['video/mp4', 'mp4'],
  ['video/quicktime', 'mov'],
  ['video/x-msvideo', 'avi'],
  ['application/vnd.rar', 'rar'],
])('a file of type %s without a name is file.%s', async (mimeType, extension) => {
  expect(await nameOf([], mimeType)).toBe(`file.${extension}`);
});

test.each([
  ['Rechnung 31.12.2026', 'Rechnung 31.12.2026.pdf'],
  ['v1.2', 'v1.2.pdf'],
  ['Invoice.', 'Invoice.pdf'],
  ['.pdf', 'file.pdf'],
  ['Invoice', 'Invoice.pdf'],
  ['Invoice Nr.A17', 'Invoice Nr.A17.pdf'],
  ['Smith & Co.Ltd', 'Smith & Co.Ltd.pdf'],
  ['Rechnung shop.de', 'Rechnung shop.de.pdf'],
  ['Invoice shop.com', 'Invoice shop.com.pdf'],
  ['Invoice.PDF', 'Invoice.PDF'],
  ['archive.7z', 'archive.7z'],
  ['clip.3gp', 'clip.3gp'],
  ['חשבונית.pdf\u200f', 'חשבונית.pdf'],
  ['\u202aInvoice\u202c', 'Invoice.pdf'],
  ['\u202efdp.Invoice.pdf', 'fdp.Invoice.pdf'],
  ['👨\u200d👩.pdf', '👨\u200d👩.pdf'],
  ['"Invoice.pdf"', 'Invoice.pdf'],
  ['\u201cInvoice 7\u201d', 'Invoice 7.pdf'],
  ['Invoice.pdf"', 'Invoice.pdf'],
  ['"A" and "B"', '"A" and "B".pdf'],
])('a PDF called %s is %s', async (given, name) => {
  expect(await nameOf([given], 'application/pdf')).toBe(name);
});

const OFFICE = 'application/vnd.openxmlformats-officedocument';

test.each([
  ['Offer v2.final', `${OFFICE}.wordprocessingml.document`, 'Offer v2.final.docx'],
  ['Budget Smith & Co.Ltd', `${OFFICE}.spreadsheetml.sheet`, 'Budget Smith & Co.Ltd.xlsx'],
  ['Offer for me', 'application/msword', 'Offer for me.doc'],
  ['Offer shop.org', 'application/msword', 'Offer shop.org.doc'],
  ['Plan v1.in', 'image/png', 'Plan v1.in.png'],
  ['Budget.xlsm', `${OFFICE}.spreadsheetml.sheet`, 'Budget.xlsm'],
  ['Scan.jpe', 'image/jpeg', 'Scan.jpe'],
  ['Song.oga', 'audio/ogg', 'Song.oga'],
  ['photo.JPEG', 'image/jpeg', 'photo.JPEG'],
  ['export.dat', 'application/x-export', 'export.dat'], // nobody knows an extension of it
  ['photo.cr2', 'image/x-canon-cr2', 'photo.cr2'],
])('%s of type %s is %s', async (given, type, name) => {
  expect(await nameOf([given], type)).toBe(name);
});

test('where nobody knows an extension none is made up', async () => {
  expect(await fileName(['Invoice', 'download'])).toEqual({ name: 'Invoice', hasExtension: false });
  expect(await fileName(['raw.bin'])).toEqual({ name: 'raw.bin', hasExtension: true });
});

test.each([
  ['accounts.mt940', 'text/plain'],
  ['drawing.xyz', 'application/zip'],
  ['drawing.xyz', undefined],
])('%s of type %s keeps an extension that is not known here', async (given, mimeType) => {
  expect(await nameOf([given], mimeType)).toBe(given);
});

test("a name without an extension takes that of the file's own name where no type is known", async () => {
  expect(await nameOf(['Invoice 31.12.2026', 'scan.1', 'a.pdf'])).toBe('Invoice 31.12.2026.pdf');
});

test.each(['php', 'PHP', 'php5', 'aspx', 'asp', 'jsp', 'cgi', 'do'])(
  "a script's extension (%s) is none of the file's",
  async (extension) => {
    const path = fileNameInUrl(`https://example.com/a/download.${extension}?id=1`);
    expect(await nameOf(['', path, 'Invoice.pdf'], 'application/pdf')).toBe('Invoice.pdf');
    expect(await nameOf(['', path, undefined], 'image/png')).toBe('download.png');
  },
);

test('a name that is too long keeps its extension and whole characters', async () => {
  const name = await nameOf([`${'a'.repeat(235)}😀😀.pdf`]);
  expect(name).toBe(`${'a'.repeat(235)}.pdf`);
});

test('what is only dots and spaces at its end is short, however much of it there is', async () => {
  expect(await nameOf([`Invoice${' .'.repeat(60_000)}`], 'application/pdf')).toBe('Invoice.pdf');
  expect(await nameOf(['.'.repeat(120_000)], 'application/pdf')).toBe('file.pdf');
});

test('half a character in a name becomes one that says so', async () => {
  expect(await nameOf(['Rechnung \ud83d.pdf'])).toBe('Rechnung \ufffd.pdf');
});
