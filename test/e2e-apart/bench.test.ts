import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bench as files } from '../bench/files/run';
import { bench as sending } from '../bench/sending/run';
import { bench as single } from '../bench/single/run';
import { bench as start } from '../bench/start/run';
import { bench as trigger } from '../bench/trigger/run';

// That the benchmark runs, small, and what it counts. How fast anything is, no test says.
const folder = mkdtempSync(join(tmpdir(), '1msg-bench-results-'));
const options = { quick: true, folder };
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const MINUTES = 60_000;

test(
  'sending: each subject sends each item once, ours over as many connections as it may',
  async () => {
    const rows = await sending(options);
    const row = (subject: string) => rows.find((each) => each.subject === subject);
    const connections = (subject: string) => row(subject)?.connections.max ?? 0;
    for (const subject of ['ours-10-one', 'ours-10-distinct', 'pool-10']) {
      expect(row(subject)?.count).toBe(20);
      expect(connections(subject)).toBeGreaterThan(1);
      expect(connections(subject)).toBeLessThanOrEqual(10);
    }
    expect(connections('http')).toBe(20);
    expect(row('ours-10-one')?.heads.max).toBe(1);
    expect(row('ours-10-distinct')?.heads.max).toBe(20);
    expect(row('evaluation')?.connections.max).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith('sending'))).toHaveLength(3);
  },
  15 * MINUTES,
);

test(
  'single: each way sends one file an execution, near and far, and many at once',
  async () => {
    const rows = await single(options);
    expect(new Set(rows.map(({ way }) => way)).size).toBe(6);
    expect(new Set(rows.map((row) => row.case))).toEqual(
      new Set(['apart0', 'apart2', 'cold', 'atOnce']),
    );
    // A time is not said, but nothing comes back before it was there.
    for (const { roundTripMs, milliseconds } of rows)
      expect(milliseconds).toBeGreaterThanOrEqual(roundTripMs);
  },
  15 * MINUTES,
);

test(
  'files: the same bytes each way, and a file for many sent once',
  async () => {
    const { files: rows, shared } = await files(options);
    const MB = 1024 * 1024;
    for (const { subject, files: count, bytes, failure } of rows) {
      expect(failure).toBeUndefined();
      if (subject === 'alone') continue;
      expect(bytes / count).toBeGreaterThanOrEqual((MB * 4) / 3 - 1);
      expect(bytes / count).toBeLessThan((MB * 4) / 3 + 1000);
    }
    for (const count of [1, 5]) {
      const subjects = rows.filter(({ files: of }) => of === count).map(({ subject }) => subject);
      expect(subjects.sort()).toEqual(['alone', 'http', 'limit', 'ours']);
    }
    const bytesOf = (id: string) => shared.find(({ subject }) => subject === id)?.bytes ?? 0;
    expect(bytesOf('ours')).toBeLessThan(1.5 * MB);
    expect(bytesOf('http')).toBeGreaterThan(6 * MB);
  },
  15 * MINUTES,
);

test(
  'start: a row for each package that was to be had',
  async () => {
    const { loading, starts } = await start(options);
    expect(loading[0]).toMatchObject({
      package: 'n8n-nodes-1msg-send-file',
      loadsHttpLibrary: false,
    });
    expect(starts.map((each) => each.package)).toEqual(['none', 'n8n-nodes-1msg-send-file']);
  },
  15 * MINUTES,
);

test(
  'trigger: whoever takes part is asked, and every answer says what it should',
  async () => {
    const series = await trigger(options);
    expect(new Set(series.map(({ subject }) => subject)).size).toBe(6);
    expect(new Set(series.map(({ kind }) => kind)).size).toBe(3);
    for (const { requestsPerSecond } of series) {
      expect(requestsPerSecond).toHaveLength(1);
      expect(requestsPerSecond[0]).toBeGreaterThan(0);
    }
  },
  15 * MINUTES,
);
