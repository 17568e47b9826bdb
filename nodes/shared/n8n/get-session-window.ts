import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Recipient } from '../whatsapp/recipient';
import type { WindowSource } from '../provider/session-windows';
import { SessionWindows } from '../provider/session-windows';
import type { Reply } from './ask-items';
import { askItems, failedToAsk } from './ask-items';
import { beforeItems } from './run-operation';
import { defaultCountry } from '../description/fields';
import { ItemParameters } from '../parameters/item-parameters';
import { n8nClock } from './n8n-clock';

const TIMEOUT_MS = 30_000;
const RETRIES = 3;

/** What makes the operation Get Session Window that of one provider. */
export interface WindowProvider {
  /** As for sending. @throws {InputError} */
  readRecipient(input: unknown, country: string | undefined): Promise<Recipient>;
  /**
   * @param timeout milliseconds without progress before an exchange is given up
   * @throws {NodeOperationError} when the credential cannot be used as it stands
   */
  windows(context: IExecuteFunctions, timeout: number): Promise<WindowSource>;
}

/** The operation Get Session Window: whether files can be sent to a customer now, for each input item. */
export async function getSessionWindow(
  context: IExecuteFunctions,
  provider: WindowProvider,
): Promise<INodeExecutionData[]> {
  const parameters = new ItemParameters(context);
  const source = await beforeItems('UNAUTHORIZED', () => provider.windows(context, TIMEOUT_MS));
  const windows = new SessionWindows(source, { clock: n8nClock, retries: RETRIES });

  return await askItems(context, async (item, signal): Promise<Reply> => {
    let recipient: Recipient;
    try {
      recipient = await provider.readRecipient(
        parameters.get('phone', item),
        parameters.option<string>(defaultCountry, item) ?? '',
      );
    } catch (error) {
      return failedToAsk(error, 'INVALID_RECIPIENT');
    }
    const reply = await windows.reply(recipient, signal);
    return 'window' in reply ? { json: { phone: recipient.phone, ...reply.window } } : reply;
  });
}
