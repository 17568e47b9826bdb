/** A provider of the WhatsApp API in texts for people. */
export interface Provider {
  /** Such as 1MSG. */
  name: string;
  /** What its credential holds, such as "the Channel ID and the Channel Token". */
  access: string;
  /** What to do when the session window is closed, besides waiting. */
  whenWindowClosed: string;
}

/** What the provider answered, as a sentence. */
export const quote = ({ name }: Provider, said: string): string =>
  `${name} said: "${said.replace(/[.\s]+$/, '')}".`;
