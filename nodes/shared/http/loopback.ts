const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])$/;

/** @returns whether a URL's host name stands for the machine itself, so that nobody outside can reach it there */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** Where n8n is told its public address: no node can see which of both names its n8n reads (n8n-facts.md#its-public-address). */
export const ADDRESS_SETTING = 'N8N_WEBHOOK_URL (in older n8n WEBHOOK_URL)';
