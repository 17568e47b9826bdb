import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fieldTables, tablesIn, withFieldTables } from '../../scripts/docs/field-tables';
import { allPages, anchorsOf, userPages } from '../../scripts/docs/pages';
import { pictures } from '../../scripts/screenshots/pictures';

const root = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(path, 'utf8');
const pages = new Map(userPages().map((path) => [relative(root, path), read(path)]));
const readme = pages.get('README.md')!;
const REPOSITORY = /^https:\/\/github\.com\/n8n-nodes-1msg-send-file\/n8n-nodes-1msg-send-file/;
const RAW =
  'https://raw.githubusercontent.com/n8n-nodes-1msg-send-file/n8n-nodes-1msg-send-file/main/';

describe('the tables that say what the editor says; `npm run docs` writes them', () => {
  test.each([...pages])('%s', (_page, text) => expect(text).toBe(withFieldTables(text)));

  test('each has its place, and one only', () => {
    const placed = [...pages.values()].flatMap(tablesIn);
    expect(placed.sort()).toEqual(Object.keys(fieldTables).sort());
  });

  test('one that differs, and a mark without a table, are found', () => {
    const [name = ''] = Object.keys(fieldTables);
    const mark = `<!-- table: ${name} -->`;
    const changed = withFieldTables(`${mark}\n| x |\n<!-- end -->`);
    expect(changed).toContain(fieldTables[name]);
    expect(() => withFieldTables(`<!-- table: no such -->\n<!-- end -->`)).toThrow('no such');
  });
});

test('README and docs/ show the pictures that `npm run screenshots` makes, five at most, and no others are stored', () => {
  const shown = [...pages.values()]
    .flatMap((text) => [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)])
    .map(([, path = '']) => path.replace(`${RAW}docs/`, ''));
  const made = pictures.map(({ file }) => file);
  const stored = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.png'));
  expect(shown.sort()).toEqual([...made].sort());
  expect(stored.sort()).toEqual([...made].sort());
  expect(made.length).toBeLessThanOrEqual(5);
});

test('README is read in three minutes, CONTRIBUTING in one', () => {
  expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(10_240);
  expect(statSync(join(root, 'CONTRIBUTING.md')).size).toBeLessThanOrEqual(3_072);
});

test('README’s links are absolute: npm shows it alone', () => {
  for (const [, target = ''] of readme.matchAll(/\]\(([^)]+)\)/g))
    expect(target).toMatch(/^https:\/\//);
});

/** @returns the file in this repository that a link leads to, and the heading in it; undefined for another site's */
function placeOf(target: string, page: string): { file: string; anchor: string } | undefined {
  const [path = '', anchor = ''] = target
    .replace(RAW, '/')
    .replace(REPOSITORY, '')
    .replace(/^\/(?:blob|tree)\/main\//, '/')
    .split('#');
  if (REPOSITORY.test(target) && path === '') return { file: join(root, 'README.md'), anchor };
  if (/^https?:/.test(path)) return undefined;
  if (path === '') return { file: page, anchor };
  const file = path.startsWith('/') ? join(root, path) : resolve(dirname(page), path);
  return { file, anchor };
}

/** @throws where a link leads nowhere */
function expectToExist(target: string, page: string): void {
  const place = placeOf(target, page);
  if (!place || /\.git$/.test(target)) return;
  statSync(place.file);
  if (place.anchor && !anchorsOf(read(place.file)).has(place.anchor))
    throw new Error(`${relative(root, page)} links to ${target}, and there is no such heading`);
}

test('links between the pages lead to files and headings that are there', () => {
  for (const page of allPages())
    for (const [, target = ''] of read(page)
      .replace(/^```[\s\S]*?^```/gm, '')
      .matchAll(/\]\(([^)\s]+)\)/g))
      expectToExist(target, page);
});

test('the editor’s links to the documentation lead there', () => {
  for (const provider of ['OneMsg', 'NinetyNineDigital'])
    for (const file of readdirSync(join(root, 'nodes', provider)).filter((name) =>
      name.endsWith('.node.json'),
    ))
      for (const [, url = ''] of read(join(root, 'nodes', provider, file)).matchAll(
        /"url": "([^"]+)"/g,
      ))
        expectToExist(url, file);
});

test('a citation in a comment names a heading that is there', () => {
  const cited = ['nodes', 'credentials', 'sandbox', 'scripts', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|js|mjs|md)$/.test(file) && !/docs\.test\.ts$/.test(file))
      .flatMap((file) => {
        const text = read(join(root, folder, file));
        return [...text.matchAll(/\b((?:1msg-api|99digital-api|n8n-facts)\.md)(#[\w-]+)?/g)].map(
          ([, page = '', anchor = '']) => ({ file, page, anchor }),
        );
      }),
  );
  expect(cited.length).toBeGreaterThan(20);
  const headings = (page: string) =>
    anchorsOf(read(join(root, 'docs', page === 'n8n-facts.md' ? '' : 'providers', page)));
  const wrong = cited.filter(({ page, anchor }) => !headings(page).has(anchor.slice(1)));
  expect(wrong).toEqual([]);
});
