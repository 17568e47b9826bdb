const ENDING = /[.\s]/;

/**
 * @returns the text without the full stops and spaces at its end, for a sentence that goes on behind it. By hand: a
 * pattern such as `/[.\s]+$/` tries anew at each of them, and takes quadratic time for a text full of them
 */
export function withoutEnding(text: string): string {
  let end = text.length;
  while (end > 0 && ENDING.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** @returns the text's first `most` UTF-16 units, one fewer where the last would be half a character, such as an emoji */
export function cutText(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}
