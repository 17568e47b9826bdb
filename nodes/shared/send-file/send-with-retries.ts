import type { Clock } from '../async/clock';
import type { Gate } from '../channel/send-gate';
import { LONGEST_CLOSED_MS } from '../channel/send-gate';
import type { SendOutcome } from '../provider/send-outcome';
import { STOPPED } from '../provider/send-outcome';
import type { FileSender, SendRequest, TemplateMessage } from '../provider/file-sender';
import { UNKNOWN_WINDOW } from '../whatsapp/session-window';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

const CLOSED: SendOutcome = {
  kind: 'notSent',
  code: 'RATE_LIMITED',
  text: 'it has asked to wait for more than ten minutes',
};

/** How often, and under what conditions, one message is attempted. */
interface RetryOptions {
  gate: Gate;
  /** No message goes to the person for so many milliseconds, but for this one. */
  holdBack: (milliseconds: number) => Promise<void>;
  /** Attempts after the first, of a message that certainly was not sent. */
  maxRetries: number;
  clock: Clock;
  /** Once aborted there is no further attempt; one under way is waited for. */
  signal: AbortSignal;
  /** 0 ≤ n < 1, spreads the waits. */
  random: () => number;
}

/**
 * Sends one message. It is attempted again only when the last attempt certainly did not send it.
 * @param send makes one attempt; `stopped` when it came to none, which is not tried again
 * @returns the outcome of the last attempt; `stopped` where there was none
 */
export async function sendWithRetries(
  send: () => Promise<SendOutcome>,
  { gate, holdBack, maxRetries, clock, signal, random }: RetryOptions,
): Promise<SendOutcome> {
  let outcome: SendOutcome = STOPPED;
  for (let attempt = 0; !signal.aborted; attempt++) {
    const passedAt = await gate.pass(signal).catch(() => 'stopped' as const);
    if (passedAt === 'stopped') return outcome;
    if (passedAt === 'closed') return attempt === 0 ? CLOSED : outcome;
    // A Redis may have taken long to say so.
    const attempted = signal.aborted ? STOPPED : await send();
    if (attempted.kind === 'stopped') {
      await gate.giveBack(passedAt); // 1,000 items that are skipped do not keep the others waiting
      return outcome;
    }
    outcome = attempted;
    if (outcome.kind === 'accepted' || outcome.kind === 'queued') await gate.taken(passedAt);
    if (outcome.kind !== 'notSent') return outcome;
    const { ofPerson, retryAfter = 0 } = outcome;
    const wait = Math.max(retryAfter, ofPerson ? pauseOfPerson(attempt) : backoff(attempt, random));
    if (ofPerson) await holdBack(wait);
    else if (outcome.code === 'RATE_LIMITED') await gate.tooFast(passedAt, wait);
    if (attempt >= maxRetries || wait > LONGEST_CLOSED_MS) return outcome;
    await clock.sleep(wait, signal).catch(() => undefined); // stopped: the loop ends
  }
  return outcome;
}

/** What Meta asks for: one message in six seconds, and 4ⁿ seconds after the nth refusal. */
const pauseOfPerson = (attempt: number): number =>
  Math.min(LONGEST_CLOSED_MS, Math.max(6_000, 1_000 * 4 ** (attempt + 1)));

/** Exponential, with half of it left to chance so that many do not come back at the same moment. */
function backoff(attempt: number, random: () => number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + random() / 2);
}

/** When the provider's records are looked at after a send of unknown outcome, in milliseconds after the look before. */
const LOOKS_MS = [1_000, 2_000, 4_000];

/**
 * Sends one file at most once, or its template where the session window is closed and it has one. A template
 * that goes out at once is sent alone.
 * @returns what became of the file, or of the template (then `sentVia` says so)
 */
