/** What the item asks for cannot be sent. The message says in one sentence what is wrong, and where it helps what to do. */
export class InputError extends Error {
  constructor(
    readonly code: 'INVALID_RECIPIENT' | 'INVALID_FILE' | 'REJECTED',
    message: string,
  ) {
    super(message);
  }
}

/** @returns what is wrong with a value that gives no text: the end of a sentence */
export function notGiven(value: unknown): string {
  const isNothing = value === undefined || value === null || typeof value === 'string';
  return isNothing ? 'is empty' : `cannot be ${JSON.stringify(value)}`;
}
