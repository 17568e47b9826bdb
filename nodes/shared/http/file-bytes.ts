/** A file's bytes, piece by piece. */
export type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** A file whose bytes are at hand, from wherever they come. They are never all in memory on account of this. */
export interface FileBytes {
  /** Undefined for a download whose server does not say. */
  size: number | undefined;
  /** Without parameters, lower case. */
  mimeType: string;
  /** The file's own name, where it has one. */
  name: string | undefined;
  /**
   * Opens ahead what {@link open} gives next, where that may be longer or shorter each time.
   * @returns its size in bytes; undefined where that is not known
   */
  openAhead?(): Promise<number | undefined>;
  /** A new stream from the beginning: one is good for one attempt only. */
  open(): Promise<Pieces>;
  /** Lets go of what was opened ahead; to be called when the file is not needed any more. */
  close?(): void;
}
