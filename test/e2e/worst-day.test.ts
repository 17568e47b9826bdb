import type { IDataObject } from 'n8n-workflow';

import { outputOf } from '../../lab/n8n/n8n-client';
import { n8nPid, restartN8n } from './setup/n8n-control';
import { ninetyNine, oneMsg, openWindowAt, providers, sentTo } from './setup/providers';
import { httpAnswer, type RawServer, startRawServer } from './setup/raw-server';
import {
  createSendFileWorkflow,
  fetchFile,
  runSendFile,
  TEMPLATE_FALLBACK,
} from './setup/send-file-workflow';
import {
  createTriggerWorkflow,
  eventually,
  invoiceUrl,
  n8n,
  n8nLog,
  openWindow,
  registeredUrls,
  sandbox,
} from './setup/stage';

const PHONE = '12020721369';
const PDF = '%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n';
const item = (changes: IDataObject = {}): IDataObject => ({
  phone: PHONE,
  fileUrl: invoiceUrl,
  filename: '',
  caption: '',
  ...changes,
});
async function send(items: IDataObject[], parameters = {}, more = {}) {
  const onError = 'continueRegularOutput' as const;
  const execution = await runSendFile({ items, parameters, onError, ...more });
  return outputOf(execution, 'Send File');
}

beforeEach(async () => {
  for (const provider of providers) await provider.control.reset();
});

describe('nothing goes out twice, whatever an answer says', () => {
  const answers = {
    'a file name that is a code': {
      status: 500,
      body: { error: 'Internal server error while sending 131056.pdf' },
    },
    'words of a rate limit': {
      status: 504,
      body: { error: 'upstream timed out (rate limit service)' },
    },
    'a code of a rate limit': { status: 502, body: { message: 'Bad gateway', code: 130429 } },
    'words of a closed window': { status: 500, body: { error: 'dialog window is closed' } },
  };

  test.each(providers)(
    '$name: under 5xx it is not known, and not tried again',
    async (provider) => {
      const tried = Object.entries(answers);
      const phones = tried.map((_each, index) => `1202072${3000 + index}`);
      await openWindowAt(provider, ...phones);
      if (provider === oneMsg) await sandbox.configure({ history: false });
      await provider.control.fail(
        ...tried.map(([, answer], index) => ({
          method: 'sendFile',
          recipient: phones[index],
          times: 'all' as const,
          answer,
        })),
      );
      const out = await send(
        phones.map((phone) => item({ phone })),
        provider === oneMsg ? TEMPLATE_FALLBACK : {},
        { provider },
      );
      expect(out.map(({ errorCode }) => errorCode)).toEqual(tried.map(() => 'OUTCOME_UNKNOWN'));
      expect(await provider.control.requests('sendFile')).toHaveLength(tried.length);
      expect(await provider.control.requests('sendTemplate')).toEqual([]);
    },
  );

  test('a refusal that names our file sends no template', async () => {
    await openWindow(PHONE);
    await sandbox.fail({
      method: 'sendFile',
      answer: {
        status: 200,
        body: {
          sent: false,
          message: 'Failed to download https://x.example/re-engagement-offer.pdf',
        },
      },
    });
    const [out] = await send([item({ filename: 're-engagement-offer.pdf' })], TEMPLATE_FALLBACK);
    expect(out).toMatchObject({ errorCode: 'REJECTED' });
    expect(await sandbox.requests('sendTemplate')).toEqual([]);
  });
});

