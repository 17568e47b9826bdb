import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Reply } from '../../shared/n8n/ask-items';
import { askItems } from '../../shared/n8n/ask-items';
import { ItemParameters } from '../../shared/n8n/item-parameters';
import { n8nClock } from '../../shared/n8n/n8n-clock';
import { readRecipient } from '../../shared/recipient';
import { InputError } from '../../shared/sending/input-error';
import { explainFailure } from '../api/explain-failure';
import { SessionWindows } from '../api/session-window';
import { channelClient } from './channel-client';

const TIMEOUT_MS = 30_000;
const RETRIES = 3;
const NO_SUCH_METHOD =
  'This channel has no message history to read the session window from, or the Channel ID in the credential is wrong';

/** The operation Get Session Window: whether files can be sent to a customer now, for each input item. */
export async function getSessionWindow(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const parameters = new ItemParameters(context);
  const client = await channelClient(context, TIMEOUT_MS);
  const signal = context.getExecutionCancelSignal();
  const windows = new SessionWindows({ client, clock: n8nClock, retries: RETRIES, signal });

  return await askItems(context, async (item): Promise<Reply> => {
    try {
      const { defaultCountry } = parameters.get<{ defaultCountry?: string }>('options', item, {});
      const { phone, chatId } = await readRecipient(parameters.get('phone', item), defaultCountry);
      const answer = await windows.of(chatId);
      return 'window' in answer
        ? { json: { phone, ...answer.window } }
        : { failure: explainFailure(answer.unanswered, NO_SUCH_METHOD) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const errorCode = error instanceof InputError ? error.code : 'INVALID_RECIPIENT';
      return { failure: { errorCode, message, description: 'Nothing was asked for this item.' } };
    }
  });
}
