import type { WindowProvider } from '../shared/n8n/get-session-window';
import { n8nClock } from '../shared/n8n/n8n-clock';
import { windowSource } from './api/session-windows';
import { numberClient } from './api/number-client';
import { readPerson } from './api/read-person';

/** How 99digital tells session windows: by `getTimers`. */
export const ninetyNineDigitalWindows: WindowProvider = {
  readRecipient: readPerson,
  source: async (context, timeout) => windowSource(await numberClient(context, timeout), n8nClock),
};
