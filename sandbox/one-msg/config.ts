import { ACCOUNT_DEFAULTS, type AccountConfig } from '../account/config';

/** What of the channel's behaviour can be set while the sandbox runs. */
export interface OneMsgConfig extends AccountConfig {
  /** The form of statuses in webhooks; the channel's own setting `rawHooks` makes it `raw`. */
  statusPayload: 'ack' | 'hooks' | 'raw';
  /**
   * The form of `GET /webhook`: an array, one text with commas, a text where one URL allows it, rows with a status
   * of each, or an array that is left out where it would be empty.
   */
  webhookList: 'array' | 'comma' | 'string' | 'statuses' | 'missing';
  /** What holds the rows of `GET /templates`; `array`: nothing does. */
  templateList: 'templates' | 'waba_templates' | 'data' | 'array';
  /** `text`: components as JSON text. `other`: other fields' names, and the language as an object. */
  templateRows: 'plain' | 'text' | 'other';
  /** Which rows have the namespace. */
  templateNamespace: 'all' | 'first' | 'none';
  /** False: `GET /messages` has no rows, only a `notice`. */
  history: boolean;
  /** `number`: `fromMe` is 0 or 1 and `time` a text, the other form that was seen. */
  historyFlags: 'boolean' | 'number';
  /** False: `GET /hookInfo` answers 404, as on newer channels. */
  hookInfo: boolean;
  /** Events of so many milliseconds are posted in one request; 0: each by itself. */
  batchHooksMs: number;
  /** The first wait before a webhook is repeated (with `guaranteedHooks`); it doubles each time. */
  hookRetryMs: number;
  /** A webhook URL is disabled after this many failed attempts in a row. */
  disableHookAfter: number;
}

export const DEFAULT_CONFIG: OneMsgConfig = {
  ...ACCOUNT_DEFAULTS,
  headFirst: true,
  hookAnswerWithinMs: 10_000,
  statusPayload: 'ack',
  webhookList: 'array',
  templateList: 'templates',
  templateRows: 'plain',
  templateNamespace: 'all',
  history: true,
  historyFlags: 'boolean',
  hookInfo: true,
  batchHooksMs: 0,
  hookRetryMs: 250,
  disableHookAfter: 20,
};

/** JSON schemas of the settings that are neither flags nor counts. */
export const CONFIG_SCHEMAS = {
  statusPayload: { enum: ['ack', 'hooks', 'raw'] },
  webhookList: { enum: ['array', 'comma', 'string', 'statuses', 'missing'] },
  templateList: { enum: ['templates', 'waba_templates', 'data', 'array'] },
  templateRows: { enum: ['plain', 'text', 'other'] },
  templateNamespace: { enum: ['all', 'first', 'none'] },
  historyFlags: { enum: ['boolean', 'number'] },
};
