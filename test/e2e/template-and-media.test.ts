import { outputOf } from '../../lab/n8n/n8n-client';
import { using } from '../../lab/n8n/workflows';
import { createCredential, oneMsg, openWindowAt, providers, sentTo } from './setup/providers';
import { runSendFile, TEMPLATE_FALLBACK } from './setup/send-file-workflow';
import { invoiceUrl, sandbox } from './setup/stage';

const PHONE = '12020721369';
const items = [{ phone: PHONE, fileUrl: invoiceUrl, filename: '', caption: '' }];

beforeEach(async () => {
  for (const provider of providers) await provider.control.reset();
});

describe.each(providers)('$name', (provider) => {
  const { template, templateVariables } = TEMPLATE_FALLBACK;
  const ofProvider = {
    template: provider === oneMsg ? template : { ...template, value: 'invoice_ready' },
    templateVariables,
  };

  test.each([
    ['Send a Template reaches a customer whose window is closed', { operation: 'sendTemplate' }],
    ["a template goes in a file's place", { whenWindowClosed: 'sendTemplate' }],
  ])('%s, with the invoice in its header', async (_what, way) => {
    await provider.control.configure({ windowRefusal: 'atOnce' });
    const parameters = { ...way, ...ofProvider };
    const execution = await runSendFile({ provider, items, parameters });
    expect(outputOf(execution, 'Send File')).toMatchObject([
      { sent: true, status: 'accepted', sentVia: 'sendTemplate', caption: '' },
    ]);
    const [message, ...others] = await sentTo(provider, PHONE);
    expect(others).toEqual([]);
    expect(message).toMatchObject({ link: invoiceUrl, template: { name: 'invoice_ready' } });
  });
});

test.each(providers)(
  '$name: Download Received File gives the file beside the item, which 1MSG Send File takes',
  async (provider) => {
    await openWindowAt(provider, PHONE);
    const credential = await createCredential(provider);
    const download = {
      name: 'Download',
      type: provider.sendFile,
      typeVersion: 1,
      parameters: { operation: 'downloadFile', fileUrl: '={{ $json.fileUrl }}' },
      credentials: using(credential),
    };
    const execution = await runSendFile({
      ...{ provider, credential, items, before: [download] },
      // 99digital takes links only, and cannot fetch one of an n8n on this machine.
      parameters: provider === oneMsg ? { fileSource: 'binary' } : {},
    });
    expect(outputOf(execution, 'Download')).toMatchObject([{ phone: PHONE }]);
    expect(outputOf(execution, 'Send File')).toMatchObject([{ sent: true }]);
    expect(await sentTo(provider, PHONE)).toHaveLength(1);
  },
);

test('Upload Media gives what From Media ID wants', async () => {
  await openWindowAt(oneMsg, PHONE);
  const credential = await createCredential(oneMsg);
  const upload = {
    name: 'Upload',
    type: oneMsg.sendFile,
    typeVersion: 1,
    parameters: { operation: 'uploadMedia', fileSource: 'url', fileUrl: '={{ $json.fileUrl }}' },
    credentials: using(credential),
  };
  const execution = await runSendFile({
    ...{ credential, items, before: [upload] },
    parameters: {
      ...{ fileSource: 'mediaId', mediaId: '={{ $json.mediaId }}' },
      mediaType: '={{ $json.mediaType }}',
    },
  });
  expect(outputOf(execution, 'Upload')).toMatchObject([{ mediaType: 'document' }]);
  expect(outputOf(execution, 'Send File')).toMatchObject([{ sent: true }]);
  expect(await sandbox.requests('uploadMedia')).toHaveLength(1);
});
