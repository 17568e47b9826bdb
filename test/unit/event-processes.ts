import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../nodes/shared/async/clock';
import type { Script } from '../../nodes/shared/channel/redis-link';
import { RedisLink, script } from '../../nodes/shared/channel/redis-link';
import type { ProviderEvent } from '../../nodes/shared/events/delivery-event';
import type { Intake } from '../../nodes/shared/trigger/event-intake';
import { EventIntake } from '../../nodes/shared/trigger/event-intake';
import { EventLedger, MANNERS } from '../../nodes/shared/trigger/event-ledger';
import { EventMemory } from '../../nodes/shared/trigger/event-memory';
import { FINISHED_RULES, FinishedIntake } from '../../nodes/shared/trigger/event-intake';

/** What a second of the intakes takes in a test: 20 seconds of patience are one. */
const SPEED = 20;

const RULES = { ignoreDuplicates: true, ignoreOutdated: true };

let numbers = 0;

export type Acknowledge = keyof typeof MANNERS;

/** A link of one process, that a test counts at and cuts. */
class ProcessLink extends RedisLink {
  readonly scripts: Script[] = [];
  readonly running = new Set<Promise<unknown>>();
  isCut = false;

  override async run(program: Script, keys: string[], args: Array<string | number>) {
    if (this.isCut) throw new Error('killed');
    this.scripts.push(program);
    const running = super.run(program, keys, args);
    this.running.add(running);
    try {
      return await running;
    } finally {
      this.running.delete(running);
    }
  }
}

/** An n8n process that a trigger's requests come to. Another has another memory, and the same Redis where there is one. */
export class EventProcess {
  /** How often it was to be told that Redis cannot be reached. */
  troubles = 0;
  readonly link: ProcessLink | undefined;
  private readonly number = ++numbers;
  private isOver = false;
  private readonly clock: Clock = {
    now: () => Date.now() * SPEED,
    sleep: async (milliseconds, signal) => {
      await sleep(milliseconds / SPEED, undefined, { signal });
      if (this.isOver) await new Promise(() => {});
    },
  };
  private readonly intakes = {
    received: new EventIntake(new EventMemory(Date.now)),
    finished: new FinishedIntake(new EventMemory(Date.now), this.clock),
  };

  constructor(
    private readonly trigger: string,
    private readonly url?: string,
  ) {
    this.link = url === undefined ? undefined : new ProcessLink(url);
  }

  /** What a request's events come to; undefined where the provider is to repeat it. */
  async take(how: Acknowledge, events: ProviderEvent[]): Promise<Intake | undefined> {
    const since = this.clock.now();
    const local =
      how === 'finished'
        ? await this.intakes.finished.take(events)
        : await this.intakes.received.take(events, RULES);
    if (!local || !this.link || local.news.length === 0) return local;
    const rules = how === 'finished' ? FINISHED_RULES : RULES;
    const tell = () => void (this.link?.newTrouble() && this.troubles++);
    const ledger = new EventLedger(
      this.link,
      this.clock,
      this.trigger,
      MANNERS[how],
      tell,
      this.number,
    );
    return await ledger.confirm(local, rules, since);
  }

  /** Ends it in the midst of its work; its leases have run out then. */
  async kill(): Promise<void> {
    await this.close();
    if (this.url === undefined) return;
    const link = new RedisLink(this.url);
    await link.run(END_LEASES, [], [this.number]);
    await link.close();
  }

  /** Nothing more comes from it. */
  async close(): Promise<void> {
    this.isOver = true;
    if (!this.link) return;
    this.link.isCut = true;
    await Promise.allSettled(this.link.running);
    await this.link.close();
  }
}

const END_LEASES = script(`
for _, key in ipairs(redis.call('KEYS', 'n8n-1msg:*')) do
  for _, name in ipairs(redis.call('HKEYS', key)) do
    local process, request = string.match(redis.call('HGET', key, name), ':(%d+):(%d+)$')
    if process == ARGV[1] then
      redis.call('HSET', key, name, '1:' .. process .. ':' .. request)
    end
  end
end
`);
