import { outputOf } from '../../lab/n8n/n8n-client';
import { createSendFileWorkflow } from './setup/send-file-workflow';
import { invoiceUrl, openWindow, sandbox } from './setup/stage';

const PHONE = '12020721369';

test('a file that was lost is not taken for one of an execution before that had the same caption', async () => {
  await sandbox.reset();
  await openWindow(PHONE);
  const caption = 'Here is your document';
  const item = (filename: string) => ({ phone: PHONE, fileUrl: invoiceUrl, filename, caption });
  await sandbox.fail(
    { method: 'sendFile', filename: 'lost.pdf', stage: 'afterRead', cut: true },
    { method: 'sendFile', filename: 'unanswered.pdf', stage: 'afterAccept', cut: true },
  );
  const workflow = await createSendFileWorkflow({ onError: 'continueRegularOutput' });
  const send = async (filename: string) => {
    await workflow.start([item(filename)]);
    return outputOf(await workflow.ended(), 'Send File')[0];
  };

  expect(await send('invoice.pdf')).toMatchObject({ status: 'accepted' });
  expect(await send('lost.pdf')).toMatchObject({ errorCode: 'OUTCOME_UNKNOWN' });
  expect(await send('unanswered.pdf')).toMatchObject({ status: 'accepted', reconciled: true });
  await workflow.delete();
});
