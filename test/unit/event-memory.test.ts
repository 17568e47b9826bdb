import fc from 'fast-check';
import type { DeliveryEvent, DeliveryStatus } from '../../nodes/shared/events/delivery-event';
import type { MemoryRules } from '../../nodes/shared/trigger/event-memory';
import { EventMemory } from '../../nodes/shared/trigger/event-memory';
import { failureOf, messageOf, rising, statusOf } from './events';

const HOUR = 3_600_000;
const RULES: MemoryRules = { ignoreDuplicates: true, ignoreOutdated: true };

/** Passes statuses of one message through a memory; gives those that are news. */
function passOn(statuses: DeliveryStatus[], rules: Partial<MemoryRules> = {}): DeliveryStatus[] {
  const memory = new EventMemory(() => 0);
  return statuses.filter((status) => {
    const event = statusOf('wamid.1', status);
    const isNew = memory.judge(event, { ...RULES, ...rules }) === 'new';
    if (isNew) memory.add(event);
    return isNew;
  });
}

test('a status comes through once', () => {
  expect(passOn(['sent', 'sent', 'delivered', 'sent', 'delivered'])).toEqual(['sent', 'delivered']);
});

test('read implies delivered, delivered implies sent', () => {
  expect(passOn(['delivered', 'sent', 'read', 'delivered'])).toEqual(['delivered', 'read']);
});

test('failed after delivered or read is news, sent after failed is not', () => {
  expect(passOn(['delivered', 'failed'])).toEqual(['delivered', 'failed']);
  expect(passOn(['read', 'failed', 'failed'])).toEqual(['read', 'failed']);
  expect(passOn(['failed', 'sent', 'delivered'])).toEqual(['failed', 'delivered']);
});

test('without ignoreDuplicates a repetition comes through, but nothing outdated', () => {
  expect(passOn(['sent', 'sent', 'read', 'sent', 'read'], { ignoreDuplicates: false })).toEqual([
    'sent',
    'sent',
    'read',
    'read',
  ]);
});

test('without ignoreOutdated each status comes through once, in any order', () => {
  expect(passOn(['read', 'delivered', 'sent', 'read'], { ignoreOutdated: false })).toEqual([
    'read',
    'delivered',
    'sent',
  ]);
});

test('a failure that tells more is news, one that tells as much or less is not', () => {
  const levels = [
    failureOf('wamid.1'),
    failureOf('wamid.1', { title: 'Something' }),
    failureOf('wamid.1', { reason: 'WINDOW_CLOSED' }),
  ];
  const told = fc.array(fc.constantFrom(0, 1, 2), { minLength: 1 });
  fc.assert(
    fc.property(told, (given) => {
      const memory = new EventMemory(() => 0);
      const passed = given.filter((level) => {
        const isNew = memory.judge(levels[level]!, RULES) === 'new';
        if (isNew) memory.add(levels[level]!);
        return isNew;
      });
      expect(passed).toEqual([...new Set(passed)].sort());
      expect(passed.at(-1)).toBe(Math.max(...given));
      expect(memory.judge(statusOf('wamid.1', 'sent'), RULES)).toBe('outdated');
    }),
  );
});

test('whatever the order and the repetitions, statuses rise and none comes twice', () => {
  const statuses = fc.array(fc.constantFrom('sent', 'delivered', 'read', 'failed'));
  fc.assert(
    fc.property(statuses, (given) => {
      const passed = passOn(given);
      const withoutFailed = passed.filter((status) => status !== 'failed');
      expect(withoutFailed).toEqual([...withoutFailed].sort(rising));
      expect(new Set(passed).size).toBe(passed.length);
      // What is greater than all before it is never lost.
      if (given.includes('read')) expect(passed).toContain('read');
      else if (given.includes('delivered')) expect(passed).toContain('delivered');
      expect(passed.includes('failed')).toBe(given.includes('failed'));
    }),
  );
});

test('a message and the statuses of that message are different news', () => {
  const memory = new EventMemory(() => 0);
  memory.add(statusOf('wamid.1', 'sent'));
  expect(memory.judge(messageOf('wamid.1'), RULES)).toBe('new');
  memory.add(messageOf('wamid.1'));
  expect(memory.judge(messageOf('wamid.1'), RULES)).toBe('duplicate');
});

test('two unknown statuses of a message are two events', () => {
  const memory = new EventMemory(() => 0);
  const unknown = (eventId: string): DeliveryEvent => ({
    ...statusOf('wamid.1', 'unknown'),
    eventId,
  });
  memory.add(unknown('pondering'));
  expect(memory.judge(unknown('wondering'), RULES)).toBe('new');
  expect(memory.judge(unknown('pondering'), RULES)).toBe('duplicate');
});

test('a message is forgotten 24 hours after its last status', () => {
  let now = 0;
  const memory = new EventMemory(() => now);
  memory.add(statusOf('wamid.1', 'sent'));
  now = 23 * HOUR;
  expect(memory.judge(statusOf('wamid.1', 'sent'), RULES)).toBe('duplicate');
  now = 25 * HOUR;
  expect(memory.judge(statusOf('wamid.1', 'sent'), RULES)).toBe('new');
  memory.add(statusOf('wamid.2', 'sent'));
  expect(memory.size).toBe(1);
  now = 50 * HOUR;
  memory.forgetOld();
  expect(memory.size).toBe(0);
});

test('beyond the limit the messages that were longest without news are forgotten', () => {
  const memory = new EventMemory(() => 0, 2);
  memory.add(statusOf('wamid.1', 'sent'));
  memory.add(statusOf('wamid.2', 'sent'));
  memory.add(statusOf('wamid.1', 'delivered'));
  memory.add(statusOf('wamid.3', 'sent'));
  expect(memory.size).toBe(2);
  expect(memory.judge(statusOf('wamid.1', 'delivered'), RULES)).toBe('duplicate');
  expect(memory.judge(statusOf('wamid.2', 'sent'), RULES)).toBe('new');
});

test('50,000 messages are remembered; the next one has the oldest hundredth forgotten', () => {
  const memory = new EventMemory(() => 0);
  const sent = (number: number) => statusOf(`wamid.${number}`, 'sent');
  for (let number = 0; number < 50_000; number++) memory.add(sent(number));
  expect(memory.size).toBe(50_000);
  memory.add(sent(50_000));
  expect(memory.size).toBe(49_501);
  expect(memory.judge(sent(499), RULES)).toBe('new');
  expect(memory.judge(sent(500), RULES)).toBe('duplicate');
});
