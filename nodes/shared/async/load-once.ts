/**
 * Gives the function that loads a module with its first call, and the same one with each later call. n8n loads every
 * package whole at its start, so what a node does, and what takes long to load, waits for its first use.
 * It does for other answers that are asked for once, too.
 * @param load such as `async () => await import('./actions')`; after a failure the next call tries again
 */
export function loadOnce<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loaded: Promise<Module> | undefined;
  const forget = (error: Error) => {
    loaded = undefined;
    return Promise.reject(error);
  };
  return async () => await (loaded ??= load().catch(forget));
}
