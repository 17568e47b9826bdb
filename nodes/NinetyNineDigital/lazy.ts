import { loadOnce } from '../shared/async/load-once';
import { lazyTemplates, lazyTest, lazyTrigger } from '../shared/n8n/lazy-node';

/** What 99digital's nodes do. */
export const actions = loadOnce(async () => await import('./provider'));

/** The test of their credential, which n8n looks for in each of them. */
export const credentialTest = { testNumber: lazyTest(async () => (await actions()).testNumber) };

/** Their trigger. */
export const trigger = lazyTrigger(async () => (await actions()).trigger);

/** The lists behind Template and Template Variables of their Send File. */
export const templateMethods = lazyTemplates(async () => (await actions()).templates);
