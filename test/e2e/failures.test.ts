import type { IDataObject } from 'n8n-workflow';

import { failureCatalogue } from '../../sandbox/catalogue';
import { errorOf, outputOf } from '../../lab/n8n/n8n-client';
import { runSendFile } from './setup/send-file-workflow';
import { createChannelCredential, invoiceUrl, openWindow, sandbox } from './setup/stage';

const PHONE = '12020721369';
const item = (changes: IDataObject = {}): IDataObject => ({
  phone: PHONE,
  fileUrl: invoiceUrl,
  filename: 'invoice.pdf',
  caption: '',
  ...changes,
});

beforeEach(() => sandbox.reset());

/** What the output says of a request that went wrong in a known way, when there is no history to ask. */
function expectedOutcome(name: string): string {
  if (/queued/.test(name)) return 'queued';
  if (/^sent, an ID/.test(name)) return 'accepted';
  if (name.startsWith('window closed')) return 'WINDOW_CLOSED';
  if (name === 'token refused') return 'UNAUTHORIZED';
  if (/^(400|403|404|200), /.test(name)) return 'REJECTED';
  if (/^(delivery fails|too many requests|slow|sent, then slow)/.test(name)) return 'accepted';
  return 'OUTCOME_UNKNOWN';
}

// Each 429 among them holds all of the node back.
const PATIENCE_MS = 240_000;

test(
  'each way in which 1MSG fails comes out as its errorCode',
  async () => {
    // A failure before the body is read cannot be meant for one recipient.
    const tried = Object.entries(failureCatalogue())
      .filter(([, { stage }]) => stage !== 'beforeRead')
      .map(([name, failure], index) => ({ name, failure, phone: `1202072${2000 + index}` }));
    await openWindow(...tried.map(({ phone }) => phone));
    await sandbox.configure({ history: false });
    await sandbox.fail(
      ...tried.map(({ failure, phone }) => ({ ...failure, method: 'sendFile', recipient: phone })),
    );

    const execution = await runSendFile({
      items: tried.map(({ phone }) => item({ phone, caption: 'Invoice' })),
      onError: 'continueRegularOutput',
      parameters: { options: { concurrency: 50 } },
      timeoutMs: PATIENCE_MS,
    });

    const output = outputOf(execution, 'Send File');
    expect(output).toHaveLength(tried.length);
    const outcomes = output.map((out) => out.errorCode ?? out.status);
    expect(Object.fromEntries(tried.map(({ name }, index) => [name, outcomes[index]]))).toEqual(
      Object.fromEntries(tried.map(({ name }) => [name, expectedOutcome(name)])),
    );
    for (const failed of output.filter((out) => out.errorCode)) {
      expect(failed).toMatchObject({ fileUrl: invoiceUrl, error: expect.any(String) as string });
    }
  },
  PATIENCE_MS,
);

describe('a failed item', () => {
  beforeEach(() => sandbox.configure({ windowRefusal: 'atOnce' }));

  test.each([
    ['INVALID_RECIPIENT', item({ phone: 'not a number' })],
    ['INVALID_FILE', item({ fileUrl: 'ftp://example.com/a.pdf' })],
    ['WINDOW_CLOSED', item({ phone: '12020729999' })],
  ])('has the code %s, and the others are sent', async (errorCode, bad) => {
    await openWindow(PHONE);
    const execution = await runSendFile({
      items: [item(), bad, item()],
      onError: 'continueRegularOutput',
    });
    const output = outputOf(execution, 'Send File');
    expect(output.map((out) => out.errorCode ?? out.status)).toEqual([
      'accepted',
      errorCode,
      'accepted',
    ]);
    expect(output[1]).toMatchObject(bad);
    if (errorCode !== 'WINDOW_CLOSED') expect(await sandbox.requests('sendFile')).toHaveLength(2);
  });

  test('is certain not to have been sent when nobody listens at the address', async () => {
    const credential = await createChannelCredential({ baseUrl: 'http://127.0.0.1:1' });
    const execution = await runSendFile({
      items: [item()],
      credential,
      onError: 'continueRegularOutput',
    });
    expect(outputOf(execution, 'Send File')[0]).toMatchObject({ errorCode: 'UNREACHABLE' });
  });

  test('goes to the error output, with its code and the input’s fields', async () => {
    await openWindow(PHONE);
    const bad = item({ phone: 'nobody' });
    const execution = await runSendFile({
      items: [item(), bad],
      onError: 'continueErrorOutput',
    });
    expect(outputOf(execution, 'Send File', 0)).toHaveLength(1);
    const [failed, ...others] = outputOf(execution, 'Send File', 1);
    expect(others).toEqual([]);
    expect(failed).toMatchObject({ ...bad, errorCode: 'INVALID_RECIPIENT' });
    expect(failed?.error).toEqual(expect.any(String));
  });

  test('stops the workflow otherwise, with a message that says what to do', async () => {
    const execution = await runSendFile({ items: [item()] });
    expect(execution.status).toBe('error');
    const error = errorOf(execution);
    expect(error?.message).toMatch(/24/);
    expect(JSON.stringify(error)).toContain('"itemIndex":0');
  });
});
