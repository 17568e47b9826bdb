/** A webhook could not be set or taken away; the message says why and what to do. */
export class RegistrationError extends Error {}

/**
 * @param what did not work out, when the work fails
 * @throws {RegistrationError} that begins with it and goes on with the work's own error
 */
export async function sayWhat<T>(what: string, work: Promise<T>): Promise<T> {
  return await work.catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    return Promise.reject(new RegistrationError(`${what}: ${why}`));
  });
}
