import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import type { DeliveryEvent, DeliveryStatus } from '../../nodes/shared/events/delivery-event';
import { EventIntake } from '../../nodes/shared/trigger/event-intake';
import { EventMemory } from '../../nodes/shared/trigger/event-memory';
import { acknowledged } from '../../nodes/shared/trigger/receive';
import { rising, statusOf } from './events';

const RULES = { ignoreDuplicates: true, ignoreOutdated: true };
const newIntake = () => new EventIntake(new EventMemory(() => 0));
/** Lets everything run that waits for nothing else. */
const idle = () => new Promise((resolve) => setImmediate(resolve));

test('an event that n8n has taken over is a duplicate from then on', async () => {
  const intake = newIntake();
  const first = await intake.take([statusOf('wamid.1', 'sent')], RULES);
  expect(first.news).toHaveLength(1);
  first.settle(true);
  const second = await intake.take([statusOf('wamid.1', 'sent')], RULES);
  expect(second).toMatchObject({ news: [], duplicate: 1, outdated: 0 });
});

test('an event that n8n did not take over is news again', async () => {
  const intake = newIntake();
  (await intake.take([statusOf('wamid.1', 'sent')], RULES)).settle(true);
  const failed = await intake.take(
    [statusOf('wamid.1', 'delivered'), statusOf('wamid.1', 'read')],
    RULES,
  );
  failed.settle(false);
  const again = await intake.take(
    [statusOf('wamid.1', 'sent'), statusOf('wamid.1', 'delivered')],
    RULES,
  );
  expect(again).toMatchObject({ news: [{ status: 'delivered' }], duplicate: 1 });
});

test('a repetition waits for the fate of the first, and takes its place when that failed', async () => {
  const intake = newIntake();
  const first = await intake.take([statusOf('wamid.1', 'sent')], RULES);
  let isDecided = false;
  const repetition = intake.take([statusOf('wamid.1', 'sent')], RULES);
  void repetition.then(() => (isDecided = true));
  await idle();
  expect(isDecided).toBe(false);
  first.settle(false);
  expect((await repetition).news).toHaveLength(1);
});

test('requests about other messages do not wait', async () => {
  const intake = newIntake();
  await intake.take([statusOf('wamid.1', 'sent')], RULES);
  expect((await intake.take([statusOf('wamid.2', 'sent')], RULES)).news).toHaveLength(1);
});

test('news of a message do not overtake an execution that has yet to begin, duplicates need not wait', async () => {
  const intake = newIntake();
  const first = await intake.take([statusOf('wamid.1', 'sent')], RULES);
  let begin = () => {};
  first.settle(true, new Promise((resolve) => (begin = resolve)));
  expect(await intake.take([statusOf('wamid.1', 'sent')], RULES)).toMatchObject({ duplicate: 1 });
  let isDecided = false;
  const next = intake.take([statusOf('wamid.1', 'delivered')], RULES);
  void next.then(() => (isDecided = true));
  await idle();
  expect(isDecided).toBe(false);
  begin();
  expect((await next).news).toHaveLength(1);
});

test('it is unused when nothing is remembered and nothing under way', async () => {
  const intake = newIntake();
  expect(intake.isUnused()).toBe(true);
  const taken = await intake.take([statusOf('wamid.1', 'sent')], RULES);
  expect(intake.isUnused()).toBe(false);
  taken.settle(false);
  expect(intake.isUnused()).toBe(true);
});

test('among any concurrent requests, some failing, each message rises and no status starts twice', async () => {
  const requests = fc.array(
    fc.record({
      events: fc.array(
        fc.record({
          id: fc.constantFrom('wamid.1', 'wamid.2', 'wamid.3'),
          status: fc.constantFrom<DeliveryStatus>('sent', 'delivered', 'read'),
        }),
        { maxLength: 4 },
      ),
      fails: fc.boolean(),
      slow: fc.nat(3),
    }),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(requests, async (given) => {
      const intake = newIntake();
      const started: DeliveryEvent[] = [];
      await Promise.all(
        given.map(async ({ events, fails, slow }) => {
          const taken = await intake.take(
            events.map(({ id, status }) => statusOf(id, status)),
            RULES,
          );
          for (let turn = 0; turn < slow; turn++) await idle();
          if (!fails) started.push(...(taken.news as DeliveryEvent[]));
          taken.settle(!fails);
        }),
      );
      for (const id of ['wamid.1', 'wamid.2', 'wamid.3']) {
        const statuses = started.filter((event) => event.id === id).map(({ status }) => status);
        expect(statuses).toEqual([...new Set(statuses)].sort(rising));
      }
    }),
  );
});

describe('acknowledged', () => {
  class Answer extends EventEmitter {
    closed = false;
    writableEnded = false;
    statusCode = 200;
    end(statusCode: number) {
      this.statusCode = statusCode;
      this.writableEnded = true;
    }
    close() {
      this.closed = true;
      this.emit('close');
    }
  }
  const clock = { now: () => 0, sleep: idle as () => Promise<void> };

  test.each([
    [200, true],
    [204, true],
    [500, false],
    [404, false],
  ])('an answer with %i means %s', async (status, expected) => {
    const answer = new Answer();
    const fate = acknowledged(answer, clock);
    answer.end(status);
    answer.close();
    expect(await fate).toBe(expected);
  });

  test('when the sender hangs up, what n8n would have answered counts', async () => {
    for (const [status, expected] of [
      [200, true],
      [500, false],
    ] as const) {
      const answer = new Answer();
      const fate = acknowledged(answer, clock);
      answer.close();
      await idle();
      answer.end(status);
      expect(await fate).toBe(expected);
    }
  });

  test('a workflow may go on for long after the sender has hung up', async () => {
    const answer = new Answer();
    let waited = 0;
    const sleep = async (milliseconds: number) => {
      waited += milliseconds;
      if (waited > 600_000 && !answer.writableEnded) answer.end(200);
      await Promise.resolve();
    };
    answer.close();
    expect(await acknowledged(answer, { now: () => 0, sleep }, 3_600_000)).toBe(true);
  });

  test('when n8n never answers, it has not', async () => {
    const answer = new Answer();
    answer.close();
    expect(await acknowledged(answer, clock)).toBe(false);
  });
});
