import type { N8nClient, StoredCredential } from '../../../lab/n8n/n8n-client';

/** Stores what our node logs in with. @param server that answers in 1MSG's place @param redisUrl empty: no Redis */
export const storeChannel = (
  client: N8nClient,
  server: string,
  redisUrl = '',
): Promise<StoredCredential> =>
  client.createCredential(`Bench channel${redisUrl && ' with Redis'}`, 'oneMsgChannelApi', {
    channelId: 'BENCH1',
    token: 'bench-token',
    baseUrl: server,
    redisUrl,
  });

/** Stores what our node and HTTP Request log in with. @param server that answers in 1MSG's place */
export async function storeCredentials(
  client: N8nClient,
  server: string,
): Promise<{ channel: StoredCredential; header: StoredCredential }> {
  const channel = await storeChannel(client, server);
  const header = await client.createCredential('Bench header', 'httpHeaderAuth', {
    name: 'Authorization',
    value: 'Bearer bench-token',
  });
  return { channel, header };
}
