import type { WindowProvider } from '../../shared/n8n/get-session-window';
import { n8nClock } from '../../shared/n8n/n8n-clock';
import { readRecipient } from '../../shared/recipient';
import { explainFailure } from '../../shared/sending/explain-failure';
import { ONE_MSG } from '../api/channel';
import { SessionWindows } from '../api/session-window';
import { channelClient } from './channel-client';

const TIMEOUT_MS = 30_000;
const RETRIES = 3;
const NO_SUCH_METHOD =
  'This channel has no message history to read the session window from, or the Channel ID in the credential is wrong';

/** How 1MSG tells session windows: by the history of a chat. */
export const oneMsgWindows: WindowProvider = {
  readRecipient,
  windows: async (context) => {
    const client = await channelClient(context, TIMEOUT_MS);
    const signal = context.getExecutionCancelSignal();
    const windows = new SessionWindows({ client, clock: n8nClock, retries: RETRIES, signal });
    return async ({ chatId }) => {
      const answer = await windows.of(chatId);
      return 'window' in answer
        ? answer
        : { failure: explainFailure(answer.unanswered, ONE_MSG, NO_SUCH_METHOD) };
    };
  },
};
