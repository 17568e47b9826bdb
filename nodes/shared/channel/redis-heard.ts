import type { ChannelStore, HeardStatus } from './channel-store';
import { NOW, script } from './redis-link';
import type { RedisLink } from './redis-link';
import { HASH_LENGTH, PREFIX, hashOf } from './redis-once-keys';

// Milliseconds.
const DAY = 24 * 3_600_000;
const WEEK = 7 * DAY;
const MOST_TRIGGERS = 1_000;

/** How far a message has come. A failure outranks all. */
export const HEARD_RANK: Readonly<Record<HeardStatus['status'], number>> = {
  sent: 1,
  delivered: 2,
  read: 3,
  failed: 4,
};

/**
 * @returns which of two statuses of a message counts: the greater one, and of equal ones the first. A failure may be told
 * once without its reason or code, and once with it
 */
export function heardRank({ status, code, reason = 0 }: HeardStatus): number {
  const isExplained = code !== undefined || reason > 0; // the first reason is OTHER
  return status === 'failed' && isExplained ? HEARD_RANK.failed + 1 : HEARD_RANK[status];
}

/** At the end of a failure's status, as {@link HeardStatus.wasSent}. */
const WAS_SENT = ' x';

/**
 * KEYS: the triggers by when they are forgotten, then of each status the message's heard one and its owner, then when writers last wrote.
 * ARGV: how many statuses, the trigger, then the statuses, then of each writer when. A status begins with its rank.
 */
const HEAR = script(`${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ${WEEK * 1000}, ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, ${-MOST_TRIGGERS - 1})
redis.call('PEXPIRE', KEYS[1], ${WEEK})
local statuses = tonumber(ARGV[1])
for i = 1, statuses do
  local heard, owner, status = KEYS[2 * i], KEYS[2 * i + 1], ARGV[i + 2]
  local rank = string.sub(status, 1, 1)
  local former = redis.call('GET', heard)
  local isFailed = rank >= '${HEARD_RANK.failed}'
  local wasFailed = former and string.sub(former, 1, 1) >= '${HEARD_RANK.failed}'
  local isNoted = wasFailed and string.sub(former, -${WAS_SENT.length}) == '${WAS_SENT}'
  if not former or string.sub(former, 1, 1) < rank then
    local wasSent = isNoted or former and isFailed and not wasFailed
    redis.call('SET', heard, status .. (wasSent and '${WAS_SENT}' or ''), 'PX', ${DAY})
  elseif wasFailed and not isFailed and not isNoted then
    redis.call('SET', heard, former .. '${WAS_SENT}', 'KEEPTTL')
  end
  if isFailed then
    local sentWith = redis.call('GET', owner)
    if sentWith and sentWith ~= '' then
      -- Another message may have gone out with the key, which this one's failure says nothing of.
      local key = '${PREFIX}once:' .. string.sub(sentWith, 1, ${HASH_LENGTH})
      if redis.call('GET', key) == string.sub(sentWith, ${HASH_LENGTH + 1}) then redis.call('DEL', key) end
      redis.call('SET', owner, '', 'KEEPTTL')
    end
  end
end
for i = 2 * statuses + 2, #KEYS do
  local at = ARGV[i - statuses + 1]
  local former = tonumber(redis.call('GET', KEYS[i]) or 0)
  if former < tonumber(at) then redis.call('SET', KEYS[i], at, 'PX', ${WEEK}) end
end
`);

const FORGET_TRIGGER = script(`redis.call('ZREM', KEYS[1], ARGV[1])`);

const HAS_TRIGGER = script(`${NOW}
return redis.call('ZCOUNT', KEYS[1], now, '+inf')
`);

const GET_ALL = script(`
local values = {}
for i = 1, #KEYS do values[i] = redis.call('GET', KEYS[i]) end
return values
`);

/** What the triggers of a channel have heard, of messages and of customers, and which triggers there are. */
export class RedisHeard implements Pick<
  ChannelStore,
  'hear' | 'lastWrote' | 'hasTrigger' | 'forgetTrigger'
> {
  /**
   * @param tellSoon with the next question, or a little later
   * @param tellSurely at once, or else when Redis is back
   * @param entry where something of a message or a person of the channel stands
   * @param triggers where its triggers stand
   */
  constructor(
    private readonly ask: RedisLink['run'],
    private readonly tellSoon: RedisLink['runSoon'],
    private readonly tellSurely: RedisLink['run'],
    private readonly entry: (kind: 'heard' | 'own' | 'wrote', name: string) => string,
    private readonly triggers: string,
  ) {}

  /** At once where somebody may act on it: a failure frees a key, and a customer's message opens the window. */
  async hear(
    statuses: ReadonlyArray<HeardStatus & { id: string }>,
    writers: ReadonlyArray<{ person: string; at: number }>,
    trigger = '',
  ): Promise<void> {
    const wrote = writers.filter(({ at }) => Number.isFinite(at));
    const mayWait = wrote.length === 0 && statuses.every(({ status }) => status !== 'failed');
    await (mayWait ? this.tellSoon : this.tellSurely)(
      HEAR,
      [
        this.triggers,
        ...statuses.flatMap(({ id }) => [this.entry('heard', id), this.entry('own', id)]),
        ...wrote.map(({ person }) => this.entry('wrote', person)),
      ],
      [
        statuses.length,
        hashOf(trigger),
        ...statuses.map(pack),
        ...wrote.map(({ at }) => Math.round(at)),
      ],
    );
  }

  /** @returns what was heard of those messages, in their order; a failure outranks the rest, one with a reason another one, then the furthest */
  async heard(ids: readonly string[]): Promise<Array<HeardStatus | undefined>> {
    if (ids.length === 0) return [];
    const values = (await this.ask(
      GET_ALL,
      ids.map((id) => this.entry('heard', id)),
      [],
    )) as Array<string | null>;
    return values.map((value) => (value === null ? undefined : unpack(value)));
  }

  async lastWrote(person: string): Promise<number | undefined> {
    const [at] = (await this.ask(GET_ALL, [this.entry('wrote', person)], [])) as [string | null];
    return at === null ? undefined : Number(at);
  }

  async hasTrigger(): Promise<boolean> {
    return ((await this.ask(HAS_TRIGGER, [this.triggers], [])) as number) > 0;
  }

  async forgetTrigger(trigger: string): Promise<void> {
    await this.ask(FORGET_TRIGGER, [this.triggers], [hashOf(trigger)]);
  }
}

const STATUSES = Object.keys(HEARD_RANK) as Array<HeardStatus['status']>;

const pack = (heard: HeardStatus): string =>
  [
    heardRank(heard),
    ...[heard.timestamp, heard.receivedAt, heard.code, heard.reason].map(wholeOrNothing),
  ].join(' ');

const wholeOrNothing = (value: number | undefined): number | '' =>
  value !== undefined && Number.isFinite(value) ? Math.round(value) : '';

function unpack(value: string): HeardStatus {
  const wasSent = value.endsWith(WAS_SENT);
  const [rank, timestamp, receivedAt, code, reason] = value
    .slice(0, wasSent ? -WAS_SENT.length : undefined)
    .split(' ')
    .map((part) => (part === '' ? undefined : Number(part)));
  return {
    status: STATUSES[rank! - 1] ?? 'failed',
    receivedAt: receivedAt ?? 0,
    ...(timestamp !== undefined && { timestamp }),
    ...(code !== undefined && { code }),
    ...(reason !== undefined && { reason }),
    ...(wasSent && { wasSent }),
  };
}
