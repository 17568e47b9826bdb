import type { IDataObject } from 'n8n-workflow';

import type { StoredCredential } from '../../../lab/n8n/n8n-client';
import { inARow, using, webhook } from '../../../lab/n8n/workflows';
import { oneMsg, type ProviderUnderTest } from '../../e2e/setup/providers';
import { createChannelCredential, invoiceUrl, n8n, unique } from '../../e2e/setup/stage';

/** 1MSG with its nodes from the package of that name. */
export const oneMsgOf = (packageName: string): ProviderUnderTest => ({
  ...oneMsg,
  sendFile: `${packageName}.oneMsgSendFile`,
  trigger: `${packageName}.oneMsgSendFileTrigger`,
});

/** A stored, active workflow that sends an invoice whenever it is called, and answers with what came out. */
export interface Sender {
  call(): Promise<{ status: number; body: IDataObject }>;
}

/** Stores and activates a {@link Sender}. */
export async function createSender(
  { sendFile }: ProviderUnderTest,
  phone: string,
  credential?: StoredCredential,
): Promise<Sender> {
  const path = unique('send');
  const own = credential ?? (await createChannelCredential());
  const workflowId = await n8n.createWorkflow(
    inARow(path, [
      webhook(path, 'lastNode'),
      {
        name: 'Send File',
        type: sendFile,
        typeVersion: 1,
        parameters: { operation: 'sendFile', fileSource: 'url', phone, fileUrl: invoiceUrl },
        credentials: using(own),
      },
    ]),
  );
  await n8n.activate(workflowId);
  return {
    call: async () => {
      const { status, body } = await n8n.postWebhook(path, {});
      return { status, body: body as IDataObject };
    },
  };
}
