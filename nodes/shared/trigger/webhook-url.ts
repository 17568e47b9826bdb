import { maskUrl } from '../values/mask-url';

export { maskUrl };

/** @returns whether both URLs lead to the same endpoint; what they carry behind `?` does not matter */
export function isSameEndpoint(a: string, b: string): boolean {
  if (!URL.canParse(a) || !URL.canParse(b)) return false;
  const [first, second] = [new URL(a), new URL(b)];
  return first.origin === second.origin && first.pathname === second.pathname;
}

/** @returns whether both URLs have the same path, at whatever server */
export function isSamePath(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).pathname === new URL(b).pathname;
}

/** @returns whether the URL is one of a trigger's own, with whatever secret */
export function isOwn(url: string, addresses: readonly string[]): boolean {
  return addresses.some((address) => isSameEndpoint(url, address));
}

/** @returns whether both are the same URL, perhaps written differently */
export function isSameUrl(a: string, b: string): boolean {
  return a === b || (URL.canParse(a) && URL.canParse(b) && new URL(a).href === new URL(b).href);
}

/** @returns whether both URLs carry the same secret, as those of all triggers of an account do */
export function hasSameSecret(a: string, b: string): boolean {
  if (!URL.canParse(a) || !URL.canParse(b)) return false;
  const [first, second] = [a, b].map((url) => new URL(url).searchParams.get('secret'));
  return Boolean(first) && first === second;
}
