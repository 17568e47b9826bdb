/** @param thrown anything can be thrown, though hardly ever is it not an error */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** @returns what an error says, or what was thrown in its place as a text */
export function messageOf(thrown: unknown): string {
  return asError(thrown).message;
}
