import type { INodeParameters } from 'n8n-workflow';
import type { Failure } from '../../sandbox/failures/failure';
import { jsonOf, runOneMsg } from './one-msg-node';
import { CUSTOMER, useSandbox } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const OTHER = '12025550111';
const sandbox = useSandbox([CUSTOMER, OTHER], { windowRefusal: 'atOnce' });

const FILE = { data: 'JVBERg==', mimeType: 'application/pdf', fileName: 'invoice.pdf' };
const send = async (phones: string[], rest: INodeParameters = {}, baseUrl = sandbox.url) => {
  const { channelId, token } = sandbox;
  const result = await runOneMsg(
    sandbox,
    phones.map((phone) => ({ phone, name: '', caption: '' })),
    { fileSource: 'binary', binaryPropertyName: 'data', ...rest },
    {
      credentials: { oneMsgChannelApi: { channelId, token, baseUrl } },
      onError: 'continueRegularOutput',
      binary: { data: FILE },
    },
  );
  return jsonOf(result);
};
const failUploads = async (failure: Omit<Failure, 'method'>) =>
  await sandbox.control.fail({ method: 'uploadMedia', times: 'all', ...failure });
const received = async () =>
  (await sandbox.control.messages()).filter(({ direction }) => direction === 'outgoing');

describe("an upload for a template's header", () => {
  const sendTemplate = async () => {
    await sandbox.control.forward({ hours: 25 });
    return await send([CUSTOMER], {
      whenWindowClosed: 'sendTemplate',
      template: { __rl: true, mode: 'id', value: 'invoice_ready:en' },
      templateVariables: {
        mappingMode: 'defineBelow',
        value: { body_1: 'Dana', body_2: 'TKT-2048' },
        matchingColumns: [],
        schema: [],
      },
    });
  };

  test('that fails on the way is tried again, and the template goes out with the file', async () => {
    await failUploads({ stage: 'afterRead', cut: true, times: 4 });
    expect(await sendTemplate()).toMatchObject([{ sent: true, sentVia: 'sendTemplate' }]);
    expect(await received()).toMatchObject([{ kind: 'document', file: { size: 4 } }]);
  });

  const says = (status: number, error: string) => ({ answer: { status, body: { error } } });
  test.each([
    ['UNREACHABLE', 'is cut off', { stage: 'beforeRead', cut: true }],
    ['UNREACHABLE', 'gets no answer', { stage: 'afterRead', cut: true }],
    ['UNREACHABLE', 'meets a gateway', { answer: { status: 502, body: 'Bad Gateway' } }],
    ['RATE_LIMITED', 'comes too fast', says(429, 'Too many requests')],
    ['UNAUTHORIZED', 'meets a refused token', says(401, 'Wrong token')],
    ['INVALID_FILE', 'is refused', says(400, 'Not available')],
  ] as const)('is %s in the end when it %s every time', async (errorCode, _case, failure) => {
    await failUploads(failure);
    expect(await sendTemplate()).toMatchObject([{ errorCode }]);
    expect(await sandbox.control.requests('sendTemplate')).toEqual([]);
    expect(await received()).toEqual([]);
  });
});

describe('an upload for several items', () => {
  test('that is under way when the execution is canceled is followed by no message', async () => {
    await failUploads({ answer: { status: 503, body: '' } });
    const { channelId, token } = sandbox;
    let cancel = () => {};
    const running = runOneMsg(
      sandbox,
      [CUSTOMER, OTHER].map((phone) => ({ phone, name: '', caption: '' })),
      { fileSource: 'binary', binaryPropertyName: 'data' },
      {
        credentials: { oneMsgChannelApi: { channelId, token, baseUrl: sandbox.url } },
        binary: { data: FILE },
        onStarted: (stop) => (cancel = stop),
      },
    );
    while ((await sandbox.control.requests('uploadMedia')).length === 0)
      await new Promise((resolve) => setImmediate(resolve));
    cancel();
    const { run } = await running;
    expect(run.status).toBe('canceled');
    expect(await sandbox.control.requests('sendFile')).toEqual([]);
  });

  test('that comes too fast slows the node down, and the file does not go out at full pace instead', async () => {
    const answer = { status: 429, body: { error: 'Too many requests' } };
    await failUploads({ answer: { ...answer, headers: { 'retry-after': '60' } }, times: 1 });
    expect(await send([CUSTOMER, OTHER])).toMatchObject([{ sent: true }, { sent: true }]);
    const uploads = await sandbox.control.requests('uploadMedia');
    expect(uploads).toHaveLength(2);
    const bodies = (await sandbox.control.requests('sendFile')).map(({ body }) => body);
    for (const body of bodies) expect(body).toHaveProperty('mediaId');
  });

  test('that never gets through costs nothing: the file travels with each message', async () => {
    await failUploads({ stage: 'afterRead', cut: true });
    expect(await send([CUSTOMER, OTHER])).toMatchObject([{ sent: true }, { sent: true }]);
    expect((await received()).map(({ file }) => file?.size)).toEqual([4, 4]);
  });

  test('that gives an empty ID gave none: the file travels with each message', async () => {
    await failUploads({ answer: { status: 200, body: { mediaId: '' } } });
    expect(await send([CUSTOMER, OTHER])).toMatchObject([{ sent: true }, { sent: true }]);
  });

  test('keeps all digits of an ID without quotes', async () => {
    const answer = { status: 200, body: '{"mediaId":12345678901234567890}' };
    await failUploads({ answer: { ...answer, contentType: 'application/json' } });
    await send([CUSTOMER, OTHER]);
    const [request] = await sandbox.control.requests('sendFile');
    expect(request!.body).toMatchObject({ mediaId: '12345678901234567890' });
  });

  test('without a network every item is UNREACHABLE', async () => {
    const items = await send([CUSTOMER, OTHER], {}, 'http://127.0.0.1:1');
    expect(items).toMatchObject([{ errorCode: 'UNREACHABLE' }, { errorCode: 'UNREACHABLE' }]);
  });
});
