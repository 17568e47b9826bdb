import {
  type ChannelStore,
  FIRST_SLOWDOWN_MS,
  HELD_ASK_MS,
  LATE_MS,
  LEASE_MS,
  type Lane,
  MOST_CLOSED_MS,
  MOST_HELD_MS,
  NEXT_ASKS_MS,
  OTHERS_ASK_MS,
  type OnceKeyStore,
  type Passage,
  RECOVERY,
  SLOWEST_MS,
  type SendNote,
  type Ticket,
  LONGEST_INTERVAL_MS,
  TRY_AFTER_MS,
} from './channel-store';
import { HEARD_RANK, RedisHeard } from './redis-heard';
import { type Args, NOW, type RedisLink, type Script, script } from './redis-link';
import { hashOf, onceEntry, PREFIX, RedisOnceKeys } from './redis-once-keys';
import { asError } from '../values/thrown';

// Milliseconds.
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** A message that has no pace to keep leaves without asking when Redis said so long ago that nothing holds it back. */
const FREE_MS = 20;
/** What waits to be told to Redis: no more than this is kept. */
const MOST_UNTOLD = 1_000;

/**
 * KEYS: the channel's pace (closed: until when nothing passes; since: when that was said last; try: when one passes all
 * the same; slow: what is added to each interval; slowed: since when;
 * next: when the next may pass; last: when the last one passed), then those of the other lanes (next, last).
 * ARGV: how long ago the message came, then each lane's interval.
 */
const PASS = script(`${NOW}
-- Where Redis' clock was set back, or another Redis has taken over, everybody would wait for that time to come again.
for _, key in ipairs(KEYS) do
  for _, at in ipairs(redis.call('HMGET', key, 'last', 'since')) do
    if at and tonumber(at) > now + 1000000 then redis.call('DEL', key) end
  end
end
local channel = redis.call('HMGET', KEYS[1], 'closed', 'slow', 'next', 'last', 'try')
local closed = tonumber(channel[1] or 0)
local try = tonumber(channel[5] or 0)
local isTry = closed > now and try <= now
local slow = tonumber(channel[2] or 0)
local turn = math.max(now - ARGV[1], isTry and try or closed, tonumber(channel[3] or 0))
for i = 2, #KEYS do
  turn = math.max(turn, tonumber(redis.call('HGET', KEYS[i], 'next') or 0))
end
if turn > now then
  if closed > now and not isTry then return {0, math.min(turn, try) - now, closed - now} end
  return {0, turn - now, 0}
end
if isTry then redis.call('HSET', KEYS[1], 'try', now + ${TRY_AFTER_MS * 1000}) end
-- Which one it was is told by its time, so no two have the same.
local at = math.max(now, (channel[4] or 0) + 1)
for i = 1, #KEYS do
  local interval = tonumber(ARGV[i + 1])
  local late = math.max(turn, now - math.max(interval, ${LATE_MS * 1000}))
  local next = late + interval + slow
  redis.call('HSET', KEYS[i], 'next', next, 'last', at)
  redis.call('PEXPIRE', KEYS[i], ${HOUR} + math.ceil(math.max(0, next - now) / 1000))
end
return {at, math.ceil(slow)}
`);

/** KEYS: the lanes, as for PASS. ARGV: when it had passed. */
const GIVE_BACK = script(`${NOW}
for i = 1, #KEYS do
  local lane = redis.call('HMGET', KEYS[i], 'next', 'last')
  if lane[2] and tonumber(lane[2]) == tonumber(ARGV[1]) and tonumber(lane[1]) > now then
    redis.call('HSET', KEYS[i], 'next', now)
  end
end
local channel = redis.call('HMGET', KEYS[1], 'last', 'since', 'try')
if channel[3] and channel[1] and tonumber(channel[1]) == tonumber(ARGV[1]) and tonumber(channel[2]) < tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[1], 'try', math.min(now, tonumber(channel[3])))
end
`);

/** KEYS: the channel's pace. ARGV: when the message had passed, how long nothing passes. */
const TOO_FAST = script(`${NOW}
local channel = redis.call('HMGET', KEYS[1], 'closed', 'slow', 'slowed')
local closed = math.max(tonumber(channel[1] or 0), now + ARGV[2])
redis.call('HSET', KEYS[1], 'closed', closed, 'since', now, 'try', now + ${TRY_AFTER_MS * 1000})
if tonumber(ARGV[1]) >= tonumber(channel[3] or 0) then
  local slow = math.max(${FIRST_SLOWDOWN_MS * 1000}, (channel[2] or 0) * 2)
  redis.call('HSET', KEYS[1], 'slowed', now, 'slow', math.min(${SLOWEST_MS * 1000}, slow))
end
redis.call('PEXPIRE', KEYS[1], ${HOUR} + math.ceil((closed - now) / 1000))
`);

