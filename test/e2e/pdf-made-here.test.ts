import { activateExample } from './setup/example';
import { oneMsg, sentTo } from './setup/providers';
import { n8n, openWindow, sandbox, sandboxUrl, unique } from './setup/stage';

const PHONE = '12020721369';

test('the example makes a PDF of the ticket and sends it from binary data', async () => {
  await sandbox.reset();
  await openWindow(PHONE);
  const workflowId = await activateExample('pdf-made-here.json');
  const ticket = unique('TKT');
  const { body } = await n8n.postWebhook('pdf-made-here', {
    ticket,
    customer: 'Zoë Müller (Harbour \\ Co.) שלום',
    phone: PHONE,
    work: 'Repair of the laser printer',
    total: '309.50 USD',
  });
  expect(body).toMatchObject({ status: 'accepted', filename: `Invoice ${ticket}.pdf` });

  const [message] = await sentTo(oneMsg, PHONE);
  expect(message).toMatchObject({
    kind: 'document',
    filename: `Invoice ${ticket}.pdf`,
    file: { mime: 'application/pdf', intact: true },
  });
  const kept = await fetch(`${sandboxUrl}/media/${encodeURIComponent(message?.id ?? '')}/it.pdf`);
  const pdf = Buffer.from(await kept.arrayBuffer()).toString('latin1');
  expectValidPdf(pdf);
  const page = /stream\n([^]*)\nendstream/.exec(pdf)?.[1] ?? '';
  expect(page).toContain(`(Invoice for ticket ${ticket}) Tj`);
  expect(page).toContain(String.raw`(Bill to: Zo\353 M\374ller \(Harbour \\ Co.\) ????) '`);
  expect(page).toContain("(Repair of the laser printer) '");
  expect(page).toContain("(Total: 309.50 USD) '");
  await n8n.deleteWorkflow(workflowId);
});

/** What a reader of PDFs goes by: the table says where each object is, and the page how long it is. */
function expectValidPdf(pdf: string): void {
  expect(pdf).toMatch(/^%PDF-1\.4\n[^]*\nstartxref\n\d+\n%%EOF\n$/);
  const table = pdf.slice(Number(/startxref\n(\d+)/.exec(pdf)?.[1]));
  expect(table).toMatch(/^xref\n0 6\n0{10} 65535 f \n/);
  const offsets = [...table.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  expect(offsets.map((offset) => /^\d+ 0 obj\n/.exec(pdf.slice(offset))?.[0])).toEqual(
    [1, 2, 3, 4, 5].map((object) => `${object} 0 obj\n`),
  );
  expect(table).toContain('trailer\n<< /Size 6 /Root 1 0 R >>');
  const [, length, page] = /\/Length (\d+) >>\nstream\n([^]*)\nendstream/.exec(pdf) ?? [];
  expect(page).toHaveLength(Number(length));
}
