const underWay = new Map<string, Promise<unknown>>();

/** Does the work on one thing when all that was asked for before on it has ended, well or not. */
export async function withMutex(thing: string, work: () => Promise<void>): Promise<void> {
  const before = underWay.get(thing);
  const mine = (async () => {
    await before?.catch(() => undefined);
    await work();
  })();
  underWay.set(thing, mine);
  try {
    await mine;
  } finally {
    if (underWay.get(thing) === mine) underWay.delete(thing);
  }
}
