import type { WindowProvider } from '../../shared/n8n/get-session-window';
import { n8nClock } from '../../shared/n8n/n8n-clock';
import { SessionWindows } from '../api/session-windows';
import { numberClient } from './number-client';
import { readPerson } from './read-person';

const TIMEOUT_MS = 30_000;
const RETRIES = 3;

/** How 99digital tells session windows: by `getTimers`. */
export const ninetyNineDigitalWindows: WindowProvider = {
  readRecipient: readPerson,
  windows: async (context) => {
    const client = await numberClient(context, TIMEOUT_MS);
    const signal = context.getExecutionCancelSignal();
    const windows = new SessionWindows({ client, clock: n8nClock, retries: RETRIES, signal });
    return async (recipient) => await windows.of(recipient);
  },
};
