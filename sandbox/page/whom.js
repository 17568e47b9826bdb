/** @typedef {import('./control.js').Provider} Provider */

/**
 * The chat with somebody, in the form in which the provider has it; null for what is nobody.
 * @param {string} given a number in any spelling, with or without `@c.us`, or what the provider knows people by
 *   without one
 * @param {Provider} provider
 */
export function chatWith(given, provider) {
  const who = given.trim();
  const digits = who.replace(/@c\.us$/, '').replace(/[+ ()-]/g, '');
  if (/^[1-9]\d{6,14}$/.test(digits)) return provider === '1msg' ? `${digits}@c.us` : digits;
  const isUserId = /^[A-Z]{2}\.(ENT\.)?\w{5,128}$/.test(who);
  if (provider === '99digital') return isUserId ? who : null;
  if (isUserId) return `${who}@lid`;
  return /^[\w.-]+@(c\.us|g\.us|lid)$/.test(who) ? who : null;
}
