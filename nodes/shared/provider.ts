/** A provider of the WhatsApp API in texts for people. */
export interface Provider {
  /** Such as 1MSG. */
  name: string;
  /** What its credential holds, such as "the Channel ID and the Channel Token". */
  access: string;
}
