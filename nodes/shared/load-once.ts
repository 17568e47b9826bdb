/**
 * Gives the function that loads a module with its first call, and the same one with each later call. n8n loads every
 * package whole at its start, so what a node does, and what takes long to load, waits for its first use.
 * @param load such as `async () => await import('./actions')`
 */
export function loadOnce<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loaded: Promise<Module> | undefined;
  return async () => await (loaded ??= load());
}
