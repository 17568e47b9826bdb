/** The most bytes to encode at a time; a multiple of three. */
export const LONGEST_SLICE = 48 * 1024;

/** Room for sixteen slices, three bytes of which become four characters. */
const RING_BYTES = 16 * (LONGEST_SLICE / 3) * 4;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The two characters of each 12 bits, as they lie in memory. */
const PAIRS = Uint16Array.from({ length: 4096 }, (_, bits) => {
  const first = ALPHABET.charCodeAt(bits >> 6);
  const second = ALPHABET.charCodeAt(bits & 63);
  return LITTLE_ENDIAN ? first | (second << 8) : (first << 8) | second;
});

/**
 * Encodes without leaving anything for the garbage collector. Node's own encoder makes a text of every
 * piece: for 95 MB these are 127 MB, which V8 lets grow by tens of megabytes before it collects them.
 */
export class Base64Encoder {
  private readonly ring = new Uint16Array(RING_BYTES / 2);
  private at = 0;

  /**
   * @param from where to begin in `bytes`; up to `end` there are a multiple of three, and at most
   * {@link LONGEST_SLICE}
   * @returns characters that are overwritten fifteen full slices later. A connection that is waited for
   * when it says so has written them long before: it holds 64 KB, which is one.
   */
  encode(bytes: Uint8Array, from: number, end: number): Uint8Array {
    const { ring } = this;
    const length = ((end - from) / 3) * 2;
    if (this.at + length > ring.length) this.at = 0;
    const start = this.at;
    let to = start;
    for (let at = from; at < end; at += 3) {
      const bits = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
      ring[to++] = PAIRS[bits >> 12]!;
      ring[to++] = PAIRS[bits & 4095]!;
    }
    this.at = to;
    return new Uint8Array(ring.buffer, start * 2, length * 2);
  }
}