/** KEYS: the channel's pace. ARGV: when the message had passed. */
const TAKEN = script(`
local since = redis.call('HGET', KEYS[1], 'since')
if since and tonumber(since) < tonumber(ARGV[1]) then redis.call('HDEL', KEYS[1], 'closed', 'since', 'try') end
local slow = tonumber(redis.call('HGET', KEYS[1], 'slow') or 0)
if slow == 0 then return 0 end
slow = slow < 1000 and 0 or slow * ${RECOVERY}
redis.call('HSET', KEYS[1], 'slow', slow)
return math.ceil(slow)
`);

/** Notes a send of which nobody knows what became: KEYS[3] has those of a person by when they ended. */
const NOTE_OPEN = `
local function noteOpen(token)
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - ${DAY * 1000})
  redis.call('ZADD', KEYS[3], now, token)
  redis.call('PEXPIRE', KEYS[3], ${DAY})
end
`;

/**
 * KEYS: the person's turn (holder; until: the end of its lease; w:<token>: when who waits asked last), the queue by
 * arrival, the open sends, the channel's pace, that the person is held back. ARGV: token, when it came and what time it is by its process's clock.
 * @returns when to ask again, 0 for now; then what time it is where nothing holds a message back that has no pace to keep
 */
const ENTER = script(`${NOW}${NOTE_OPEN}
local token = ARGV[1]
local pace = redis.call('HMGET', KEYS[4], 'closed', 'slow', 'next')
local isFree = tonumber(pace[1] or 0) <= now and tonumber(pace[2] or 0) == 0 and tonumber(pace[3] or 0) <= now
local held = math.max(0, redis.call('PTTL', KEYS[5]))
local turn = redis.call('HMGET', KEYS[1], 'holder', 'until')
local holder = turn[1]
local function take()
  redis.call('HSET', KEYS[1], 'holder', token, 'until', now + ${LEASE_MS * 1000})
  -- As long as a holder that died in it is an open send.
  redis.call('PEXPIRE', KEYS[1], ${DAY})
  return {0, isFree and now or 0}
end
local function forget(waiting)
  redis.call('ZREM', KEYS[2], waiting)
  redis.call('HDEL', KEYS[1], 'w:' .. waiting)
end
if holder == token then return take() end
if holder and tonumber(turn[2]) <= now then
  noteOpen(holder)
  redis.call('HDEL', KEYS[1], 'holder', 'until')
  holder = false
end
if not holder and held == 0 and redis.call('EXISTS', KEYS[2]) == 0 then return take() end

-- A clock that is near Redis' own is believed, since processes of one machine share it; from another one's time only the
-- difference counts. Those of the same millisecond stay in the order in which they asked.
local came = tonumber(ARGV[2])
if math.abs(now - ARGV[3]) > 1000000 then came = now - (ARGV[3] - came) end
redis.call('ZADD', KEYS[2], 'NX', came + math.min(999, redis.call('ZCARD', KEYS[2])), token)
redis.call('HSET', KEYS[1], 'w:' .. token, now)
local first = redis.call('ZRANGE', KEYS[2], 0, 0)[1]
while first ~= token do
  local asked = tonumber(redis.call('HGET', KEYS[1], 'w:' .. first) or 0)
  if asked + ${LEASE_MS * 1000} > now then break end
  forget(first)
  first = redis.call('ZRANGE', KEYS[2], 0, 0)[1]
end
if not holder and held == 0 and first == token then
  forget(token)
  return take()
end
redis.call('PEXPIRE', KEYS[1], ${DAY})
redis.call('PEXPIRE', KEYS[2], ${HOUR})
local soon = math.min(${OTHERS_ASK_MS}, ${NEXT_ASKS_MS} * (redis.call('ZRANK', KEYS[2], token) + 1))
return {math.max(soon, math.min(held, ${HELD_ASK_MS})), 0}
`);

/** KEYS: that a person is held back. ARGV: for how long. */
const HOLD_BACK = script(`
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '', 'PX', ARGV[1]) end
`);

/** KEYS: turns. ARGV: of each the token that has it or waits for it. */
const RENEW = script(`${NOW}
for i = 1, #KEYS do
  if redis.call('HGET', KEYS[i], 'holder') == ARGV[i] then
    redis.call('HSET', KEYS[i], 'until', now + ${LEASE_MS * 1000})
  elseif redis.call('HEXISTS', KEYS[i], 'w:' .. ARGV[i]) == 1 then
    redis.call('HSET', KEYS[i], 'w:' .. ARGV[i], now)
  end
end
`);

/**
 * KEYS: the first three as for ENTER; then with a message its owner's and its heard status; then with a send-once key that.
 * ARGV: token, 1 where it is open, the send-once key's hash, its claim. A message is owned by the key that it was sent
 * with and the claim of it, or by ''.
 */
