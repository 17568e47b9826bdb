import { outputOf } from '../../lab/n8n/n8n-client';
import { runSendFile } from './setup/send-file-workflow';
import { channelId, invoiceUrl, openWindow, sandbox } from './setup/stage';

const PHONE = '12020721369';

beforeEach(() => sandbox.reset());

test('getDeliveryStatus gives the furthest status of a sent message and its history', async () => {
  await openWindow(PHONE);
  const sent = await runSendFile({
    items: [{ phone: PHONE, fileUrl: invoiceUrl, filename: 'invoice.pdf', caption: '' }],
  });
  const id = String(outputOf<{ id: string }>(sent, 'Send File')[0]?.id);
  await sandbox.settled();

  const execution = await runSendFile({
    items: [{ id }],
    parameters: { operation: 'getDeliveryStatus', messageId: '={{ $json.id }}' },
  });

  expect(outputOf(execution, 'Send File')).toEqual([
    expect.objectContaining({ found: true, id, status: 'delivered', phone: PHONE, channelId }),
  ]);
  const [{ history } = { history: [] }] = outputOf<{ history: Array<{ status: string }> }>(
    execution,
    'Send File',
  );
  expect(history.map(({ status }) => status)).toEqual(['sent', 'delivered']);
});

test('a message that nobody knows is not found, which is no error', async () => {
  const execution = await runSendFile({
    items: [{ id: 'wamid.unknown' }],
    parameters: { operation: 'getDeliveryStatus', messageId: '={{ $json.id }}' },
  });
  expect(execution.status).toBe('success');
  expect(outputOf(execution, 'Send File')[0]).toMatchObject({ found: false, history: [] });
});
