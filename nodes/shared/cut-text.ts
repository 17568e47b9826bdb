/** @returns the text's first `most` UTF-16 units, one fewer where the last would be half a character, such as an emoji */
export function cutText(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}
