import { setImmediate as otherWork } from 'node:timers/promises';
import fc from 'fast-check';
import type { KeyMemory } from '../../nodes/shared/send-file/once-key-memory';
import { Unchanged } from '../../nodes/shared/send-file/once-key-memory';
import { OnceKeys } from '../../nodes/shared/send-file/send-once';
import type { SendOutcome } from '../../nodes/shared/provider/send-outcome';
import { STOPPED } from '../../nodes/shared/provider/send-outcome';

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

/** `before`: rejects and has changed nothing. `after`: has made the change, and its answer is lost. */
type Fault = 'before' | 'after' | undefined;

class Memory implements KeyMemory {
  readonly keys = new Set<string>();
  /** How many keys were ever claimed. */
  claims = 0;
  fault: (call: 'claim' | 'release') => Fault = () => undefined;
  async claim(key: string): Promise<boolean> {
    const fresh = await this.change('claim', () => {
      const isNew = !this.keys.has(key);
      if (isNew) this.claims++;
      this.keys.add(key);
      return isNew;
    });
    return fresh;
  }
  async release(key: string): Promise<void> {
    await this.change('release', () => this.keys.delete(key));
  }
  private async change<Result>(call: 'claim' | 'release', make: () => Result): Promise<Result> {
    const fault = this.fault(call);
    await otherWork();
    if (fault === 'before') throw new Error('no database');
    const result = make();
    if (fault === 'after') throw new Error('connection lost');
    return result;
  }
}

let memory: Memory;
let keys: OnceKeys;
let stop: AbortController;
beforeEach(() => {
  memory = new Memory();
  keys = new OnceKeys('node', memory);
  stop = new AbortController();
});
afterEach(async () => {
  // Nothing is under way any more, or this would wait for it.
  const { signal } = new AbortController();
  const others = new OnceKeys('node', new Memory());
  expect((await send('TKT-1', REFUSED, { keys: others, signal })).kind).toBe('attempted');
});

/** A send whose file is read first; without `isDue` it fails at that. */
const send = async (
  key: string,
  outcome: SendOutcome,
  { keys: own = keys, signal = stop.signal, isDue = true } = {},
) =>
  await own.send(key, signal, async (due) => {
    await otherWork();
    if (isDue && !(await due())) return { outcome: STOPPED };
    await otherWork();
    return { outcome };
  });

test.each(OUTCOMES)(
  'a key is kept just when something perhaps was sent: $kind',
  async (outcome) => {
    expect(await send('TKT-1', outcome)).toEqual({ kind: 'attempted', sent: { outcome } });
    expect(memory.keys.has('TKT-1')).toBe(perhapsSent(outcome));
    expect((await send('TKT-1', ACCEPTED)).kind).toBe(
      perhapsSent(outcome) ? 'skipped' : 'attempted',
    );
  },
);

test('a key is not claimed before its message is due, and once for all attempts', async () => {
  const claims: number[] = [];
  await keys.send('TKT-1', stop.signal, async (due) => {
    await otherWork();
    claims.push(memory.claims);
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await due()).toBe(true);
      claims.push(memory.claims);
    }
    return { outcome: ACCEPTED };
  });
  expect(claims).toEqual([0, 1, 1, 1]);
});

test.each(OUTCOMES)(
  'a twin waits for the first, and goes by its outcome, in another execution, too: $kind',
  async (outcome) => {
    const elsewhere = { keys: new OnceKeys('node', memory), signal: new AbortController().signal };
    const results = await Promise.all([
      send('TKT-1', outcome),
      send('TKT-1', ACCEPTED, elsewhere),
      send('TKT-1', ACCEPTED),
    ]);
    expect(results.map(({ kind }) => kind)).toEqual(
      perhapsSent(outcome)
        ? ['attempted', 'skipped', 'skipped']
        : ['attempted', 'attempted', 'skipped'],
    );
  },
);

test('the same key of another node is another key', async () => {
  const other = new OnceKeys('other node', new Memory());
  const results = await Promise.all([
    send('TKT-1', ACCEPTED),
    send('TKT-1', ACCEPTED, { keys: other }),
  ]);
  expect(results.map(({ kind }) => kind)).toEqual(['attempted', 'attempted']);
});

test('an exception after the message was due keeps the key: nobody knows what went out before it', async () => {
  const first = keys.send('TKT-1', stop.signal, async (due) => {
    await due();
    throw new Error('bug');
  });
  const twin = send('TKT-1', ACCEPTED);
  await expect(first).rejects.toThrow('bug');
  expect(await twin).toEqual({ kind: 'skipped' });
  expect(memory.keys).toContain('TKT-1');
});

test('an exception before it was due frees the twin', async () => {
  const first = keys.send('TKT-1', stop.signal, () => Promise.reject(new Error('bug')));
  const twin = send('TKT-1', ACCEPTED);
  await expect(first).rejects.toThrow('bug');
  expect((await twin).kind).toBe('attempted');
});

