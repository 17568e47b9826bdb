/**
 * The most bytes to encode at a time; a multiple of three. They become 64 KB: longer slices save nothing with large
 * files, and the memory for them is what files of a megabyte cost most.
 */
export const LONGEST_SLICE = 48 * 1024;

/** Room for four slices, three bytes of which become four characters. */
const RING_BYTES = 4 * (LONGEST_SLICE / 3) * 4;

/**
 * Encodes into memory of its own. Node's encoder makes a text of what it is given: for 95 MB these are 127 MB,
 * which V8 lets grow by tens of megabytes before it collects them. Short texts that are copied away at once do
 * not get so far.
 */
export class Base64Encoder {
  private readonly ring = Buffer.allocUnsafeSlow(RING_BYTES);
  private at = 0;

  /**
   * @param from where to begin in `bytes`; up to `end` there are a multiple of three, and at most
   * {@link LONGEST_SLICE}
   * @returns characters that are overwritten three full slices later. A connection that is waited for
   * when it says so has written them before the second: it says so when it holds 64 KB.
   */
  encode(bytes: Uint8Array, from: number, end: number): Uint8Array {
    const { ring } = this;
    const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const text = source.toString('base64', from, end);
    if (this.at + text.length > ring.length) this.at = 0;
    const start = this.at;
    this.at += ring.write(text, start, 'latin1');
    return ring.subarray(start, this.at);
  }
}
