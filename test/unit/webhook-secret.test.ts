import { deriveSecret, isSecret } from '../../nodes/shared/trigger/secret';

const channel = { id: 'ODI371267300', token: 'token-2048', baseUrl: 'https://api.1msg.io' };

test('the secret stays the same for a channel and its token, and tells nothing of them', () => {
  const secret = deriveSecret(channel);
  expect(deriveSecret({ ...channel, baseUrl: 'https://other.example' })).toBe(secret);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
});

test('another channel or token gives another secret', () => {
  const secrets = [channel, { ...channel, id: 'VID0' }, { ...channel, token: 'token-2049' }].map(
    deriveSecret,
  );
  expect(new Set(secrets).size).toBe(3);
});

test('only the very secret is let in', () => {
  expect(isSecret('s3cret', 's3cret')).toBe(true);
  for (const given of ['s3cre', 's3crets', '', undefined, ['s3cret'], { s3cret: '' }])
    expect(isSecret(given, 's3cret')).toBe(false);
});

test('where no secret is set nobody is let in, not even without one', () => {
  expect(isSecret('', '')).toBe(false);
  expect(isSecret(undefined, '')).toBe(false);
});
