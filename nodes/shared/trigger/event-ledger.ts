import { randomInt } from 'node:crypto';
import type { Clock } from '../async/clock';
import type { RedisLink, Script } from '../channel/redis-link';
import { script } from '../channel/redis-link';
import { hashOf, PREFIX } from '../channel/redis-once-keys';
import { LEASE_MS, RENEW_MS } from '../channel/channel-store';
import type { ProviderEvent } from '../events/delivery-event';
import type { Intake, LocalIntake } from './event-intake';
import type { MemoryRules, Verdict } from './event-memory';
import { bitOf, greaterThan, memoryName, sameAs } from './event-memory';
import { PATIENCE_MS } from './event-intake';

/** What two processes must not do at the same time, and what the one that came second then does. */
interface Manner {
  /** Whether what a process works on keeps others from all of the message, or from the same event only. */
  byMessage: boolean;
  /** Whether a request starts what another one has failed with while it waited; else it is refused. */
  takesOver: boolean;
  patienceMs: number;
}

/** As EventIntake and FinishedIntake do it within a process. */
export const MANNERS = {
  received: { byMessage: true, takesOver: true, patienceMs: 10_000 },
  finished: { byMessage: false, takesOver: false, patienceMs: PATIENCE_MS },
} satisfies Record<string, Manner>;

const LOOK_AGAIN_MS = 50;
const KEEP_MS = 24 * 3_600_000;
/** When it is tried again to note what became of events: an outage of seconds is not to leave a gap. */
const NOTE_AGAIN_MS = [0, 1_000, 5_000, 15_000];

/** What the script says of an event. */
const ANSWERS = ['new', 'duplicate', 'outdated', 'busy', 'failed'] as const;
const [NEW, DUPLICATE, OUTDATED, BUSY, FAILED] = ANSWERS.keys();

// A hash for each message: `done`, the bits of what was passed on, and for each bit that is being worked on the end of
// its lease and whose it is, as `milliseconds:process:request`.
const OWNER = `
local function leaseOf(key, bits)
  local ends, process, request = string.match(redis.call('HGET', key, bits) or '', '^(%d+):(%d+):(%d+)$')
  return tonumber(ends), process, request
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local process, request, keep = ARGV[1], ARGV[2], ARGV[3]
local lease = string.format('%.0f:%s:%s', now + ARGV[4], process, request)
`;

/**
 * Takes all events of a request, or none of them where another process works on one. Who is first within a process is
 * its own intake's to say, which may know the end of some work before it is noted here.
 */
const TAKE = script(`${OWNER}
local noDuplicates, noOutdated, byMessage = ARGV[5] == '1', ARGV[6] == '1', ARGV[7] == '1'
local messages, events = {}, {}
for i, key in ipairs(KEYS) do
  local message = messages[key]
  if not message then
    message = { passed = tonumber(redis.call('HGET', key, 'done') or 0), busy = 0 }
    for _, name in ipairs(redis.call('HKEYS', key)) do
      if name ~= 'done' then
        local ends, owner = leaseOf(key, name)
        if ends and ends > now and owner ~= process then message.busy = bit.bor(message.busy, name) end
      end
    end
    messages[key] = message
  end
  local own, same, greater, waited = string.match(ARGV[7 + i], '^(%d+):(%d+):(%d+):(%d)$')
  events[i] = {
    message = message, own = tonumber(own), same = tonumber(same), greater = tonumber(greater), waited = waited == '1'
  }
end
local function verdictOn(event)
  if noDuplicates and bit.band(event.message.passed, event.same) ~= 0 then return ${DUPLICATE} end
  if noOutdated and bit.band(event.message.passed, event.greater) ~= 0 then return ${OUTDATED} end
  return ${NEW}
end
local verdicts, isFree = {}, true
for i, event in ipairs(events) do
  verdicts[i] = verdictOn(event)
  if verdicts[i] == ${NEW} then
    local others = event.message.busy
    if not byMessage then others = bit.band(others, event.same) end
    if others ~= 0 then verdicts[i] = ${BUSY} elseif event.waited then verdicts[i] = ${FAILED} end
    if verdicts[i] ~= ${NEW} then isFree = false end
  end
end
if not isFree then return verdicts end
for i, event in ipairs(events) do
  verdicts[i] = verdictOn(event)
  if verdicts[i] == ${NEW} then
    event.message.passed = bit.bor(event.message.passed, event.own)
    redis.call('HSET', KEYS[i], event.own, lease)
    redis.call('PEXPIRE', KEYS[i], keep)
  end
end
return verdicts
`);

/** Says that events are still being worked on; also to a Redis that has forgotten it. */
const RENEW = script(`${OWNER}
for i, key in ipairs(KEYS) do
  local ends, owner = leaseOf(key, ARGV[4 + i])
  if not ends or owner == process or ends <= now then
    redis.call('HSET', key, ARGV[4 + i], lease)
    redis.call('PEXPIRE', key, keep)
  end
end
`);

/** Ends the work on events, and notes them as passed on where it went well. */
const SETTLE = script(`${OWNER}
for i, key in ipairs(KEYS) do
  local own = ARGV[5 + i]
  local _, owner, ownRequest = leaseOf(key, own)
  if owner == process and ownRequest == request then redis.call('HDEL', key, own) end
  if ARGV[5] == '1' then
    redis.call('HSET', key, 'done', bit.bor(redis.call('HGET', key, 'done') or 0, own))
    redis.call('PEXPIRE', key, keep)
  end
end
`);

