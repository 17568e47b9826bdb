import { hasSameSecret, isOwn } from '../../shared/trigger/webhook-url';
import type { WebhookSettings } from './number-webhook';

/** A trigger that has a number's webhook, or had it until another took it over. */
interface Holder {
  addresses: readonly string[];
  settings: WebhookSettings;
  /** The node whose test listener it is; undefined for an active workflow. */
  listensFor: string | undefined;
}

/** A trigger that is no more, and what was there before it. */
interface Gone {
  addresses: readonly string[];
  found: WebhookSettings;
}

/**
 * Who took a number's webhook over from whom, as far as this process has seen. In static data alone it
 * cannot be kept: a trigger does not see what another found, and what a test listener writes there is never saved.
 *
 * A CRM's URL is there; trigger A takes it over, then A's test listener: `base` is the CRM's, `holders` are A and the
 * listener. When the listener goes, A's comes back, and when A goes then, the CRM's. When A goes first nothing is
 * written, since the listener's is there, and the CRM's comes back after the listener.
 */
export interface Succession {
  /** What was there before the first holder. */
  base?: WebhookSettings;
  /** The newest last. */
  holders: readonly Holder[];
  /** The newest first. It tells, after a restart, that what a trigger had found is there no longer. */
  gone: readonly Gone[];
}

/** A trigger that takes the webhook over, or gives it up. */
interface Claimant {
  addresses: readonly string[];
  /** What it had found, as its static data has it. */
  recorded: WebhookSettings | undefined;
}

interface Takeover extends Claimant {
  settings: WebhookSettings;
  listensFor: string | undefined;
  /** What is there before it. */
  current: WebhookSettings;
}

const MAX_GONE = 100;

export const NOBODY: Succession = { holders: [], gone: [] };

/** @returns the holder whose URL it is */
export function holderOf({ holders }: Succession, url: string): Holder | undefined {
  return holders.find(({ addresses }) => isOwn(url, addresses));
}

/** @returns the succession with the trigger as the newest holder */
export function takeOver(succession: Succession, trigger: Takeover): Succession {
  const { addresses, recorded, settings, listensFor, current } = trigger;
  const isKnown = holderOf(succession, current.url) !== undefined;
  // Else another's, so what was before it does not come back; or after a restart a trigger's, known to none here.
  const { base = current, holders } = isKnown ? succession : NOBODY;
  // From before a restart, the trigger's own or of one that had taken it over by then: what it had found stays known.
  const isOfEarlier =
    isOwn(base.url, addresses) || (!isKnown && hasSameSecret(base.url, settings.url));
  const found = living((isOfEarlier && recorded) || base, { holders, gone: succession.gone });
  return {
    base: isOwn(found.url, addresses) ? { ...found, url: '' } : found,
    holders: [...without(holders, addresses), { addresses, settings, listensFor }],
    gone: succession.gone,
  };
}

/**
 * @returns what the newest holder is to have in its static data as what it found: never a test listener,
 * which does not outlive the process
 */
export function foundByNewest({ base, holders }: Succession): WebhookSettings | undefined {
  const before = holders.slice(0, -1).filter(({ listensFor }) => listensFor === undefined);
  return before.at(-1)?.settings ?? base;
}

/** @returns the succession without the trigger, and what comes back if its URL is there; undefined where nobody knows */
export function giveUp(
  succession: Succession,
  { addresses, recorded }: Claimant,
): { rest: Succession; back: WebhookSettings | undefined } {
  const holders = without(succession.holders, addresses);
  const base = holders.length < succession.holders.length ? succession.base : undefined;
  const isGone = (each: Gone) => isOf(each, addresses);
  const found = base ?? recorded ?? succession.gone.find(isGone)?.found;
  if (!found) return { rest: { ...succession, holders }, back: holders.at(-1)?.settings };
  const left = { addresses, found: recorded ?? found };
  const rest = withGone({ ...succession, holders }, [left]);
  const back = holders.at(-1)?.settings ?? living(found, rest);
  return { rest, back: isOwn(back.url, addresses) ? undefined : back };
}

/** @returns the succession in which these are no more */
export function withGone(succession: Succession, gone: readonly Gone[]): Succession {
  const others = succession.gone.filter(
    (old) => !gone.some((each) => isOf(each, old.addresses) && each.found.url === old.found.url),
  );
  const holders = gone.reduce(
    (rest, { addresses }) => without(rest, addresses),
    succession.holders,
  );
  return { ...succession, holders, gone: [...gone, ...others].slice(0, MAX_GONE) };
}

/** @returns the settings; where they are of a trigger that is no more, what that one had found, and so on */
function living(settings: WebhookSettings, { holders, gone }: Succession): WebhookSettings {
  const rest = [...gone];
  let found = settings;
  while (!holderOf({ holders, gone }, found.url)) {
    const index = rest.findIndex(({ addresses }) => isOwn(found.url, addresses));
    const [left] = index < 0 ? [] : rest.splice(index, 1);
    if (!left) break;
    ({ found } = left);
  }
  return found;
}

function without(holders: readonly Holder[], own: readonly string[]): readonly Holder[] {
  return holders.filter((each) => !isOf(each, own));
}

function isOf({ addresses: [url = ''] }: Holder | Gone, own: readonly string[]): boolean {
  return isOwn(url, own);
}
