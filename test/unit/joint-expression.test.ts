import { JointExpression } from '../../nodes/shared/parameters/joint-expression';

const joint = (written: Record<string, unknown>) => JointExpression.of(Object.entries(written));

test('asks n8n for each field once, and fills the texts itself', () => {
  const fields = joint({
    phone: '={{ $json.phone }}',
    link: "={{$('Ticket').item.json.links[0]['pdf url']}}",
    filename: '=Invoice {{ $json.number }}.pdf',
    caption: '=Invoice {{ $json.number }}\nfor {{ $json.name }}',
  })!;
  expect(fields.expression).toBe(
    "{{ [$json.phone, $('Ticket').item.json.links[0]['pdf url'], $json.number, $json.name] }}",
  );
  expect(fields.values([12020721369, 'https://…', 2048, null])).toEqual(
    new Map<string, unknown>([
      ['phone', 12020721369],
      ['link', 'https://…'],
      ['filename', 'Invoice 2048.pdf'],
      ['caption', 'Invoice 2048\nfor '],
    ]),
  );
});

test.each([
  '={{ $json.phone.trim() }}',
  '={{ $json.a + $json.b }}',
  '={{ $json }}',
  '={{ $json?.phone }}',
  '={{ $json.phone // the mobile one }}',
  '={{ $now.toISO() }}',
  "={{ $('Ticket').first().json.phone }}",
  '={{ $json.phone ',
  '={{ $json.a }} }}',
  '=\\{{ $json.a }}',
  '=no field at all',
  'no expression',
  12,
  undefined,
])('leaves to n8n what is more than fields and text: %s', (value) => {
  const fields = joint({ value, phone: '={{ $json.phone }}', name: '={{ $json.name }}' })!;
  expect(fields.has('value')).toBe(false);
  expect([...fields.values(['a', 'b']).keys()]).toEqual(['phone', 'name']);
});

test('one field is no reason to ask for several', () => {
  expect(joint({ phone: '={{ $json.phone }}', name: 'invoice.pdf' })).toBeUndefined();
});

test('what n8n could not say together is not taken for anything', () => {
  const fields = joint({ phone: '={{ $json.phone }}', name: '={{ $json.name }}' })!;
  for (const result of [undefined, null, 'a', ['a'], {}])
    expect(fields.values(result).size).toBe(0);
});

test('how an object is written is left to n8n', () => {
  const fields = joint({ phone: '={{ $json.phone }}', name: '=for {{ $json.name }}' })!;
  expect(fields.values(['1', { first: 'Dana' }])).toEqual(new Map([['phone', '1']]));
  expect(fields.values([['1', '2'], 'Dana'])).toEqual(new Map([['name', 'for Dana']]));
});

test('what consists of several parts takes part as a whole, or not at all', () => {
  const parts = joint({
    variables: {
      mappingMode: 'defineBelow',
      value: { body_1: '={{ $json.name }}', body_2: '=No. {{ $json.number }}', body_3: 'fixed' },
      schema: [{ id: 'body_2', title: '={{ $json.name }}' }],
    },
    another: { value: ['={{ $json.other }}', '={{ $json.name.trim() }}'] },
    none: { value: ['fixed'] },
  })!;
  expect(parts.expression).toBe('{{ [$json.name, $json.number] }}');
  const value = { body_1: 'Dana', body_2: 'No. 2048', body_3: 'fixed' };
  const schema = [{ id: 'body_2', title: 'Dana' }];
  expect(parts.values(['Dana', 2048])).toEqual(
    new Map([['variables', { mappingMode: 'defineBelow', value, schema }]]),
  );
  expect(parts.values([{ first: 'Dana' }, 2048]).size).toBe(0);
  expect(['another', 'none'].some((name) => parts.has(name))).toBe(false);
});

test('one item’s values are not the next one’s', () => {
  const parts = joint({ variables: { value: { a: '={{ $json.a }}', b: '={{ $json.b }}' } } })!;
  const [first, second] = [
    ['1', '2'],
    ['3', '4'],
  ].map((row) => parts.values(row).get('variables'));
  expect(first).toEqual({ value: { a: '1', b: '2' } });
  expect(second).toEqual({ value: { a: '3', b: '4' } });
});
