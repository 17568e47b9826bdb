import type { DeliveryPace } from '../world/delivery';

/** What of the channel's behaviour can be set while the sandbox runs. */
export interface SandboxConfig extends DeliveryPace {
  /** How long the API takes over every request, once it is read. */
  answerAfterMs: number;
  /** False: files go out outside the session window, too (for benches to many recipients). */
  windowEnforced: boolean;
  /** The form of statuses in webhooks; the channel's own setting `rawHooks` makes it `raw`. */
  statusPayload: 'ack' | 'hooks' | 'raw';
  /** The form of `GET /webhook`: an array, one text with commas, or a text where one URL allows it. */
  webhookList: 'array' | 'comma' | 'string';
  /** False: `GET /messages` has no rows, only a `notice`. */
  history: boolean;
  /** `number`: `fromMe` is 0 or 1 and `time` a text, the other form that was seen. */
  historyFlags: 'boolean' | 'number';
  /** False: `GET /hookInfo` answers 404, as on newer channels. */
  hookInfo: boolean;
  /** Each webhook is posted this many times more. */
  duplicateHooks: number;
  /** True: `sent` is posted after the status that follows it. */
  outOfOrderHooks: boolean;
  /** Events of so many milliseconds are posted in one request; 0: each by itself. */
  batchHooksMs: number;
  /** The first wait before a webhook is repeated (with `guaranteedHooks`); it doubles each time. */
  hookRetryMs: number;
  /** A webhook URL is disabled after this many failed attempts in a row. */
  disableHookAfter: number;
}

/** The pace is one at which a person can watch; tests set shorter times. */
export const DEFAULT_CONFIG: SandboxConfig = {
  answerAfterMs: 0,
  sentAfterMs: 200,
  deliveredAfterMs: 800,
  readAfterMs: 3_000,
  fetchFiles: true,
  windowEnforced: true,
  statusPayload: 'ack',
  webhookList: 'array',
  history: true,
  historyFlags: 'boolean',
  hookInfo: true,
  duplicateHooks: 0,
  outOfOrderHooks: false,
  batchHooksMs: 0,
  hookRetryMs: 250,
  disableHookAfter: 20,
};
