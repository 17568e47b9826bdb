import { failureReason } from './failure-reason';

/** The part of n8n's egress filter (n8n 2.40 and newer) that a transport of its own needs. */
export interface EgressFilter {
  /** Rejects where the host's name cannot be looked up (seen in n8n 2.40.7). */
  validateUrl(url: string): Promise<{ ok: true } | { ok: false; error: Error }>;
  createSecureLookup(): unknown;
}

/** Why an address is not connected to. */
export interface EgressDenial {
  /** One phrase without a full stop. */
  reason: string;
  /** It may be gone in a moment: no policy, but a host name that could not be looked up. */
  transient: boolean;
}

/** @returns what stands in the way of connecting to a URL; undefined where nothing does */
export async function egressDenial(
  url: string,
  filter: EgressFilter | undefined,
): Promise<EgressDenial | undefined> {
  try {
    const result = await filter?.validateUrl(url);
    if (!result || result.ok) return undefined;
    return { reason: denialReason(result.error), transient: false };
  } catch (error) {
    return { reason: failureReason(error), transient: true };
  }
}

/** @returns why n8n's policy forbids an address, as one phrase without a full stop */
export function denialReason({ message }: Error): string {
  return `this n8n does not allow connections to that address (${message})`;
}
