import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowDefinition } from '../../lab/n8n/n8n-client';
import { parseHook } from '../../nodes/NinetyNineDigital/events/parse-hook';
import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';

const root = join(__dirname, '..', '..');

const MESSAGE = 'wamid.HBgLMTIwMjA3MjEzNjkVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA';
const PHONE = '12020721369';
const receivedAt = '2026-11-22T15:00:02.481Z';
const person = { chatId: `${PHONE}@c.us`, phone: PHONE, bsuid: null, userName: null };
const ack = (status: string, more = {}) => ({
  ack: [{ id: MESSAGE, ...person, status, category: 'service', ...more }],
});

/** What a channel posts of each kind of event. */
const POSTED: Record<string, object> = {
  sent: ack('sent'),
  delivered: ack('delivered'),
  read: ack('read'),
  failed: ack('failed', { error: 'Re-engagement message' }),
  message: {
    messages: [
      {
        id: `false_${PHONE}@c.us_3EB0A1B2C3D4E5F60718`,
        body: 'Could you send me the invoice for TKT-2048?',
        fromMe: false,
        time: 1795359520,
        author: person.chatId,
        chatId: person.chatId,
        type: 'chat',
        senderName: 'Dana',
        caption: null,
        quotedMsgId: null,
      },
    ],
  },
};

const origin = { receivedAt, includeRaw: false };

/** What the trigger makes of {@link POSTED}, by the kind of event. */
const given = Object.fromEntries(
  Object.entries(POSTED).map(([kind, body]) => {
    const channel = { provider: '1msg', channelId: 'ODI371267300' };
    const { events } = parsePayload(
      { instanceId: 'ODI371267300', ...body },
      { ...origin, ...channel },
    );
    return [kind, JSON.parse(JSON.stringify(events[0])) as Record<string, unknown>];
  }),
);

/** The same message at 99digital. */
const givenBy99digital = JSON.parse(
  JSON.stringify(
    parseHook(
      {
        ...{ status: 'OK', hook: 'new', unique: '92E0A1B2C3D4E5F60718293A4B5C6D7E', type: 'text' },
        ...{ from: PHONE, to: '972771234567', body: given.message!.text },
        ...{ senderName: 'Dana', timestamp: '1795359520' },
      },
      { ...origin, provider: '99digital', channelId: '972771234567' },
    ).events[0],
  ),
) as Record<string, unknown>;

test('the sample events to pin, in the docs, are what the trigger gives', () => {
  const page = readFileSync(join(root, 'docs', 'trigger.md'), 'utf8');
  const samples = /### Sample events to pin[^]*?\n```json\n([^]*?)\n```/.exec(page)?.[1] ?? '[]';
  expect(JSON.parse(samples)).toEqual(Object.values(given));
});

test('what the examples have pinned to their triggers is what the trigger gives, a file beside', () => {
  let pinned = 0;
  for (const file of readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.json'))) {
    const { nodes, pinData = {} } = JSON.parse(
      readFileSync(join(root, 'examples', file), 'utf8'),
    ) as WorkflowDefinition;
    for (const { name, type } of nodes.filter(({ type }) => /SendFileTrigger$/.test(type))) {
      const items = pinData[name] as Array<{ json: Record<string, unknown> }>;
      expect([file, items]).toEqual([file, [expect.anything()]]);
      const { json } = items[0]!;
      const known = type.includes('ninetyNine') ? [givenBy99digital] : Object.values(given);
      const { type: kind, text, mediaUrl, caption } = json;
      const withFile = { type: kind, text, mediaUrl, caption };
      expect(
        known.map((event) => ('text' in event ? { ...event, ...withFile } : event)),
      ).toContainEqual(json);
      pinned++;
    }
  }
  expect(pinned).toBeGreaterThan(7);
});
