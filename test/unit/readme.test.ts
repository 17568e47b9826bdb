import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldTables, withFieldTables } from '../../scripts/docs/field-tables';
import { pictures } from '../../scripts/screenshots/pictures';

const root = join(__dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('the tables of the README say what the editor says; `npm run docs` writes them', () => {
  expect(readme).toBe(withFieldTables(readme));
});

test('a table that differs, and a mark without a table, are found', () => {
  const [name = ''] = Object.keys(fieldTables);
  const changed = readme.replace(`<!-- table: ${name} -->`, `<!-- table: ${name} -->\n| x |`);
  expect(withFieldTables(changed)).toBe(readme);
  expect(() => withFieldTables(readme.replace(name, 'no such table'))).toThrow('no such table');
});

test('the README shows the pictures that `npm run screenshots` makes, five at most, and docs/ has no others', () => {
  const shown = [...readme.matchAll(/!\[[^\]]+\]\(docs\/([^)]+)\)/g)].map(([, file]) => file);
  const made = pictures.map(({ file }) => file);
  const stored = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.png'));
  expect([...shown].sort()).toEqual([...made].sort());
  expect([...stored].sort()).toEqual([...made].sort());
  expect(made.length).toBeLessThanOrEqual(5);
});
