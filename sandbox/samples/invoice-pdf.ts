/** A real PDF of one page: the invoice for a helpdesk ticket. The same ticket gives the same bytes. */
export function invoicePdf(ticket: string): Buffer {
  const rows: [string, string][] = [
    ['On-site repair of the laser printer, 2 h', '180.00'],
    ['Fuser unit, replacement', '94.50'],
    ['Travel', '35.00'],
  ];
  const page = [
    '0.10 0.25 0.45 rg 0 762 595 80 re f',
    text(56, 796, 24, 'Acme Helpdesk', '1 1 1'),
    text(430, 796, 14, 'INVOICE', '1 1 1'),
    text(56, 710, 18, `Invoice for ticket ${ticket}`),
    text(56, 684, 11, 'Bill to: Dana Levi, 12 Harbour Street'),
    text(56, 668, 11, 'Date: 22 November 2026    Due: 22 December 2026'),
    '0.85 g 56 628 483 22 re f',
    text(64, 635, 11, 'Description'),
    text(470, 635, 11, 'USD'),
    ...rows.flatMap(([what, price], index) => [
      text(64, 606 - index * 24, 11, what),
      text(470, 606 - index * 24, 11, price),
    ]),
    '0.6 G 56 540 m 539 540 l S',
    text(64, 516, 13, 'Total'),
    text(470, 516, 13, '309.50'),
    text(56, 96, 9, 'A sample of the n8n-nodes-1msg-send-file sandbox; nobody owes anything.'),
  ].join('\n');
  return pdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Title (${escaped(`Invoice for ticket ${ticket}`)}) /Producer (n8n-nodes-1msg-send-file sandbox) >>`,
  ]);
}

function text(x: number, y: number, size: number, words: string, colour = '0 0 0'): string {
  return `BT ${colour} rg /F1 ${size} Tf ${x} ${y} Td (${escaped(words)}) Tj ET`;
}

function escaped(words: string): string {
  return words.replace(/[^\x20-\x7e]/g, '?').replace(/[\\()]/g, '\\$&');
}

/** Objects are numbered from 1; the first is the catalogue, the last the document's information. */
function pdf(objects: string[]): Buffer {
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  return Buffer.from(
    `${file}xref\n0 ${count}\n0000000000 65535 f \n${table}` +
      `trailer\n<< /Size ${count} /Root 1 0 R /Info ${objects.length} 0 R >>\n` +
      `startxref\n${file.length}\n%%EOF\n`,
    'latin1',
  );
}
