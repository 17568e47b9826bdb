import type { ProviderAccount } from './provider-account';

/** What of an account can change: the parts that the control API shows. */
export type Part = 'chats' | 'requests' | 'webhooks' | 'clock' | 'failures';

/**
 * Tells which part of an account has changed, each time that one does.
 * @returns ends it
 */
export function watch(account: ProviderAccount, changed: (part: Part) => void): () => void {
  const { world, log, outbox, clock, failures } = account;
  const chats = () => changed('chats');
  const requests = () => changed('requests');
  const webhooks = () => changed('webhooks');
  const moved = () => changed('clock');
  const planned = () => changed('failures');
  const reset = () => {
    for (const tell of [chats, requests, webhooks, moved, planned]) tell();
  };
  world.on('message', chats).on('status', chats).on('file', chats).on('reset', reset);
  log.on('request', requests);
  outbox.on('posting', webhooks).on('posted', webhooks).on('urls', webhooks);
  clock.on('moved', moved);
  failures.on('changed', planned);
  return () => {
    world.off('message', chats).off('status', chats).off('file', chats).off('reset', reset);
    log.off('request', requests);
    outbox.off('posting', webhooks).off('posted', webhooks).off('urls', webhooks);
    clock.off('moved', moved);
    failures.off('changed', planned);
  };
}
