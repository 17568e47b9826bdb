import { loadOnce } from '../shared/async/load-once';
import { lateTest, lateTrigger } from '../shared/n8n/late-node';

/** What 99digital's nodes do. */
export const actions = loadOnce(async () => await import('./provider'));

/** The test of their credential, which n8n looks for in each of them. */
export const credentialTest = { testNumber: lateTest(async () => (await actions()).testNumber) };

/** Their trigger. */
export const trigger = lateTrigger(async () => (await actions()).trigger);
