/** WhatsApp's own names of users: a country, and what is no phone number. */
const USER_ID = /^([a-z]{2})\.(\d+)$/i;

/** @returns the user ID that somebody wrote, such as `CO.1748291002931`; undefined for anything else */
export function readUserId(given: unknown): string | undefined {
  const [, country, digits] = USER_ID.exec(typeof given === 'string' ? given.trim() : '') ?? [];
  return country && `${country.toUpperCase()}.${digits}`;
}
