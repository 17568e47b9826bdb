import { firstThatInstalls, newestFirst } from '../../lab/n8n/latest-n8n';

test('the newest n8n is the one that npm installs by itself, then those before it', () => {
  const versions = ['1.123.81', '2.9.0', '2.41.1', '2.41.3', '2.40.10', '2.42.0', '2.41.2-rc.1'];
  expect(newestFirst({ 'dist-tags.latest': '2.41.3', versions })).toEqual([
    ...['2.41.3', '2.41.1', '2.40.10', '2.9.0', '1.123.81'],
  ]);
});

describe('a version of which a part is missing on the registry', () => {
  const missing = new Error(
    'npm install failed in /tmp/x:\nnpm error code ETARGET\nnpm error notarget No matching version found for @n8n/agents@0.26.2.',
  );
  const installing = (failures: Record<string, Error>) => async (version: string) => {
    await Promise.resolve();
    if (failures[version]) throw failures[version];
    return version;
  };

  test('is told, and the one before it is taken', async () => {
    const said: string[] = [];
    const install = installing({ '2.41.3': missing });
    const report = (line: string) => void said.push(line);
    expect(await firstThatInstalls(['2.41.3', '2.41.1'], install, report)).toBe('2.41.1');
    expect(said).toEqual([
      'n8n 2.41.3 cannot be installed (No matching version found for @n8n/agents@0.26.2.); 2.41.1 is tried instead.',
    ]);
  });

  test('is an error when there is no other', async () => {
    const install = installing({ '2.41.3': missing });
    await expect(firstThatInstalls(['2.41.3'], install, () => undefined)).rejects.toBe(missing);
  });

  test('is not mistaken for a disk that is full', async () => {
    const full = new Error('npm error code ENOSPC');
    const tried: string[] = [];
    const install = async (version: string) => {
      tried.push(version);
      return await installing({ '2.41.3': full })(version);
    };
    const report = () => undefined;
    await expect(firstThatInstalls(['2.41.3', '2.41.1'], install, report)).rejects.toBe(full);
    expect(tried).toEqual(['2.41.3']);
  });
});
