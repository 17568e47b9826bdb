import { Readable } from 'node:stream';
import { HelperHttp, type RequestHelper } from '../../nodes/shared/n8n/helper-http';
import { FakeClock } from './fake-clock';

const GET = { method: 'GET', url: 'https://api.invalid/', timeout: 15_000 } as const;
const clock = new FakeClock();
const exchange = async (helper: RequestHelper) => await new HelperHttp(helper, clock).exchange(GET);
const tooLate = {
  kind: 'failure',
  left: 'perhaps',
  reason: 'there was no answer within 15 seconds',
};

test('an answer that does not come is given up in time, and closed if it comes all the same', async () => {
  let come!: (answer: { statusCode: number; body: Readable }) => void;
  const result = exchange(() => new Promise((resolve) => (come = resolve)));
  await clock.pass(15_000);
  expect(await result).toEqual(tooLate);
  const body = new Readable({ read: () => undefined });
  come({ statusCode: 200, body });
  await new Promise((resolve) => body.once('close', resolve));
});

test('so is one that does not come to its end', async () => {
  const body = new Readable({ read: () => undefined });
  body.push('{"status":');
  const result = exchange(() => Promise.resolve({ statusCode: 200, body }));
  await clock.pass(15_000);
  expect(await result).toEqual(tooLate);
  expect(body.destroyed).toBe(true);
});

test('an answer that breaks off is a failure', async () => {
  const body = new Readable({ read: () => undefined });
  const result = exchange(() => Promise.resolve({ statusCode: 200, body }));
  await clock.pass(1);
  body.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
  expect(await result).toMatchObject({ reason: 'the connection was cut off' });
});
