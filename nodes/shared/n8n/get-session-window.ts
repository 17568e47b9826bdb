import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Recipient } from '../recipient';
import type { WindowReply } from '../sending/window-reply';
import type { Reply } from './ask-items';
import { askItems, failedToAsk } from './ask-items';
import { beforeItems } from './run-operation';
import { ItemParameters } from './item-parameters';

/** What makes the operation Get Session Window that of one provider. */
export interface WindowProvider {
  /** As for sending. @throws {InputError} */
  readRecipient(input: unknown, country: string | undefined): Promise<Recipient>;
  /**
   * @returns what asks the provider for one recipient's window
   * @throws {NodeOperationError} when the credential cannot be used as it stands
   */
  windows(context: IExecuteFunctions): Promise<(recipient: Recipient) => Promise<WindowReply>>;
}

/** The operation Get Session Window: whether files can be sent to a customer now, for each input item. */
export async function getSessionWindow(
  context: IExecuteFunctions,
  provider: WindowProvider,
): Promise<INodeExecutionData[]> {
  const parameters = new ItemParameters(context);
  const windowOf = await beforeItems('UNAUTHORIZED', () => provider.windows(context));

  return await askItems(context, async (item): Promise<Reply> => {
    let recipient: Recipient;
    try {
      recipient = await provider.readRecipient(
        parameters.get('phone', item),
        parameters.option<string>('defaultCountry', item) ?? '',
      );
    } catch (error) {
      return failedToAsk(error, 'INVALID_RECIPIENT');
    }
    const reply = await windowOf(recipient);
    return 'window' in reply ? { json: { phone: recipient.phone, ...reply.window } } : reply;
  });
}
