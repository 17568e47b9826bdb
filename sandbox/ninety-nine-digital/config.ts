import { ACCOUNT_DEFAULTS, type AccountConfig } from '../account/config';

/** What of 99digital's behaviour can be set while the sandbox runs. */
export interface NinetyNineDigitalConfig extends AccountConfig {
  /** The HTTP status of answers with `"status": "FAIL"`; the real one is unknown (99digital-api.md#what-an-answer-means). */
  refusalStatus: number;
  /** True: links to files must begin with https, as in reality; on loopback there is only http. */
  requireHttps: boolean;
  /** What `getWebhook` shows for `url` when there is none. */
  emptyUrl: '' | ' ' | null;
  /**
   * How `getTemplates` lists a header that takes a file, which nobody knows: without a text, with the link of an example,
   * with its kind as the text or as a field of its own, or not at all.
   */
  templateHeaders: 'empty' | 'link' | 'kind' | 'format' | 'missing';
}

export const DEFAULT_CONFIG: NinetyNineDigitalConfig = {
  ...ACCOUNT_DEFAULTS,
  headFirst: false,
  hookAnswerWithinMs: 5_000,
  refusalStatus: 200,
  requireHttps: false,
  emptyUrl: '',
  templateHeaders: 'empty',
};

/** JSON schemas of the settings that are neither flags nor counts. */
export const CONFIG_SCHEMAS = {
  refusalStatus: { type: 'integer', minimum: 200, maximum: 599 },
  emptyUrl: { enum: ['', ' ', null] },
  templateHeaders: { enum: ['empty', 'link', 'kind', 'format', 'missing'] },
};
