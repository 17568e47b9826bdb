import { messageOf } from '../values/thrown';

/** A webhook could not be read, set or taken away; the message says why, without a full stop at its end, and what to do. */
export class RegistrationError extends Error {
  /** @param isFinal whether trying again would not change it, such as a token that is refused */
  constructor(
    message: string,
    readonly isFinal = false,
  ) {
    super(message);
  }
}

/** @returns whether trying again would not change what went wrong */
export const isFinal = (error: unknown): boolean =>
  error instanceof RegistrationError && error.isFinal;

/**
 * @param what did not work out, when the work fails
 * @throws {RegistrationError} that begins with it and goes on with the work's own error
 */
export async function describeFailure<T>(what: string, work: Promise<T>): Promise<T> {
  return await work.catch((error: unknown) =>
    Promise.reject(new RegistrationError(`${what}: ${messageOf(error)}`, isFinal(error))),
  );
}

/**
 * @param undo takes back what the work may have done, when it fails
 * @param left what then is left behind, in a sentence, if that fails, too
 * @throws {RegistrationError} with the work's own error
 */
export async function withRollback<T>(
  work: Promise<T>,
  undo: () => Promise<void>,
  left: string,
): Promise<T> {
  return await work.catch(async (error: unknown) => {
    const undone = await undo().then(
      () => true,
      () => false,
    );
    const message = undone ? messageOf(error) : `${messageOf(error)}. ${left}`;
    return await Promise.reject(new RegistrationError(message, isFinal(error)));
  });
}
