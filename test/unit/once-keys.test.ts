import { setImmediate as otherWork } from 'node:timers/promises';
import fc from 'fast-check';
import type { KeyMemory } from '../../nodes/shared/sending/once-keys';
import { OnceKeys } from '../../nodes/shared/sending/once-keys';
import type { SendOutcome } from '../../nodes/shared/sending/send-outcome';

const ACCEPTED: SendOutcome = { kind: 'accepted', id: 'wamid.1' };
const UNKNOWN: SendOutcome = { kind: 'unknown', text: 'cut' };
const REFUSED: SendOutcome = { kind: 'refused', code: 'REJECTED', text: 'no' };
const OUTCOMES: SendOutcome[] = [
  ACCEPTED,
  { kind: 'queued', jobId: '1' },
  UNKNOWN,
  REFUSED,
  { kind: 'windowClosed', text: 'closed' },
  { kind: 'notSent', code: 'UNREACHABLE', text: 'refused' },
];
const perhapsSent = ({ kind }: SendOutcome) => ['accepted', 'queued', 'unknown'].includes(kind);

class Memory implements KeyMemory {
  readonly keys = new Set<string>();
  async claim(key: string): Promise<boolean> {
    await otherWork();
    const fresh = !this.keys.has(key);
    this.keys.add(key);
    return fresh;
  }
  async release(key: string): Promise<void> {
    await otherWork();
    this.keys.delete(key);
  }
}

let memory: Memory;
let keys: OnceKeys;
let stop: AbortController;
beforeEach(() => {
  memory = new Memory();
  keys = new OnceKeys(memory);
  stop = new AbortController();
});
const send = async (key: string, outcome: SendOutcome) =>
  await keys.send(key, stop.signal, async () => {
    await otherWork();
    return { outcome };
  });

test.each(OUTCOMES)(
  'a key is kept just when something perhaps was sent: $kind',
  async (outcome) => {
    expect(await send('TKT-1', outcome)).toEqual({ kind: 'attempted', sent: { outcome } });
    expect(memory.keys.has('TKT-1')).toBe(perhapsSent(outcome));
  },
);

test.each(OUTCOMES)(
  'a twin waits for the first, and goes by its outcome: $kind',
  async (outcome) => {
    const results = await Promise.all([send('TKT-1', outcome), send('TKT-1', ACCEPTED)]);
    expect(results[1].kind).toBe(perhapsSent(outcome) ? 'skipped' : 'attempted');
  },
);

test('an exception keeps the key: nobody knows what went out before it', async () => {
  const first = keys.send('TKT-1', stop.signal, () => Promise.reject(new Error('bug')));
  const twin = send('TKT-1', ACCEPTED);
  await expect(first).rejects.toThrow('bug');
  expect(await twin).toEqual({ kind: 'skipped' });
  expect(memory.keys).toContain('TKT-1');
});

test('without a memory nothing is sent', async () => {
  memory.claim = () => Promise.reject(new Error('no database'));
  const attempt = jest.fn();
  expect(await keys.send('TKT-1', stop.signal, attempt)).toEqual({
    kind: 'unprotected',
    reason: 'no database',
  });
  expect(attempt).not.toHaveBeenCalled();
});

test('a key that cannot be released is told of', async () => {
  memory.release = () => Promise.reject(new Error('no database'));
  expect(await send('TKT-1', REFUSED)).toMatchObject({
    sent: {
      outcome: { kind: 'refused', text: expect.stringContaining('could not release') as string },
    },
  });
});

test('what waited when the run was stopped is not sent', async () => {
  const first = send('TKT-1', REFUSED);
  const twin = send('TKT-1', ACCEPTED);
  stop.abort();
  await first;
  expect(await twin).toEqual({ kind: 'stopped' });
});

test('whatever becomes of them, of all items with a key at most one is perhaps sent, and all end', async () => {
  const item = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    outcome: fc.constantFrom(...OUTCOMES),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(item, { maxLength: 30 }), async (items) => {
      memory = new Memory();
      keys = new OnceKeys(memory);
      const results = await Promise.all(items.map(({ key, outcome }) => send(key, outcome)));
      for (const key of ['a', 'b', 'c']) {
        const ofKey = results.filter((_, index) => items[index]!.key === key);
        const sent = ofKey.filter(
          (result) => result.kind === 'attempted' && perhapsSent(result.sent.outcome),
        );
        const possible = items.some((it) => it.key === key && perhapsSent(it.outcome));
        expect(sent).toHaveLength(possible ? 1 : 0);
      }
    }),
    { numRuns: 50 },
  );
});
