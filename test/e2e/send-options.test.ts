import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { outputOf } from '../../lab/n8n/n8n-client';
import { restartN8n } from './setup/n8n-control';
import type { SendFileWorkflow } from './setup/send-file-workflow';
import {
  createSendFileWorkflow,
  fetchFile,
  runSendFile,
  TEMPLATE_FALLBACK,
} from './setup/send-file-workflow';
import { invoiceUrl, n8nLog, openWindow, sandbox, sandboxUrl, token } from './setup/stage';

const PHONE = '12020721369';
const item = (changes: IDataObject = {}): IDataObject => ({
  phone: PHONE,
  fileUrl: invoiceUrl,
  filename: 'invoice.pdf',
  caption: 'Invoice',
  ...changes,
});
const received = async () =>
  (await sandbox.messages()).filter(({ direction }) => direction === 'outgoing');

/** Sends with parameters of its own; no secret may be left behind by any of it. */
async function send(parameters: INodeParameters, items = [item()]) {
  const execution = await runSendFile({
    items,
    parameters,
    onError: 'continueRegularOutput',
  });
  expect(execution.rawData).not.toContain(token);
  return outputOf(execution, 'Send File');
}

beforeEach(async () => {
  await sandbox.reset();
  await openWindow(PHONE);
});
afterAll(() => expect(n8nLog()).not.toContain(token));

test('a send-once key holds from one execution to the next, and over a restart of n8n', async () => {
  const workflow = await createSendFileWorkflow({
    parameters: { options: { sendOnceKey: '={{ $json.key }}' } },
  });
  const run = async (sending: SendFileWorkflow) => {
    await sending.start([item({ key: 'TKT-2048' }), item({ key: 'TKT-2048' })]);
    return outputOf(await sending.ended(), 'Send File').map(({ status }) => status);
  };
  expect(await run(workflow)).toEqual(['accepted', 'skipped']);
  await restartN8n();
  await openWindow(PHONE);
  expect(await run(workflow)).toEqual(['skipped', 'skipped']);
  expect(await received()).toHaveLength(1);
  await workflow.delete();
});

test('a key is free again when the file certainly was not sent', async () => {
  const workflow = await createSendFileWorkflow({
    parameters: { options: { sendOnceKey: '={{ $json.key }}' } },
    onError: 'continueRegularOutput',
  });
  const run = async () => {
    await workflow.start([item({ key: 'TKT-2049' })]);
    return outputOf(await workflow.ended(), 'Send File')[0];
  };
  await sandbox.fail({ method: 'sendFile', answer: { status: 400, body: { error: 'No' } } });
  expect(await run()).toMatchObject({ errorCode: 'REJECTED' });
  expect(await run()).toMatchObject({ status: 'accepted' });
  await workflow.delete();
});

test("a text of a CRM's switches an option, and one that is neither on nor off fails its item alone", async () => {
  const checkWindow = (value: string) => item({ caption: value });
  const out = await send({ options: { checkWindow: '={{ $json.caption }}' } }, [
    checkWindow('false'),
    checkWindow('true'),
    checkWindow('maybe'),
  ]);
  expect(out).toEqual([
    expect.objectContaining({ status: 'accepted' }),
    expect.objectContaining({ status: 'accepted' }),
    expect.objectContaining({
      errorCode: 'REJECTED',
      error: expect.stringContaining(
        'Check Session Window First has to be true or false',
      ) as string,
    }),
  ]);
  expect(await sandbox.requests('messages')).toHaveLength(1); // the history, asked for the second alone
});

test('a closed window: the template goes out with the file in its header', async () => {
  await sandbox.forward({ hours: 25 });
  const [out] = await send({
    ...TEMPLATE_FALLBACK,
    options: { checkWindow: true },
  });
  expect(out).toMatchObject({ sent: true, sentVia: 'sendTemplate', status: 'accepted' });
  expect(await sandbox.requests('sendFile')).toEqual([]);
  const [message] = await received();
  expect(message).toMatchObject({ id: out!.id, template: { name: 'invoice_ready' } });
  expect(JSON.stringify(message)).toContain('TKT-2048');
  expect(message!.link).toBe(invoiceUrl);
});

test.each([
  ['delivered', {}, { status: 'delivered', delivery: { event: 'status', status: 'delivered' } }],
  ['read', { readAfterMs: null }, { status: 'delivered', waitTimedOut: true }],
])('waiting for %s', async (waitFor, config, expected) => {
  await sandbox.configure(config);
  const [out] = await send({ options: { waitFor, waitTimeout: 4 } });
  expect(out).toMatchObject({ sent: true, ...expected });
});

test('a delivery that fails while it is waited for is an item, not an error', async () => {
  await sandbox.fail({
    method: 'sendFile',
    deliveryFails: { code: 131047, title: 'Re-engagement message' },
  });
  const [out] = await send({ options: { waitFor: 'delivered', waitTimeout: 20 } });
  expect(out).toMatchObject({ status: 'failed', delivery: { error: { code: 131047 } } });
  expect(out).not.toHaveProperty('error');
});

test('the session window is told', async () => {
  const ask = async () => await send({ operation: 'getSessionWindow' });
  const [open] = await ask();
  expect(open).toMatchObject({ phone: PHONE, window: 'open' });
  expect([1439, 1440]).toContain(open!.minutesLeft);
  await sandbox.forward({ hours: 25 });
  expect(await ask()).toMatchObject([{ window: 'closed', minutesLeft: null }]);
  await sandbox.configure({ history: false });
  expect(await ask()).toMatchObject([{ window: 'unknown' }]);
});

test('a file that n8n downloads arrives, and leaves nothing else to be fetched', async () => {
  const [out] = await send({ options: { downloadFile: true } });
  expect(out).toMatchObject({ sent: true, filename: 'invoice.pdf' });
  const [message] = await received();
  expect(message).toMatchObject({ link: null, file: { mime: 'application/pdf', intact: true } });
});

test('one stored file for several people is uploaded once', async () => {
  await sandbox.configure({ windowEnforced: false });
  const execution = await runSendFile({
    items: [{ fileUrl: `${sandboxUrl}/samples/invoice.pdf?ticket=TKT-1` }],
    before: [
      fetchFile,
      {
        name: 'For Each Customer',
        type: 'n8n-nodes-base.code',
        typeVersion: 2,
        parameters: {
          jsCode:
            "return [1, 2, 3].map((n) => ({ json: { phone: '1202555100' + n }, binary: $input.first().binary, pairedItem: 0 }));",
        },
      },
    ],
    parameters: {
      phone: '={{ $json.phone }}',
      filename: 'invoice.pdf',
      caption: '',
      fileSource: 'binary',
      binaryPropertyName: 'data',
    },
  });
  expect(outputOf(execution, 'Send File').map(({ sent }) => sent)).toEqual([true, true, true]);
  expect(await sandbox.requests('uploadMedia')).toHaveLength(1);
  expect(new Set((await received()).map(({ file }) => file?.sha256)).size).toBe(1);
});

test('a link to n8n’s storage is refused where nobody outside could open it', async () => {
  const execution = await runSendFile({
    items: [item()],
    before: [fetchFile],
    parameters: {
      fileSource: 'binary',
      binaryPropertyName: 'data',
      options: { binaryTransfer: 'link' },
    },
    onError: 'continueRegularOutput',
  });
  expect(outputOf(execution, 'Send File')).toMatchObject([
    {
      errorCode: 'INVALID_FILE',
      error: expect.stringMatching(/opened from outside|in memory/) as string,
    },
  ]);
  expect(await received()).toEqual([]);
});