export async function sendOrFallBack(
  sender: FileSender,
  request: SendRequest,
  options: RetryOptions,
): Promise<SendOutcome> {
  const { template, fallback } = request;
  if (template) return await sendTemplate(sender, request, template, options);
  const staysOpen = fallback?.unlessOpen && (await openWindow(sender, request, options.clock));
  if (staysOpen && !staysOpen()) return await sendFallback(sender, request, options);
  // Between two attempts hours may pass.
  const send = async () => (!staysOpen || staysOpen() ? await sender.send(request) : CLOSES_SOON);
  const closed = staysOpen ? undefined : await knownToBeClosed(sender, request);
  const outcome = closed ?? (await sendAndSettle(sender, request, send, options));
  if (outcome.kind !== 'windowClosed' || !fallback || !sender.sendTemplate) return outcome;
  const second = await sendFallback(sender, request, options);
  return second.kind === 'stopped' ? outcome : second;
}

/** Sends the template that stands in for the file of a request. @returns as {@link sendTemplate} */
export async function sendFallback(
  sender: FileSender,
  request: SendRequest,
  options: RetryOptions,
): Promise<SendOutcome> {
  return await sendTemplate(sender, request, request.fallback!, options);
}

/** @returns what became of it, with `sentVia`. A closed window is no reason there: it is told as the provider's words */
async function sendTemplate(
  sender: FileSender,
  request: SendRequest,
  template: TemplateMessage,
  options: RetryOptions,
): Promise<SendOutcome> {
  const send = () => sender.sendTemplate!(request, template);
  const outcome = await sendAndSettle(sender, request, send, options);
  if (outcome.kind === 'stopped') return outcome;
  if (outcome.kind !== 'windowClosed') return { ...outcome, sentVia: 'sendTemplate' };
  const text = `${sender.provider.name} refused the template as if it needed an open session window: ${outcome.text}`;
  return { kind: 'refused', code: 'REJECTED', text, sentVia: 'sendTemplate' };
}

/** A file has to be fetched and delivered within the window, so one that is about to close is as good as closed. */
export const LEAST_LEFT_MS = 5 * 60_000;

const CLOSES_SOON: SendOutcome = {
  kind: 'windowClosed',
  text: 'the session window closes in less than five minutes',
};

/** Looks the session window up. @returns whether it is known to be open, and for long enough, by now */
async function openWindow(
  sender: FileSender,
  { recipient }: SendRequest,
  clock: Clock,
): Promise<() => boolean> {
  const { window, minutesLeft } = (await sender.window?.(recipient)) ?? UNKNOWN_WINDOW;
  const left = window === 'open' ? (minutesLeft ?? 0) * 60_000 : 0;
  const lookedUpAt = clock.now();
  return () => left - (clock.now() - lookedUpAt) >= LEAST_LEFT_MS;
}

async function knownToBeClosed(
  sender: FileSender,
  { checkWindow, recipient }: SendRequest,
): Promise<SendOutcome | undefined> {
  if (!checkWindow || !sender.window) return undefined;
  const { window, lastCustomerMessageAt } = await sender.window(recipient);
  if (window !== 'closed') return undefined;
  const text = lastCustomerMessageAt
    ? `the customer last wrote at ${lastCustomerMessageAt}`
    : 'the customer has not written in the last 24 hours';
  return { kind: 'windowClosed', text };
}

/**
 * Where the outcome is in doubt it is looked up in the provider's records, and never attempted again: not
 * being found there yet is no proof that it will not arrive.
 * @returns `unknown` only when the records do not settle it; its text then says whether there were any
 */
async function sendAndSettle(
  sender: FileSender,
  request: SendRequest,
  send: () => Promise<SendOutcome>,
  options: RetryOptions,
): Promise<SendOutcome> {
  const { clock, signal } = options;
  const outcome = await sendWithRetries(send, options);
  if (outcome.kind !== 'unknown') return outcome;

  let records: keyof typeof NOT_FOUND = 'none';
  for (const wait of sender.settle ? LOOKS_MS : []) {
    await clock.sleep(wait, signal).catch(() => undefined); // stopped: the last look comes at once
    const settlement = await sender.settle!(request);
    if (settlement.found) return { kind: 'accepted', id: settlement.id, reconciled: true };
    if (records !== 'read') records = settlement.records;
    if (settlement.records === 'none' || signal.aborted) break;
  }
  return { ...outcome, text: `${outcome.text}, and ${NOT_FOUND[records]}` };
}

/** By what became of looking it up. */
const NOT_FOUND = {
  read: "it has not appeared in the chat's history so far",
  none: 'there is no chat history to look it up in',
  unread: "the chat's history could not be read",
};
