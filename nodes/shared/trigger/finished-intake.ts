import type { Clock } from '../async/clock';
import type { ProviderEvent } from '../events/delivery-event';
import type { LocalIntake } from './event-intake';
import type { EventMemory, MemoryRules } from './event-memory';

/** How long a repetition waits for the answer of the workflow that works on its event. A provider waits longer. */
export const PATIENCE_MS = 20_000;

/** A lesser status is no old news here: the workflow may still fail with the greater one. */
export const FINISHED_RULES: MemoryRules = { ignoreDuplicates: true, ignoreOutdated: false };

/**
 * Decides which events are news where a request is answered when its workflow has ended. An event counts as seen
 * once its workflow has ended well. What other requests bring of a message starts at the same time.
 *
 * A request is answered for all its events at once. So it first waits for those that another request works on. Has
 * one of them failed, or does it take too long, nothing of the request starts and it is refused: the provider repeats
 * it, and then the one that failed is news. Otherwise they are duplicates by now, the rest starts, and its workflow
 * gives the answer. So none is answered with 200 before its own workflow has ended well, and none is worked on twice.
 */
export class FinishedIntake {
  /** Event → whether its workflow ends well. */
  private readonly underWay = new Map<string, Promise<boolean>>();

  constructor(
    private readonly memory: EventMemory,
    private readonly clock: Clock,
  ) {}

  /** @returns the decision, its news reserved until it is settled; undefined when the request is to be repeated */
  async take(events: readonly ProviderEvent[]): Promise<LocalIntake | undefined> {
    const waiting = new AbortController();
    let tooLong: Promise<boolean> | undefined;
    for (let busy = this.busyWith(events); busy; busy = this.busyWith(events)) {
      tooLong ??= this.clock.sleep(PATIENCE_MS, waiting.signal).then(
        () => false,
        () => false,
      );
      if (await Promise.race([busy, tooLong])) continue;
      waiting.abort();
      return undefined;
    }
    waiting.abort();
    // From here to the return nothing waits: no other request comes in between.
    const news = new Map<string, ProviderEvent>();
    for (const event of events)
      if (this.memory.judge(event, FINISHED_RULES) === 'new') news.set(event.eventId, event);
    const settle = this.reserve(news);
    return {
      news: [...news.values()],
      duplicate: events.length - news.size,
      outdated: 0,
      settle,
    };
  }

  /** True when nothing is under way, and nothing of the last 24 hours remembered. */
  isUnused(): boolean {
    this.memory.forgetOld();
    return this.memory.size + this.underWay.size === 0;
  }

  private busyWith(events: readonly ProviderEvent[]): Promise<boolean> | undefined {
    for (const { eventId } of this.underWay.size > 0 ? events : []) {
      const endsWell = this.underWay.get(eventId);
      if (endsWell) return endsWell;
    }
    return undefined;
  }

  private reserve(news: ReadonlyMap<string, ProviderEvent>): LocalIntake['settle'] {
    const ends = new Map<ProviderEvent, (well: boolean) => void>();
    for (const [id, event] of news)
      this.underWay.set(id, new Promise((resolve) => ends.set(event, resolve)));
    return (passedOn) => {
      const seen = new Set(passedOn === true ? ends.keys() : passedOn || []);
      for (const [event, end] of ends) {
        if (seen.has(event)) this.memory.add(event);
        this.underWay.delete(event.eventId);
        end(seen.has(event));
      }
    };
  }
}
