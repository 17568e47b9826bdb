import type { WindowProvider } from '../../shared/n8n/get-session-window';
import { n8nClock } from '../../shared/n8n/n8n-clock';
import { readRecipient } from '../../shared/recipient';
import { windowSource } from '../api/session-windows';
import { channelClient } from './channel-client';

/** How 1MSG tells session windows: by the history of a chat. */
export const oneMsgWindows: WindowProvider = {
  readRecipient,
  source: async (context, timeout) => windowSource(await channelClient(context, timeout), n8nClock),
};
