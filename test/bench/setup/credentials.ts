import type { N8nClient, StoredCredential } from '../../../lab/n8n/n8n-client';

/** Stores what our node and HTTP Request log in with. @param server that answers in 1MSG's place */
export async function storeCredentials(
  client: N8nClient,
  server: string,
): Promise<{ channel: StoredCredential; header: StoredCredential }> {
  const channel = await client.createCredential('Bench channel', 'oneMsgChannelApi', {
    channelId: 'BENCH1',
    token: 'bench-token',
    baseUrl: server,
  });
  const header = await client.createCredential('Bench header', 'httpHeaderAuth', {
    name: 'Authorization',
    value: 'Bearer bench-token',
  });
  return { channel, header };
}
