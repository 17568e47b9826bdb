import type { DeliveryPace } from '../world/delivery';

/** What of every account's behaviour can be set while the sandbox runs; times are real milliseconds. */
export interface AccountConfig extends DeliveryPace {
  /** How long the API takes over every request, once it is read. */
  answerAfterMs: number;
  /** False: files go out outside the session window, too (for benches to many recipients). */
  windowEnforced: boolean;
  /**
   * How a file is refused outside the session window. `later`, as WhatsApp mostly does: it is accepted, and seconds
   * later its delivery fails. `atOnce`: in the answer.
   */
  windowRefusal: 'later' | 'atOnce';
  /** True: links are asked for with HEAD before GET, so that those made for GET alone fail. */
  headFirst: boolean;
  /** Each webhook is posted this many times more. */
  duplicateHooks: number;
  /** True: `sent` is posted after the status that follows it. */
  outOfOrderHooks: boolean;
  /** A webhook's answer that takes longer is none. */
  hookAnswerWithinMs: number;
}

/** The pace is one at which a person can watch; tests set shorter times. */
export const ACCOUNT_DEFAULTS = {
  answerAfterMs: 0,
  sentAfterMs: 200,
  failedAfterMs: 2_000,
  deliveredAfterMs: 800,
  readAfterMs: 3_000,
  fetchFiles: true,
  windowEnforced: true,
  windowRefusal: 'later',
  duplicateHooks: 0,
  outOfOrderHooks: false,
} satisfies Partial<AccountConfig>;
