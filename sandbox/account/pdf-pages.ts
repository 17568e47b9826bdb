/**
 * How many pages a PDF has, when it says so in plain sight; undefined for what is no PDF, and for newer ones
 * that keep their objects compressed.
 */
export function pdfPages(bytes: Buffer): number | undefined {
  if (!bytes.subarray(0, 1_024).includes('%PDF-')) return undefined;
  const pages = bytes.toString('latin1').match(/\/Type\s*\/Page(?![A-Za-z])/g);
  return pages?.length;
}
