import { type Sandbox, startSandbox } from '../../sandbox/sandbox';
import { call99digital, type NumberAnswer } from './call-99digital';

/** The sandbox's number at 99digital, for the tests of a file. */
export interface NumberAtHand {
  sandbox: Sandbox;
  control: Sandbox['ninetyNineDigital']['control'];
  /** Calls a method of the API with the right account and key, unless `body` has others. */
  call(method: string, body?: object | string): Promise<NumberAnswer>;
}

/**
 * A sandbox for the tests of a file, quick about statuses, both its accounts back at the start before each test.
 * @returns what is to be used once the tests run
 */
export function use99digital(): NumberAtHand {
  const atHand = {} as NumberAtHand;
  beforeAll(async () => {
    const config = { sentAfterMs: 1, failedAfterMs: 2, deliveredAfterMs: 2, readAfterMs: 3 };
    const sandbox = await startSandbox({ ninetyNineDigital: { config } });
    const { control } = sandbox.ninetyNineDigital;
    const call: NumberAtHand['call'] = (method, body) => call99digital(sandbox, method, body);
    Object.assign(atHand, { sandbox, control, call });
  });
  beforeEach(async () => await atHand.sandbox.control.resetAll());
  afterAll(async () => await atHand.sandbox.close());
  return atHand;
}