const THIS_PROCESS = randomInt(2 ** 48 - 1);
/** How many requests there were in this process. */
let requests = 0;

/** Where an event stands in Redis. */
interface Place {
  key: string;
  /** Of its key's hash. */
  bits: number;
}

/**
 * What a trigger has passed on, in Redis: for all processes of this n8n, and over restarts. It stands behind the
 * process's own intake, which has put a message's events in order.
 *
 * Events that a process works on are its own for as long as it says so; one that was killed loses them 15 seconds
 * later, and a repetition is news again. There is one hole: who is killed between the end of the work and the note of
 * it leaves an event whose repetition is worked on once more. Where Redis cannot be reached, what this process
 * remembers is all that is known: rather twice than not at all.
 */
export class EventLedger {
  /**
   * @param trigger names the trigger and which of its URLs was called
   * @param tellTrouble is called when Redis did not answer
   * @param process which no other process has
   */
  constructor(
    private readonly link: RedisLink,
    private readonly clock: Clock,
    private readonly trigger: string,
    private readonly manner: Manner,
    private readonly tellTrouble: () => void,
    private readonly process = THIS_PROCESS,
  ) {}

  /**
   * Confirms what this process's intake has taken for news.
   * @param since when the request came: how long it may wait is counted from there
   * @returns what is news to all of them; undefined when the request is to be repeated
   */
  async confirm(
    intake: LocalIntake,
    rules: MemoryRules,
    since = this.clock.now(),
  ): Promise<Intake | undefined> {
    const owner = [this.process, ++requests];
    const verdicts = await this.take(intake.news, rules, owner, since + this.manner.patienceMs);
    if (!verdicts) {
      intake.settle(false);
      return undefined;
    }
    const those = (verdict: Verdict) => intake.news.filter((_, at) => verdicts[at] === verdict);
    const news = those('new');
    const duplicates = those('duplicate');
    if (news.length === 0) intake.settle(duplicates);
    const end = news.length > 0 ? this.keep(news, owner) : undefined;
    return {
      news,
      duplicate: intake.duplicate + duplicates.length,
      outdated: intake.outdated + those('outdated').length,
      settle: (acknowledged, begun) => {
        intake.settle(acknowledged ? [...duplicates, ...news] : duplicates, begun);
        void end?.(acknowledged);
      },
    };
  }

  /** @returns the verdicts on events that are this process's own from now on; undefined when it has none of them */
  private async take(
    events: readonly ProviderEvent[],
    rules: MemoryRules,
    owner: readonly number[],
    until: number,
  ): Promise<Verdict[] | undefined> {
    const places = this.placesOf(events);
    const { ignoreDuplicates, ignoreOutdated } = rules;
    const flags = [ignoreDuplicates, ignoreOutdated, this.manner.byMessage].map(Number);
    const waitedFor = new Set<number>();
    for (;;) {
      const each = events.map((event, at) => {
        const isLost = waitedFor.has(at) && !this.manner.takesOver;
        return `${bitOf(event)}:${sameAs(event)}:${greaterThan(event)}:${Number(isLost)}`;
      });
      const args = [...owner, KEEP_MS, LEASE_MS, ...flags, ...each];
      const answer = await this.run(TAKE, places, args);
      // Those that another process works on are not begun because Redis went away meanwhile.
      if (!answer) return waitedFor.size > 0 ? undefined : events.map(() => 'new');
      const verdicts = (answer as number[]).map((number) => ANSWERS[number]);
      if (verdicts.every(isVerdict)) return verdicts;
      if (verdicts.includes('failed') || this.clock.now() >= until) return undefined;
      verdicts.forEach((verdict, at) => verdict === 'busy' && waitedFor.add(at));
      await this.clock.sleep(LOOK_AGAIN_MS);
    }
  }

  /** Keeps events this process's own until their work ends. @returns to be called then */
  private keep(
    events: readonly ProviderEvent[],
    owner: readonly number[],
  ): (isPassedOn: boolean) => Promise<void> {
    const places = this.placesOf(events);
    const bits = places.map((place) => place.bits);
    const end = new AbortController();
    const renewing = (async () => {
      for (;;) {
        await this.clock.sleep(RENEW_MS, end.signal);
        await this.run(RENEW, places, [...owner, KEEP_MS, LEASE_MS, ...bits]);
      }
    })().catch(() => undefined);
    return async (isPassedOn) => {
      end.abort();
      await renewing; // or it would come behind the note, and keep others out for another lease
      const args = [...owner, KEEP_MS, LEASE_MS, Number(isPassedOn), ...bits];
      for (const pause of NOTE_AGAIN_MS) {
        if (pause > 0) await this.clock.sleep(pause);
        if ((await this.run(SETTLE, places, args)) !== undefined) return;
      }
    };
  }

  /** @returns undefined when Redis did not do it */
  private async run(
    program: Script,
    places: readonly Place[],
    args: Array<string | number>,
  ): Promise<unknown> {
    try {
      const keys = places.map(({ key }) => key);
      return await this.link.run(program, keys, args);
    } catch {
      this.tellTrouble();
      return undefined;
    }
  }

  private placesOf(events: readonly ProviderEvent[]): Place[] {
    return events.map((event) => {
      const name = JSON.stringify([this.trigger, memoryName(event)]);
      return { key: `${PREFIX}${hashOf(name)}`, bits: bitOf(event) };
    });
  }
}

function isVerdict(answer: (typeof ANSWERS)[number] | undefined): answer is Verdict {
  return answer === 'new' || answer === 'duplicate' || answer === 'outdated';
}
