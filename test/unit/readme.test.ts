import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldTables, withFieldTables } from '../../scripts/docs/field-tables';

const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');

test('the tables of the README say what the editor says; `npm run docs` writes them', () => {
  expect(readme).toBe(withFieldTables(readme));
});

test('a table that differs, and a mark without a table, are found', () => {
  const [name = ''] = Object.keys(fieldTables);
  const changed = readme.replace(`<!-- table: ${name} -->`, `<!-- table: ${name} -->\n| x |`);
  expect(withFieldTables(changed)).toBe(readme);
  expect(() => withFieldTables(readme.replace(name, 'no such table'))).toThrow('no such table');
});