const LEAVE = script(`${NOW}${NOTE_OPEN}
if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'holder', 'until')
elseif redis.call('ZREM', KEYS[2], ARGV[1]) == 1 then
  redis.call('HDEL', KEYS[1], 'w:' .. ARGV[1])
end
if ARGV[2] == '1' then noteOpen(ARGV[1]) else redis.call('ZREM', KEYS[3], ARGV[1]) end
if not KEYS[4] then return end
if not KEYS[6] then
  redis.call('SET', KEYS[4], '', 'PX', ${WEEK}, 'NX')
elseif string.sub(redis.call('GET', KEYS[5]) or '', 1, 1) >= '${HEARD_RANK.failed}' then
  if redis.call('GET', KEYS[6]) == ARGV[4] then redis.call('DEL', KEYS[6]) end
  redis.call('SET', KEYS[4], '', 'PX', ${WEEK})
else
  redis.call('SET', KEYS[4], ARGV[3] .. ARGV[4], 'PX', ${WEEK})
end
`);

/** KEYS: turn, open sends, owners of messages. @returns whether there are open ones, then of each message whether it is owned */
const OTHERS = script(`${NOW}
local lease = redis.call('HGET', KEYS[1], 'until')
local died = lease and tonumber(lease) <= now
local open = died or redis.call('ZCOUNT', KEYS[2], now - ${DAY * 1000}, '+inf') > 0
local answer = {open and 1 or 0}
for i = 3, #KEYS do answer[i - 1] = redis.call('EXISTS', KEYS[i]) end
return answer
`);

const OWN = script(`return redis.call('SET', KEYS[1], '', 'PX', ${WEEK}, 'NX') and 1 or 0`);

/**
 * A channel's state in Redis, for all processes that use it: one script an operation. Nothing but hashes, times and
 * numbers goes there, and each entry has a time to live. The scripts make the names of keys of others' (HEAR), so this is
 * for a single Redis, not for a cluster's many.
 */
export class RedisStore implements ChannelStore, OnceKeyStore {
  private readonly onceKeys: RedisOnceKeys;
  private readonly heardThere: RedisHeard;
  private readonly channelHash: string;
  private readonly pace: string;
  /** Whether messages pass more slowly than was asked for, as far as is known here: else {@link taken} changes nothing. */
  private isSlow = false;
  /** When Redis last said that nothing holds a message back, by its clock and by this process's. */
  private free = { at: 0, heardAt: -Infinity };
  private readonly untold: Array<Parameters<RedisStore['run']>> = [];

  /**
   * @param channel what names it: its base URL and ID
   * @param now milliseconds since the epoch, by this process's clock
   */
  constructor(
    private readonly link: Pick<RedisLink, 'run' | 'runSoon'>,
    channel: string,
    private readonly now: () => number = Date.now,
  ) {
    this.onceKeys = new RedisOnceKeys(link);
    this.channelHash = hashOf(channel);
    this.pace = `${PREFIX}pace:${this.channelHash}`;
    this.heardThere = new RedisHeard(
      async (...question) => await this.run(...question),
      async (...notice) => await this.run(...notice, true),
      async (...notice) => await this.tell(...notice),
      (kind, name) => this.entry(kind, name),
      `${PREFIX}triggers:${this.channelHash}`,
    );
  }

  async pass(lanes: readonly Lane[], cameAt: number): Promise<Passage> {
    const channel = lanes.find(({ name }) => name === '');
    const since = this.now() - this.free.heardAt;
    if (since >= 0 && since <= FREE_MS && lanes.every(({ interval }) => interval === 0))
      return { at: this.free.at + since };
    const age = micros(Math.max(0, this.now() - cameAt));
    const intervals = [channel?.interval ?? 0, ...nodeLanes(lanes).map((lane) => lane.interval)];
    const [at, wait, closed] = (await this.run(PASS, this.laneKeys(lanes), [
      age,
      ...intervals.map((interval) => micros(Math.min(interval, LONGEST_INTERVAL_MS))),
    ])) as [number, number, number];
    if (at === 0) return { wait: wait / 1000, closed: closed / 1000 };
    this.isSlow = wait > 0;
    return { at: at / 1000 };
  }

  async giveBack(lanes: readonly Lane[], at: number): Promise<void> {
    await this.run(GIVE_BACK, this.laneKeys(lanes), [micros(at)]);
  }

  async tooFast(at: number, wait: number): Promise<void> {
    this.isSlow = true;
    this.free = { at: 0, heardAt: -Infinity };
    const closed = micros(Math.min(Math.max(0, wait), MOST_CLOSED_MS));
    await this.run(TOO_FAST, [this.pace], [micros(at), closed]);
  }

