import { CredentialError, readSharing } from '../../nodes/shared/provider/account';

const read = (fields: Record<string, unknown>) => readSharing({ credential: 'X API', fields });

test.each([
  [{}, {}],
  [{ messagesPerSecond: 0, redisUrl: '' }, {}],
  [{ messagesPerSecond: '', redisUrl: ' ' }, {}],
  [{ messagesPerSecond: '5' }, { messagesPerSecond: 5 }],
  [{ messagesPerSecond: 0.5 }, { messagesPerSecond: 0.5 }],
  [{ redisUrl: ' redis://h ' }, { redisUrl: 'redis://h' }],
  [{ redisUrl: 'rediss://u:p%40@h:6380/2' }, { redisUrl: 'rediss://u:p%40@h:6380/2' }],
])('%j is read', (fields, expected) => {
  expect(read(fields)).toEqual(expected);
});

test.each([
  { messagesPerSecond: 'five' },
  { messagesPerSecond: -1 },
  { messagesPerSecond: [5] },
  { messagesPerSecond: true },
  { messagesPerSecond: Infinity },
  { redisUrl: 'http://h' },
  { redisUrl: 'h:6379' },
  { redisUrl: 'redis://:s3cret@h/db' },
  { redisUrl: 'redis://:s3cret@h?enableOfflineQueue=true' },
  { redisUrl: 'redis://:s3c#ret@h' },
])('%j is refused, without the password', (fields) => {
  expect(() => read(fields)).toThrow(CredentialError);
  try {
    read(fields);
  } catch (error) {
    expect((error as Error).message).not.toMatch(/s3c/);
  }
});
