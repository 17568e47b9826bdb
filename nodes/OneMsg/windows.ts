import type { WindowProvider } from '../shared/n8n/get-session-window';
import { n8nClock } from '../shared/n8n/n8n-clock';
import { readRecipient } from '../shared/whatsapp/recipient';
import { windowSource } from './history/session-windows';
import { channelClient } from './api/channel-client';

/** How 1MSG tells session windows: by the history of a chat. */
export const oneMsgWindows: WindowProvider = {
  readRecipient,
  source: async (context, timeout) => windowSource(await channelClient(context, timeout), n8nClock),
};