  async taken(at: number): Promise<void> {
    if (this.isSlow) this.isSlow = (await this.run(TAKEN, [this.pace], [micros(at)])) !== 0;
  }

  async holdBack(person: string, milliseconds: number): Promise<void> {
    const held = Math.ceil(Math.min(milliseconds, MOST_HELD_MS));
    if (held > 0) await this.run(HOLD_BACK, [this.entry('held', person)], [held]);
  }

  async enter(person: string, { token, cameAt }: Ticket): Promise<number> {
    const args = [token, micros(cameAt), micros(this.now())];
    const keys = [...this.turnKeys(this.inChannel(person)), this.pace, this.entry('held', person)];
    const [wait, freeAt] = (await this.run(ENTER, keys, args)) as [number, number];
    this.free =
      freeAt === 0 ? { at: 0, heardAt: -Infinity } : { at: freeAt / 1000, heardAt: this.now() };
    return wait;
  }

  async renew(held: ReadonlyArray<{ person: string; token: string }>): Promise<void> {
    if (held.length === 0) return;
    const turns = held.map(({ person }) => `${PREFIX}turn:${this.inChannel(person)}`);
    await this.run(
      RENEW,
      turns,
      held.map(({ token }) => token),
    );
  }

  async leave(
    person: string,
    token: string,
    { id, key, claim, open }: SendNote = {},
  ): Promise<void> {
    const keys = this.turnKeys(this.inChannel(person));
    const onceKey = id !== undefined && key !== undefined ? hashOf(key) : '';
    if (id !== undefined) {
      keys.push(this.entry('own', id), this.entry('heard', id));
    }
    if (key !== undefined && onceKey) keys.push(onceEntry(key));
    const args = [token, open ? 1 : 0, onceKey, this.onceKeys.nameOf(claim)];
    await (onceKey ? this.tell(LEAVE, keys, args, true) : this.link.runSoon(LEAVE, keys, args));
  }

  async others(
    person: string,
    ids: readonly string[],
  ): Promise<{ claimed: string[]; open: boolean }> {
    const hashed = this.inChannel(person);
    const keys = [
      `${PREFIX}turn:${hashed}`,
      `${PREFIX}open:${hashed}`,
      ...ids.map((id) => this.entry('own', id)),
    ];
    const [open, ...owned] = (await this.run(OTHERS, keys, [])) as number[];
    return { claimed: ids.filter((_, index) => owned[index] === 1), open: open === 1 };
  }

  async own(id: string): Promise<boolean> {
    return (await this.run(OWN, [this.entry('own', id)], [])) === 1;
  }

  claim = async (key: string, claim?: string) => await this.onceKeys.claim(key, claim);
  release = async (key: string, claim?: string) => await this.onceKeys.release(key, claim);

  hear = async (...all: Parameters<RedisHeard['hear']>) => await this.heardThere.hear(...all);
  heard = async (ids: readonly string[]) => await this.heardThere.heard(ids);
  lastWrote = async (person: string) => await this.heardThere.lastWrote(person);
  hasTrigger = async () => await this.heardThere.hasTrigger();
  forgetTrigger = async (trigger: string) => await this.heardThere.forgetTrigger(trigger);

  private async run(what: Script, keys: string[], args: Args, soon = false): Promise<unknown> {
    const answer = await this.link[soon ? 'runSoon' : 'run'](what, keys, args);
    for (const notice of this.untold.splice(0)) void this.tell(...notice).catch(() => undefined);
    await this.onceKeys.makeUp();
    return answer;
  }

  /** A failure frees its message's key, also where Redis is away when either is told: then it is told when it is back. */
  private async tell(...notice: Parameters<RedisStore['run']>): Promise<void> {
    try {
      await this.run(...notice);
    } catch (error) {
      this.untold.push(notice);
      if (this.untold.length > MOST_UNTOLD) this.untold.shift();
      throw asError(error);
    }
  }

  private inChannel(name: string): string {
    return hashOf(`${this.channelHash}\n${name}`);
  }

  private laneKeys(lanes: readonly Lane[]): string[] {
    return [
      this.pace,
      ...nodeLanes(lanes).map(({ name }) => `${PREFIX}lane:${this.inChannel(name)}`),
    ];
  }

  private turnKeys(hashed: string): string[] {
    return [`${PREFIX}turn:${hashed}`, `${PREFIX}queue:${hashed}`, `${PREFIX}open:${hashed}`];
  }

  private entry(kind: 'own' | 'heard' | 'wrote' | 'held', name: string): string {
    return `${PREFIX}${kind}:${this.inChannel(name)}`;
  }
}

const nodeLanes = (lanes: readonly Lane[]): Lane[] => lanes.filter(({ name }) => name !== '');

const micros = (milliseconds: number): number => Math.round(milliseconds * 1000);
