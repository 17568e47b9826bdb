/** What the item asks for cannot be sent. The message says in one sentence what is wrong, and where it helps what to do. */
export class InputError extends Error {
  constructor(
    readonly code: 'INVALID_RECIPIENT' | 'INVALID_FILE' | 'REJECTED',
    message: string,
  ) {
    super(message);
  }
}

/** What was given cannot be a recipient; the message says why, and what to do. */
export class RecipientError extends InputError {
  constructor(message: string) {
    super('INVALID_RECIPIENT', message);
  }
}
