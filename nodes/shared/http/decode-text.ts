const ASCII = /^[\0-\x7f]*$/;

/**
 * @param text bytes, each as one character: so undici and Node.js give headers
 * @returns what they mean: UTF-8 where they are valid UTF-8, else Latin-1, as browsers read them
 */
export function decodeBytes(text: string): string {
  return ASCII.test(text) ? text : (decode(Buffer.from(text, 'latin1')) ?? text);
}

/**
 * @param text of a URL
 * @returns it percent-decoded, and the bytes read as by {@link decodeBytes}; as it is where a `%` encodes nothing
 */
export function decodePercent(text: string): string {
  if (!text.includes('%') || /%(?![\da-f]{2})/i.test(text)) return text;
  const bytes = percentBytes(text);
  return decode(bytes) ?? bytes.toString('latin1');
}

/** @returns the bytes of a text in UTF-8, those that are percent-encoded decoded */
export function percentBytes(text: string): Buffer {
  return Buffer.concat(
    text
      .split(/(%[\da-f]{2})/i)
      .map((part, index) =>
        index % 2 === 1 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part),
      ),
  );
}

/** @param charset as a header names it @returns undefined for bytes that are none of it, and for one that nobody knows */
export function decode(bytes: Uint8Array, charset = 'utf-8'): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
