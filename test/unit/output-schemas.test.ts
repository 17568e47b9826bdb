import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { schemaFiles } from '../../scripts/docs/output-schemas';

const root = join(__dirname, '..', '..');

describe('the schemas that n8n shows as output previews; `npm run docs` writes them', () => {
  test.each([...schemaFiles()])('%s', (path, schema) =>
    expect(JSON.parse(readFileSync(join(root, path), 'utf8'))).toEqual(schema),
  );

  test('there are no others', () => {
    const stored = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.includes('__schema__') && path.endsWith('.json'))
      .map((path) => `nodes/${path.split(sep).join('/')}`);
    expect(stored.sort()).toEqual([...schemaFiles().keys()].sort());
  });
});
