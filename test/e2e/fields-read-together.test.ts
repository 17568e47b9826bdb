import type { IDataObject } from 'n8n-workflow';

import { outputOf } from '../../lab/n8n/n8n-client';
import type { WorkflowNode } from '../../lab/n8n/workflows';
import { runSendFile } from './setup/send-file-workflow';
import { invoiceUrl, sandbox } from './setup/stage';

/** What n8n's own node makes of the same expressions. */
function editFields(fields: Record<string, string>): WorkflowNode {
  const assignments = Object.entries(fields).map(([name, value]) => ({
    id: name,
    name,
    type: 'string',
    value,
  }));
  return {
    name: 'Edit Fields',
    type: 'n8n-nodes-base.set',
    typeVersion: 3.4,
    parameters: {
      assignments: { assignments },
      includeOtherFields: true,
      options: { ignoreConversionErrors: true },
    },
  };
}

beforeEach(async () => {
  await sandbox.reset();
  await sandbox.configure({ windowEnforced: false });
});

test.each([
  [
    'the input item alone',
    {
      phone: '={{ $json.person.phones[0] }}',
      filename: '=Invoice {{ $json.number }}.pdf',
      caption:
        '=Dear {{ $json["full name"] }},\n\nyour invoice {{ $json.number }} “{{ $json.note }}”',
    },
  ],
  [
    'an item of a node before',
    {
      phone: "={{ $('Items').item.json.person.phones[0] }}",
      filename: "=Invoice {{ $('Items').item.json.number }}.pdf",
      caption: '={{ $json["full name"] }}, {{ $json.note }}{{ $json.nothing }}',
    },
  ],
  [
    'more than fields',
    {
      phone: '={{ $json.person.phones.first() }}',
      filename: '=Invoice {{ $json.number }}.pdf',
      caption: '={{ $json.note ? $json.note.toString().toUpperCase() : "none" }}',
    },
  ],
])('a file’s fields are what n8n makes of their expressions: %s', async (_of, fields) => {
  const notes: IDataObject['note'][] = ['so far', '', null, 0, false, 1.5, 'a "quoted" {{ text }}'];
  const items = notes.map((note, index) => ({
    person: { phones: [`1202072${1400 + index}`] },
    number: 2048 + index,
    'full name': index === 3 ? null : 'Dana Miller',
    note,
  }));
  const expected = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [`expected_${name}`, value]),
  );
  const execution = await runSendFile({
    items,
    before: [editFields(expected)],
    parameters: { ...fields, fileUrl: invoiceUrl },
  });
  const sent = outputOf(execution, 'Send File');
  const made = outputOf(execution, 'Edit Fields');
  expect(sent).toHaveLength(items.length);
  expect(sent.map(({ phone, filename, caption }) => ({ phone, filename, caption }))).toEqual(
    made.map((item) => ({
      phone: item.expected_phone,
      filename: item.expected_filename,
      caption: ((item.expected_caption as string | null) ?? '').trim(),
    })),
  );
});

test('so are a template’s variables', async () => {
  const fields = {
    body_1: '=Dana no. {{ $json.number }}{{ $json.nothing }}',
    body_2: "={{ $('Items').item.json.ticket }}",
  };
  const items = [1, 'TKT-2', 3.5].map((ticket, index) => ({
    ...{ phone: `1202072${1400 + index}`, number: 2048 + index, ticket },
    ...{ fileUrl: invoiceUrl, filename: '' },
  }));
  const execution = await runSendFile({
    items,
    before: [editFields(fields)],
    parameters: {
      ...{ operation: 'sendTemplate', filename: '=Invoice {{ $json.number }}.pdf' },
      template: { __rl: true, mode: 'id', value: 'invoice_ready:en' },
      templateVariables: {
        ...{ mappingMode: 'defineBelow', value: fields, matchingColumns: [], schema: [] },
      },
    },
  });
  expect(outputOf(execution, 'Send File')).toMatchObject(items.map(() => ({ sent: true })));
  const made = outputOf(execution, 'Edit Fields');
  const requests = await sandbox.requests('sendTemplate');
  const sent = requests.map(({ body }) => body as { phone: string; params: IDataObject[] });
  expect(sent).toHaveLength(items.length);
  for (const { phone, body_1, body_2 } of made) {
    const { params } = sent.find((body) => body.phone === phone)!;
    const texts = [body_1, body_2].map((text) => ({ type: 'text', text }));
    expect(params).toContainEqual({ type: 'body', parameters: texts });
  }
});