test('an item that cannot be read is skipped all the same if its key was used, and leaves the key if not', async () => {
  memory.keys.add('TKT-1');
  const unreadable: SendOutcome = { kind: 'refused', code: 'INVALID_FILE', text: 'gone' };
  expect(await send('TKT-1', unreadable, { isDue: false })).toEqual({ kind: 'skipped' });
  expect(await send('TKT-2', unreadable, { isDue: false })).toEqual({
    kind: 'attempted',
    sent: { outcome: unreadable },
  });
  expect([...memory.keys]).toEqual(['TKT-1']);
});

test.each([
  ['before', { reason: 'no database', doubtful: true }],
  ['after', { reason: 'connection lost', doubtful: true }],
] as const)(
  'nothing is sent when the claim fails %s it was written, and the key is in doubt',
  async (fault, expected) => {
    memory.fault = () => fault;
    expect(await send('TKT-1', ACCEPTED)).toEqual({ kind: 'unprotected', ...expected });
  },
);

test('a memory that certainly has not changed leaves no doubt', async () => {
  memory.claim = () => Promise.reject(new Unchanged('no memory'));
  const expected = { kind: 'unprotected', reason: 'no memory', doubtful: false };
  expect(await send('TKT-1', ACCEPTED)).toEqual(expected);
});

test('a claim that failed is not released: the key may have been used long before', async () => {
  memory.keys.add('TKT-1');
  memory.fault = (call) => (call === 'claim' ? 'before' : undefined);
  await send('TKT-1', ACCEPTED);
  expect(memory.keys).toContain('TKT-1');
});

test('a twin of an item whose claim failed is sent if its own is new, and is no skipped one if it is not', async () => {
  const twins = async (fault: Fault) => {
    memory = new Memory();
    keys = new OnceKeys('node', memory);
    let calls = 0;
    memory.fault = () => (calls++ === 0 ? fault : undefined);
    const results = await Promise.all([send('TKT-1', ACCEPTED), send('TKT-1', ACCEPTED)]);
    return results.map(({ kind }) => kind);
  };
  expect(await twins('before')).toEqual(['unprotected', 'attempted']);
  expect(await twins('after')).toEqual(['unprotected', 'unprotected']);
});

test.each(['before', 'after'] as const)(
  'a key whose release fails %s it was made is in doubt',
  async (fault) => {
    memory.fault = (call) => (call === 'release' ? fault : undefined);
    const results = [send('TKT-1', REFUSED), send('TKT-1', ACCEPTED)];
    expect(await results[0]).toEqual({
      kind: 'attempted',
      sent: { outcome: REFUSED },
      doubtful: true,
    });
    expect((await results[1])!.kind).toBe(fault === 'after' ? 'attempted' : 'unprotected');
  },
);

test('what waits when its run is stopped leaves at once, and is not sent', async () => {
  let finish = () => {};
  const first = keys.send('TKT-1', new AbortController().signal, async (due) => {
    await due();
    await new Promise<void>((resolve) => (finish = resolve));
    return { outcome: REFUSED };
  });
  const twin = send('TKT-1', ACCEPTED);
  await otherWork();
  stop.abort();
  expect(await twin).toEqual({ kind: 'stopped' });
  finish();
  await first;
});

test('a run that is stopped while its key is claimed sends nothing, and lets the key go', async () => {
  const sending = send('TKT-1', ACCEPTED);
  memory.fault = () => void stop.abort();
  expect(await sending).toEqual({ kind: 'attempted', sent: { outcome: STOPPED } });
  expect(memory.keys.size).toBe(0);
});

test('whatever becomes of them, of all items with a key at most one is perhaps sent, and all end', async () => {
  const item = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    outcome: fc.constantFrom(...OUTCOMES),
    execution: fc.nat(2),
    isDue: fc.boolean(),
  });
  const fault = fc.constantFrom<Fault>(undefined, undefined, undefined, 'before', 'after');
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { maxLength: 30 }),
      fc.oneof(fc.constant([]), fc.array(fault, { minLength: 1 })),
      async (items, faults) => {
        memory = new Memory();
        let calls = 0;
        memory.fault = () => faults[calls++ % Math.max(1, faults.length)];
        const executions = [0, 1, 2].map(() => new OnceKeys('node', memory));
        const outcomes = items.map(({ outcome, isDue }) =>
          !isDue && perhapsSent(outcome) ? REFUSED : outcome,
        );
        const results = await Promise.all(
          items.map(({ key, execution, isDue }, index) =>
            send(key, outcomes[index]!, { keys: executions[execution], isDue }),
          ),
        );
        for (const key of ['a', 'b', 'c']) {
          const ofKey = results.filter((_, index) => items[index]!.key === key);
          const sent = ofKey.filter(
            (result) => result.kind === 'attempted' && perhapsSent(result.sent.outcome),
          );
          const possible = outcomes.some((it, at) => items[at]!.key === key && perhapsSent(it));
          if (faults.length === 0) expect(sent).toHaveLength(possible ? 1 : 0);
          expect(sent.length).toBeLessThanOrEqual(1);
          // Nobody is told that it was sent before when it was not.
          if (sent.length === 0) expect(ofKey.filter(({ kind }) => kind === 'skipped')).toEqual([]);
          if (sent.length === 1) expect(memory.keys).toContain(key);
        }
      },
    ),
    { numRuns: 200 },
  );
});
