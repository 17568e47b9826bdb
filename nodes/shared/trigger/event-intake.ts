import type { Clock } from '../async/clock';
import type { ProviderEvent } from '../events/delivery-event';
import { n8nClock } from '../n8n/n8n-clock';
import type { MemoryRules, Recollection } from './event-memory';
import { bitOf, EventMemory, memoryName, sameAs, subjectOf } from './event-memory';

/** What one request's events came to. */
export interface Intake {
  /** Those that are to start the workflow, in the order in which they came. */
  news: ProviderEvent[];
  duplicate: number;
  outdated: number;
  /**
   * To be called once, when it is known what became of the news.
   * @param acknowledged false: n8n has not taken them over, so a repetition of them is news again
   * @param begun where taking over is not beginning: resolves when their execution has begun. Further
   * news of the same messages wait for it, so as not to overtake
   */
  settle(acknowledged: boolean, begun?: Promise<void>): void;
}

/** As far as this process knows. */
export interface LocalIntake extends Intake {
  /** @param passedOn those of the news that count as seen, where it is not all or none of them: others have had them */
  settle(passedOn: boolean | readonly ProviderEvent[], begun?: Promise<void>): void;
}

/**
 * Decides which events are news when several requests are under way at the same time. An event counts
 * as seen only once n8n has taken it over; until then, requests about the same message wait, so that
 * none is answered with 200 for an event that is lost, and a message's events start in order.
 */
export class EventIntake {
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly beginning = new Map<string, Promise<void>>();

  constructor(private readonly memory: EventMemory) {}

  /** @returns the decision; its news are reserved until it is settled */
  async take(events: readonly ProviderEvent[], rules: MemoryRules): Promise<LocalIntake> {
    for (let busy = this.busyWith(events, rules); busy; busy = this.busyWith(events, rules))
      await busy;
    // From here to the return nothing waits: no other request comes in between.
    const before = new Map<string, { event: ProviderEvent; recollection: Recollection }>();
    const intake = { news: [] as ProviderEvent[], duplicate: 0, outdated: 0 };
    for (const event of events) {
      const verdict = this.memory.judge(event, rules);
      if (verdict !== 'new') {
        intake[verdict]++;
        continue;
      }
      const name = memoryName(event);
      if (!before.has(name)) before.set(name, { event, recollection: this.memory.recall(event) });
      this.memory.add(event);
      intake.news.push(event);
    }
    const free = this.reserve(intake.news);
    const settle: LocalIntake['settle'] = (passedOn, begun) => {
      if (passedOn !== true) {
        for (const { event, recollection } of before.values())
          this.memory.restore(event, recollection);
        for (const event of passedOn || []) this.memory.add(event);
      }
      if (passedOn && begun) this.letBegin(intake.news, begun);
      free();
    };
    return { ...intake, settle };
  }

  /** True when nothing is under way, and nothing of the last 24 hours remembered. */
  isUnused(): boolean {
    this.memory.forgetOld();
    return this.memory.size + this.underWay.size + this.beginning.size === 0;
  }

  /** @returns what has to end before these events can be judged; undefined when nothing has to */
  private busyWith(
    events: readonly ProviderEvent[],
    rules: MemoryRules,
  ): Promise<void> | undefined {
    const { underWay, beginning } = this;
    for (const event of underWay.size > 0 ? events : []) {
      const settled = underWay.get(subjectOf(event));
      if (settled) return settled;
    }
    for (const event of beginning.size > 0 ? events : []) {
      const begun = beginning.get(subjectOf(event));
      if (begun && this.memory.judge(event, rules) === 'new') return begun;
    }
    return undefined;
  }

  private letBegin(events: readonly ProviderEvent[], begun: Promise<void>): void {
    const subjects = events.map(subjectOf);
    for (const subject of subjects) this.beginning.set(subject, begun);
    void begun.then(() => {
      for (const subject of subjects)
        if (this.beginning.get(subject) === begun) this.beginning.delete(subject);
    });
  }

  private reserve(events: readonly ProviderEvent[]): () => void {
    let done = () => {};
    const settled = new Promise<void>((resolve) => (done = resolve));
    const subjects = events.map(subjectOf);
    for (const subject of subjects) this.underWay.set(subject, settled);
    return () => {
      for (const subject of subjects) this.underWay.delete(subject);
      done();
    };
  }
}

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
    for (const event of events) {
      const other = news.get(event.eventId);
      const isTold = other && bitOf(other) & sameAs(event);
      if (!isTold && this.memory.judge(event, FINISHED_RULES) === 'new')
        news.set(event.eventId, event);
    }
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

/** The memories of a trigger's two URLs. */
interface Intakes {
  received: EventIntake;
  finished: FinishedIntake;
}

const intakes = new Map<string, Intakes>();

/**
 * The memories of a trigger, shared by all requests in this process. n8n's static data cannot hold them:
 * n8n 2 loses what a webhook call writes there when the call starts an execution.
 * @param trigger names the trigger: its workflow and its node
 */
export function intakesOf(trigger: string): Intakes {
  let ofTrigger = intakes.get(trigger);
  if (!ofTrigger) {
    forgetUnused();
    ofTrigger = {
      received: new EventIntake(new EventMemory(Date.now)),
      finished: new FinishedIntake(new EventMemory(Date.now), n8nClock),
    };
    intakes.set(trigger, ofTrigger);
  }
  return ofTrigger;
}

/** Triggers come and go with their workflows; nobody says when one is gone for good. */
function forgetUnused(): void {
  for (const [trigger, { received, finished }] of intakes)
    if (received.isUnused() && finished.isUnused()) intakes.delete(trigger);
}
