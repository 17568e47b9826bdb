import { channelId, createChannelCredential, n8n, n8nLog, sandboxUrl, token } from './setup/stage';

const WRONG_TOKEN = 'eyJhbGciOiJIUzI1NiJ9.not-the-token-of-any-channel.2048';

/** Stores a credential and tests it with the same values, as the editor does on saving. */
async function test1msgCredential(changes: Record<string, string>) {
  const data = { channelId, token, baseUrl: sandboxUrl, ...changes };
  return n8n.testCredential(await createChannelCredential(changes), data);
}

describe('the credential test', () => {
  test('accepts the right channel and token', async () => {
    expect(await test1msgCredential({})).toMatchObject({ status: 'OK' });
  });

  test.each([
    ['a channel ID with "instance" in front', { channelId: `instance${channelId}` }],
    ['a token with "Bearer" in front', { token: `Bearer ${token}` }],
    ['spaces around', { channelId: ` ${channelId} `, token: ` ${token}\n` }],
    ['a base URL that ends with a slash', { baseUrl: `${sandboxUrl}/` }],
  ])('takes %s', async (_form, changes) => {
    expect(await test1msgCredential(changes)).toMatchObject({ status: 'OK' });
  });

  test('refuses a wrong token without repeating it', async () => {
    const result = await test1msgCredential({ token: WRONG_TOKEN });
    expect(result.status).toBe('Error');
    expect(result.message).not.toContain(WRONG_TOKEN);
    expect(n8nLog()).not.toContain(WRONG_TOKEN);
  });

  test('refuses a base URL that is not https', async () => {
    const result = await test1msgCredential({ baseUrl: 'http://api.1msg.example' });
    expect(result.status).toBe('Error');
    expect(result.message).toMatch(/https/i);
  });
});