test('n8n is killed while files with keys go out at a pace: the next run sends the rest, and nobody gets two', async () => {
  const phones = Array.from({ length: 12 }, (_, index) => `1202072${4000 + index}`);
  const workflow = await createSendFileWorkflow({
    parameters: { options: { sendOnceKey: '={{ $json.phone }}', messagesPerSecond: 2 } },
    onError: 'continueRegularOutput',
  });
  await openWindow(...phones);
  const items = phones.map((phone) => item({ phone }));
  await workflow.start(items);
  const requests = async () => (await sandbox.requests('sendFile')).length;
  await eventually(async () => expect(await requests()).toBeGreaterThanOrEqual(3), 30_000);
  process.kill(await n8nPid(), 'SIGKILL');
  await restartN8n();
  const sentByThen = await requests();
  expect(sentByThen).toBeLessThan(phones.length);

  await workflow.start(items);
  await eventually(async () => {
    const sent = await Promise.all(phones.map((phone) => sentTo(oneMsg, phone)));
    expect(sent.map(({ length }) => length)).toEqual(phones.map(() => 1));
  }, 60_000);
  expect(await requests()).toBe(phones.length);
  await workflow.delete();
});

test('a complete number goes to itself whatever the default country, in digits of any script', async () => {
  await sandbox.configure({ windowEnforced: false });
  const phones = [
    '971501234567',
    '436641234567',
    '٩٦٦٥٠١٢٣٤٥٦٧',
    '+1\uFE0F-202-555-0123',
    '5215512345678',
  ];
  const out = await send(
    phones.map((phone) => item({ phone })),
    { options: { defaultCountry: 'DE' } },
  );
  expect(out.map(({ phone }) => phone)).toEqual([
    '971501234567',
    '436641234567',
    '966501234567',
    '12025550123',
    '5215512345678',
  ]);
});

describe('files of servers that do as they please', () => {
  let server: RawServer;
  beforeAll(async () => {
    server = await startRawServer((line, head) => {
      const html = { 'Content-Type': 'text/html; charset=utf-8' };
      const pdf = { 'Content-Type': 'application/pdf' };
      if (line.includes('/share'))
        return httpAnswer(line, html, '<!doctype html><title>Sign in</title>');
      if (line.includes('/gone')) return httpAnswer(line, html, 'no', '404 Not Found');
      if (line.includes('/error.pdf'))
        return httpAnswer(line, { 'Content-Type': 'application/json' }, '{"error":1}');
      if (line.includes('/named'))
        return httpAnswer(
          line,
          { ...pdf, 'Content-Disposition': 'attachment; filename="חשבונית.pdf"' },
          PDF,
        );
      if (line.includes('/locked'))
        return /authorization: basic dXNlcjpwYXNz/i.test(head)
          ? httpAnswer(line, pdf, PDF)
          : httpAnswer(line, html, 'no', '401 Unauthorized');
      return httpAnswer(line, { 'Content-Type': 'application/octet-stream' }, PDF);
    });
    await sandbox.configure({ windowEnforced: false });
  });
  beforeEach(() => sandbox.configure({ windowEnforced: false }));
  afterAll(() => server.close());

  test.each([
    ['by link', {}],
    ['downloaded', { options: { downloadFile: true } }],
  ])('%s: a page, an error and nothing at all are no invoice', async (_how, parameters) => {
    const out = await send(
      ['share', 'gone', 'error.pdf'].map((path) => item({ fileUrl: `${server.url}/${path}` })),
      parameters,
    );
    expect(out.map(({ errorCode }) => errorCode)).toEqual(Array(3).fill('INVALID_FILE'));
    expect(await sandbox.requests('sendFile')).toEqual([]);
  });

  test.each([
    ['by link', {}],
    ['downloaded', { options: { downloadFile: true } }],
  ])(
    '%s: a name in raw UTF-8 is that name, and bytes say what nobody else does',
    async (_how, parameters) => {
      const out = await send(
        [
          item({ fileUrl: `${server.url}/named` }),
          item({ fileUrl: `${server.url}/download`, filename: 'Invoice' }),
        ],
        parameters,
      );
      expect(out.map(({ filename }) => filename)).toEqual(['חשבונית.pdf', 'Invoice.pdf']);
    },
  );

  test('a link with user and password is opened with them, and they are shown nowhere', async () => {
    const fileUrl = `http://user:pass@127.0.0.1:${server.port}/locked/invoice.pdf`;
    const parameters = {
      fileUrl,
      options: { downloadFile: true, includeRequest: true },
    };
    const [out] = await send([{ phone: PHONE, filename: '', caption: '' }], parameters);
    expect(out).toMatchObject({ sent: true, filename: 'invoice.pdf' });
    expect(JSON.stringify(out)).not.toContain('user:pass');
    expect(n8nLog()).not.toContain('user:pass');
  });

  test('what a node before has fetched is looked at as well', async () => {
    const out = await send(
      [item({ fileUrl: `${server.url}/error.pdf`, filename: 'invoice.pdf' })],
      { fileSource: 'binary', binaryPropertyName: 'data' },
      { before: [fetchFile] },
    );
    expect(out).toMatchObject([{ errorCode: 'INVALID_FILE' }]);
  });
});

