import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { DeliveryEvent, DeliveryStatus } from '../../nodes/shared/events/delivery-event';
import type { Acknowledge } from './event-processes';
import { EventProcess } from './event-processes';
import { rising, statusOf } from './events';
import { RedisServer } from './redis-server';

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(async () => await redis.kill());

/** A request of the provider's, which repeats it until it gets its 200. */
interface Delivery {
  events: Array<{ id: string; status: DeliveryStatus }>;
  /** Which process it comes to, each time. */
  to: number;
  /** How its first runs end; all others end well. */
  fates: Array<'well' | 'badly' | 'killed'>;
  /** Milliseconds until it comes first, and that a run of it takes. */
  after: number;
  takes: number;
}

const IDS = ['wamid.1', 'wamid.2', 'wamid.3'];
const PATIENCE_MS = 20_000;

const deliveries = (fates: Delivery['fates']) =>
  fc.array(
    fc.record<Delivery>({
      events: fc.array(
        fc.record({
          id: fc.constantFrom(...IDS),
          status: fc.constantFrom<DeliveryStatus>('sent', 'delivered', 'read'),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      to: fc.nat(1),
      fates: fc.array(fc.constantFrom(...fates), { maxLength: 2 }),
      after: fc.nat(10),
      takes: fc.nat(6),
    }),
    { minLength: 2, maxLength: 10 },
  );

const nameOf = ({ id, status }: DeliveryEvent) => `${id} ${status}`;

/** An n8n whose processes are killed and replaced, and a provider that calls them; it checks what they do on the way. */
class World {
  /** What was worked on to a good end, in that order. */
  readonly done: DeliveryEvent[] = [];
  private readonly underWay = new Map<string, EventProcess>();
  private readonly ends = new Map<EventProcess, () => void>();
  private readonly ended = new Map<EventProcess, Promise<undefined>>();
  private readonly processes: EventProcess[] = [];
  private failure: Error | undefined;
  /** How often something was worked on that was, or had been. */
  repeated = 0;

  constructor(
    private readonly how: Acknowledge,
    processes: number,
    private readonly newProcess: () => EventProcess,
  ) {
    for (let which = 0; which < processes; which++) this.start(which);
  }

  async deliver(all: readonly Delivery[]): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    await Promise.all(
      all.map(async (delivery) => {
        await sleep(delivery.after);
        const fates = [...delivery.fates];
        while (!(await this.request(delivery, fates)) && !this.failure) {
          if (Date.now() > until) this.fail(`${JSON.stringify(delivery)} is never done with`);
          await sleep(1);
        }
      }),
    );
    await Promise.all(this.processes.map((process) => process.close()));
    if (this.failure) throw this.failure;
  }

  /** @returns whether the provider got its 200 */
  private async request(delivery: Delivery, fates: Delivery['fates']): Promise<boolean> {
    const which = delivery.to % this.processes.length;
    const process = this.processes[which]!;
    const isOver = this.ended.get(process)!;
    const events = delivery.events.map(({ id, status }) => statusOf(id, status));
    const intake = await Promise.race([process.take(this.how, events), isOver]);
    if (!intake) return false;
    const news = intake.news as DeliveryEvent[];
    if (news.length > 0) {
      for (const event of news) this.begin(event, process);
      const fate = fates.shift() ?? 'well';
      await Promise.race([sleep(delivery.takes), isOver]);
      if (fate === 'killed' && this.processes[which] === process) await this.kill(which);
      if (this.processes[which] !== process) return false;
      for (const event of news) this.underWay.delete(nameOf(event));
      if (fate === 'well') this.done.push(...news);
      intake.settle(fate === 'well');
      if (fate !== 'well') return false;
    }
    for (const event of events)
      if (!this.isDone(event)) this.fail(`${nameOf(event)} got its 200 and is lost`);
    return true;
  }

  private begin(event: DeliveryEvent, process: EventProcess): void {
    const wasDone = this.done.some((other) => nameOf(other) === nameOf(event));
    if (wasDone || this.underWay.has(nameOf(event))) this.repeated++;
    this.underWay.set(nameOf(event), process);
  }

  /** Or may be left out, as outdated. */
  private isDone(event: DeliveryEvent): boolean {
    return this.done.some(
      ({ id, status }) =>
        id === event.id &&
        (status === event.status || (this.how === 'received' && rising(status, event.status) > 0)),
    );
  }

  private start(which: number): void {
    const process = this.newProcess();
    this.processes[which] = process;
    this.ended.set(
      process,
      new Promise((resolve) => this.ends.set(process, () => resolve(undefined))),
    );
  }

  /** Whether Redis did not answer one of its processes. */
  get hadTrouble(): boolean {
    return [...this.ended.keys()].some(({ troubles }) => troubles > 0);
  }

  private async kill(which: number): Promise<void> {
    const killed = this.processes[which]!;
    for (const [name, process] of this.underWay) if (process === killed) this.underWay.delete(name);
    this.start(which);
    this.ends.get(killed)?.();
    await killed.kill();
  }

  private fail(what: string): void {
    this.failure ??= new Error(what);
  }
}

let triggers = 0;

describe.each([
  ['memory', 1, false],
  ['Redis, one process', 1, true],
  ['Redis, two processes', 2, true],
] as const)(
  'whatever comes at the same time, fails and is repeated: %s',
  (_name, processes, isShared) => {
    const fates: Delivery['fates'] = isShared ? ['well', 'badly', 'killed'] : ['well', 'badly'];

    test.each<Acknowledge>(['finished', 'received'])(
      'no event is lost, and none is worked on again unless its run failed or was killed (%s)',
      async (how) => {
        await fc.assert(
          fc.asyncProperty(deliveries(fates), async (all) => {
            const trigger = `trigger ${++triggers}`;
            const url = isShared ? redis.url : undefined;
            const world = new World(how, processes, () => new EventProcess(trigger, url));
            await world.deliver(all);
            fc.pre(!world.hadTrouble); // where this machine was too busy for Redis to answer within a second
            expect(world.repeated).toBe(0);
            for (const id of how === 'received' ? IDS : []) {
              const statuses = world.done.filter((event) => event.id === id);
              expect(statuses).toEqual([...statuses].sort((a, b) => rising(a.status, b.status)));
            }
          }),
          { numRuns: 60 },
        );
      },
      60_000,
    );
  },
);

test.each<Acknowledge>(['finished', 'received'])(
  'no event is lost when Redis is killed and restarted on the way (%s)',
  async (how) => {
    const server = await RedisServer.start();
    const trigger = `trigger ${++triggers}`;
    const world = new World(how, 2, () => new EventProcess(trigger, server.url));
    const all = Array.from({ length: 400 }, (_, number): Delivery => {
      const id = `wamid.${number >> 2}`;
      const events: Delivery['events'] = [{ id, status: 'sent' }];
      if (number % 3 === 0) events.push({ id, status: 'delivered' });
      const fates: Delivery['fates'] = number % 5 === 0 ? ['badly'] : [];
      return { events, to: number % 2, fates, after: number * 5, takes: number % 30 };
    });
    const delivered = world.deliver(all);
    for (let outage = 0; outage < 2; outage++) {
      await sleep(400);
      await server.kill();
      await sleep(200);
      await server.restart();
    }
    await delivered;
    await server.kill();
    expect(world.hadTrouble).toBe(true);
    // Rather twice than not at all, but only what was under way or done when Redis went away.
    expect(world.repeated).toBeLessThan(all.length / 2);
  },
);
