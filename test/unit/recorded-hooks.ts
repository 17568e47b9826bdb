import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHook } from '../../nodes/NinetyNineDigital/events/parse-hook';
import type { JsonObject } from '../../nodes/shared/values/json';

/** The number that the recorded hooks are for. */
export const ACCOUNT = '972553333333';

const origin = {
  channelId: ACCOUNT,
  receivedAt: '2026-11-22T15:00:00.000Z',
  includeRaw: false,
  provider: '99digital',
};

/** What every event of the number has. */
export const common = {
  receivedAt: origin.receivedAt,
  channelId: ACCOUNT,
  provider: '99digital',
  eventId: expect.stringMatching(/^[\w-]{22}$/) as string,
};

/** @returns the recorded hook of that name */
export const recorded = (name: string): JsonObject =>
  JSON.parse(
    readFileSync(
      join(__dirname, '../fixtures/ninety-nine-digital-webhook', `${name}.json`),
      'utf8',
    ),
  ) as JsonObject;

/** Parses a hook that came to the number, unless `options` say otherwise. */
export const parse = (body: JsonObject, options: Partial<typeof origin> = {}) =>
  parseHook(body, { ...origin, ...options });

/** @returns the event of a recorded hook with some of its fields changed */
export const eventOf = (name: string, changes: JsonObject = {}) =>
  parse({ ...recorded(name), ...changes }).events[0];