test('a proxy that closes is asked a few times, and not at all once the execution has ended', async () => {
  const proxy = await startRawServer(() => undefined);
  const address = `http://127.0.0.1:${proxy.port}`;
  await restartN8n({ HTTP_PROXY: address, HTTPS_PROXY: address, NO_PROXY: '127.0.0.1' });
  await sandbox.configure({ windowEnforced: false });
  try {
    const links = ['https://files.example/invoice.pdf', 'http://files.example/invoice.pdf'];
    const out = await send(
      links.map((fileUrl) => item({ fileUrl })),
      { options: { downloadFile: true } },
    );
    expect(out.map(({ errorCode }) => errorCode)).toEqual(['INVALID_FILE', 'INVALID_FILE']);
    const asked = proxy.connections();
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(30);
    await send([item()]); // n8n goes on, and the proxy is left alone
    expect(proxy.connections()).toBe(asked);
  } finally {
    await restartN8n();
    await proxy.close();
  }
});

test('an item that was cancelled before its turn says so where the node continues', async () => {
  await sandbox.configure({ windowEnforced: false, answerAfterMs: 500 });
  const workflow = await createSendFileWorkflow({
    parameters: { options: { concurrency: 2 } },
    onError: 'continueRegularOutput',
  });
  const items = Array.from({ length: 60 }, (_, index) => item({ phone: `1202072${5000 + index}` }));
  await workflow.start(items);
  await eventually(async () => {
    expect((await sandbox.requests('sendFile')).length).toBeGreaterThan(4);
  }, 60_000);
  const [running] = await n8n.executions(workflow.id);
  await n8n.stopExecution(running?.id ?? '');
  const execution = await workflow.ended();
  expect(execution.status).toBe('canceled');
  // What n8n keeps of a node that was cancelled differs by version; where it keeps items they are no bare inputs.
  const out = execution.data.resultData.runData['Send File']
    ? outputOf(execution, 'Send File')
    : [];
  for (const each of out) expect(each.errorCode ?? each.status).toEqual(expect.any(String));
  await workflow.delete();
});

test('a trigger can be published again and again, with the channel’s list as it was', async () => {
  const workflowId = await createTriggerWorkflow();
  await n8n.activate(workflowId);
  const registered = await registeredUrls();
  await restartN8n();
  await n8n.deactivate(workflowId);
  await n8n.activate(workflowId);
  expect(await registeredUrls()).toEqual(registered);
  await n8n.deactivate(workflowId);
  await n8n.deleteWorkflow(workflowId);
});

test.each([oneMsg, ninetyNine])(
  '$name: strangers cost a refusal, and no line of the log each',
  async (provider) => {
    const workflowId = await createTriggerWorkflow({}, undefined, provider);
    await n8n.activate(workflowId);
    const [registered] = (await provider.control.webhooks()).urls;
    const url = new URL(registered!.url);
    url.searchParams.set('secret', 'guessed');
    const before = n8nLog().length;
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(
        Array.from({ length: 30 }, () =>
          fetch(url, {
            method: 'POST',
            body: '{}',
            headers: { 'content-type': 'application/json' },
          }),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    }
    const lines = n8nLog()
      .slice(before)
      .split('\n')
      .filter((line) => line.includes('401'));
    expect(lines.length).toBeLessThan(20);
    await n8n.deleteWorkflow(workflowId);
  },
);
