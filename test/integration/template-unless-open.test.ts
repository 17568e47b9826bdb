import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { channelOf } from '../../nodes/shared/channel/channel';
import { n8nClock } from '../../nodes/shared/n8n/n8n-clock';
import { readChannel } from '../../nodes/OneMsg/api/channel';
import { parsePayload } from '../../nodes/OneMsg/events/parse-payload';
import { readNumber } from '../../nodes/NinetyNineDigital/api/number';
import type { MessageEvent } from '../../nodes/shared/events/delivery-event';
import type { Provider } from './providers';
import { ONE_MSG, PROVIDERS, templateParameters } from './providers';
import { jsonOf, runOneMsg } from './one-msg-node';
import type { NodeRun } from './run-node';
import { useProvider } from './use-provider';
import { CUSTOMER, useSandbox } from './use-sandbox';

const ITEM = { phone: '+1 (202) 072-1369', name: 'invoice.pdf', caption: 'Invoice TKT-2048' };
const onError = 'continueRegularOutput';
const TEMPLATE = [{ sent: true, sentVia: 'sendTemplate', filename: 'invoice.pdf', caption: '' }];
const FILE = [{ sent: true, sentVia: 'sendFile', caption: ITEM.caption }];
const unlessOpen = ({ template }: Provider): INodeParameters => ({
  whenWindowClosed: 'sendTemplateUnlessOpen',
  ...templateParameters(template, { body_1: 'Dana', body_2: 'TKT-2048' }),
});
const withTemplate = (value: string) => ({ template: { __rl: true, mode: 'id', value } });

/** What each calls what the node asks for, and how it refuses a file. */
const DIFFERS = {
  '1msg': {
    ...{ window: 'messages', templates: 'templates' },
    closed: { status: 400, body: { error: 'Dialog window is closed' } },
    refused: { status: 400, body: { error: 'No' } },
  },
  '99digital': {
    ...{ window: 'getTimers', templates: 'getTemplates' },
    closed: { status: 200, body: { status: 'FAIL', reason: 7 } },
    refused: { status: 200, body: { status: 'FAIL', reason: 42 } },
  },
};

describe.each(PROVIDERS)('$name', (provider) => {
  const at = useProvider(provider);
  const of = DIFFERS[provider.id];
  const send = async (rest: INodeParameters = {}, run: Partial<NodeRun> = {}) =>
    await at.run(run.items ?? [ITEM], { ...unlessOpen(provider), ...rest }, { onError, ...run });
  const attempts = async (method: string) => (await at.control.requests(method)).length;
  const writes = async () => await at.control.customerWrites({ from: CUSTOMER, text: 'Hello' });

  describe('the file goes', () => {
    test('while the window is known to be open, and the templates are not even listed', async () => {
      await writes();
      expect(jsonOf(await send())).toMatchObject(FILE);
      expect(await attempts(of.window)).toBe(1);
      expect(await attempts('sendTemplate')).toBe(0);
      expect(await attempts(of.templates)).toBe(0);
    });

    test('once for each item, and the window is asked for once a customer', async () => {
      await writes();
      await at.fail({ answer: { status: 429, body: {} } });
      const items = [ITEM, { ...ITEM, name: 'invoice-2048.pdf' }];
      expect(jsonOf(await send({}, { items }))).toMatchObject([...FILE, ...FILE]);
      expect(await attempts(of.window)).toBe(1);
      expect(await attempts('sendTemplate')).toBe(0);
    });
  });

  describe('the template goes at once, without the file being tried', () => {
    afterEach(async () => expect(await attempts('sendFile')).toBe(0));

    test.each<[string, () => Promise<unknown>]>([
      ['closed', async () => [await writes(), await at.control.forward({ hours: 25 })]],
      [
        'open for three minutes more',
        async () => [await writes(), await at.control.forward({ hours: 23, minutes: 57 })],
      ],
      ['not open: the customer never wrote', async () => await Promise.resolve()],
      [
        'not known: nobody tells of it',
        async () => [
          await writes(),
          await at.control.fail({
            ...{ method: of.window, answer: { status: 500, body: '' } },
            times: 'all',
          }),
        ],
      ],
    ])('where the window is %s', async (_window, arrange) => {
      await arrange();
      expect(jsonOf(await send())).toMatchObject(TEMPLATE);
      expect(await attempts('sendTemplate')).toBe(1);
    });

    test('where it cannot, the item says that the window is not known to be open', async () => {
      const nowhere = withTemplate(provider.template.replace('invoice_ready', 'nowhere'));
      expect(jsonOf(await send(nowhere))).toMatchObject([
        {
          errorCode: 'REJECTED',
          error: expect.stringMatching(
            /^The session window is not known to be open, and the template nowhere/,
          ) as string,
        },
      ]);
      expect(await attempts('sendTemplate')).toBe(0);
    });

    test('where the variables are those of another template nothing goes', async () => {
      const { templateVariables } = unlessOpen(provider) as { templateVariables: INodeParameters };
      const schema = [{ id: 'body_1', ofTemplate: provider.template.replace('ready', 'paid') }];
      const stale = { templateVariables: { ...templateVariables, schema } };
      expect(jsonOf(await send(stale))).toMatchObject([
        {
          errorCode: 'REJECTED',
          error: expect.stringMatching(/those of another template, invoice_paid/) as string,
        },
      ]);
      expect(await attempts('sendTemplate')).toBe(0);
    });
  });

  describe('a file that is refused all the same', () => {
    test('at once: the template goes in its place, once', async () => {
      await writes();
      await at.fail({ answer: of.closed });
      expect(jsonOf(await send())).toMatchObject(TEMPLATE);
      expect(await attempts('sendFile')).toBe(1);
      expect(await attempts('sendTemplate')).toBe(1);
    });

    test('for another reason: that is the error', async () => {
      await writes();
      await at.fail({ answer: of.refused });
      expect(jsonOf(await send())).toMatchObject([{ errorCode: 'REJECTED' }]);
      expect(await attempts('sendTemplate')).toBe(0);
    });
  });

  test('the window counts that the trigger has heard of, where the provider does not tell', async () => {
    const phone = `120255501${provider.id === '1msg' ? 40 : 41}`; // no other test's: the process keeps it
    const [fields] = Object.values(provider.credentials(at.sandbox));
    const read = provider.id === '1msg' ? readChannel : readNumber;
    const event = {
      ...{ event: 'message', id: phone, eventId: phone, chatId: `${phone}@c.us`, phone },
      ...{ timestamp: new Date(n8nClock.now() - 7_200_000).toISOString() },
      windowClosesAt: new Date(n8nClock.now() + 79_200_000).toISOString(),
    } as unknown as MessageEvent;
    await channelOf(read(fields!), n8nClock).hear([event]);
    await at.control.configure({ windowEnforced: false });
    const failure = { answer: { status: 500, body: '' }, times: 'all' as const };
    await at.control.fail({ method: of.window, ...failure });
    expect(jsonOf(await send({}, { items: [{ ...ITEM, phone }] }))).toMatchObject(FILE);
    expect(await attempts('sendTemplate')).toBe(0);
  });
});

describe('at 1MSG', () => {
  const at = useProvider(ONE_MSG);
  const send = async (rest: INodeParameters = {}) =>
    await at.run([ITEM], { ...unlessOpen(ONE_MSG), ...rest }, { onError });

  test('a channel that keeps no history does not tell, so the template goes', async () => {
    await at.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
    await at.sandbox.control.configure({ history: false });
    expect(jsonOf(await send())).toMatchObject(TEMPLATE);
    expect(await at.attempts()).toBe(0);
  });

  test('a file that is refused later: the template goes in its place, once', async () => {
    await at.control.customerWrites({ from: CUSTOMER, text: 'Hello' });
    await at.fail({ deliveryFails: { text: 'Re-engagement message', code: 131047 } });
    const [json] = jsonOf(await send({ options: { waitFor: 'delivered' } }));
    expect(json).toMatchObject({ status: 'delivered', sentVia: 'sendTemplate' });
    expect(await at.attempts()).toBe(1);
    expect(await at.control.requests('sendTemplate')).toHaveLength(1);
  });
});

describe('at 1MSG what the trigger has heard of a customer counts', () => {
  const sandbox = useSandbox([]);
  const send = async (rest: INodeParameters = {}, { items = [ITEM] }: Partial<NodeRun> = {}) =>
    await runOneMsg(sandbox, items, { ...unlessOpen(ONE_MSG), ...rest }, { onError });
  const credential = () => Object.values(ONE_MSG.credentials(sandbox))[0]!;
  /** The number is one that no other test writes to: what was heard is kept by the process. */
  const hear = async (phone: string, hoursAgo: number, more: IDataObject = {}) => {
    const account = readChannel(credential());
    const time = Math.floor((n8nClock.now() - hoursAgo * 3_600_000) / 1000);
    const { events } = parsePayload(
      {
        messages: [
          {
            id: `wamid.${phone}`,
            ...{ type: 'chat', body: 'Hi', fromMe: false, time },
            ...{ author: `${phone}@c.us`, chatId: `${phone}@c.us`, ...more },
          },
        ],
      },
      {
        ...{ provider: '1msg', channelId: account.id, includeRaw: false },
        receivedAt: new Date().toISOString(),
      },
    );
    await channelOf(account, n8nClock).hear(events);
  };
  const windowOf = async (phone: string) =>
    jsonOf(
      await runOneMsg(sandbox, [{ phone }], { operation: 'getSessionWindow' }, { onError }),
    )[0]!;
  beforeEach(async () => await sandbox.control.configure({ history: false }));

  test('where the channel keeps no history, or does not tell it', async () => {
    await sandbox.control.configure({ windowEnforced: false });
    await hear('12025550130', 2);
    const { window, minutesLeft } = await windowOf('12025550130');
    expect(window).toBe('open');
    expect([1319, 1320]).toContain(minutesLeft);
    const items = [{ ...ITEM, phone: '12025550130' }];
    expect(jsonOf(await send({}, { items }))).toMatchObject(FILE);
    const answer = { status: 404, body: { error: 'No such method' } };
    await sandbox.control.fail({ method: 'messages', answer, times: 'all' });
    expect(await windowOf('12025550130')).toMatchObject({ window: 'open' });
    expect(jsonOf(await send({}, { items }))).toMatchObject(FILE);
  });

  test('the later of both', async () => {
    const from = '12025550131';
    await sandbox.control.configure({ history: true, windowEnforced: false });
    await sandbox.control.customerWrites({ from, text: 'Hello' });
    await hear(from, 20);
    const { minutesLeft } = await windowOf(from);
    expect(minutesLeft).toBeGreaterThanOrEqual(1438);
    await sandbox.control.forward({ hours: 22 });
    await hear(from, -21); // of which the history knows nothing yet
    expect((await windowOf(from)).minutesLeft).toBeGreaterThanOrEqual(22 * 60);
  });

  test('a message that is older than a day closes nothing: the trigger may have been off since', async () => {
    await hear('12025550132', 25);
    expect(await windowOf('12025550132')).toMatchObject({ window: 'unknown' });
    const items = [{ ...ITEM, phone: '12025550132' }];
    expect(jsonOf(await send({}, { items }))).toMatchObject([{ sentVia: 'sendTemplate' }]);
  });

  test('for Check Session Window First, too', async () => {
    const from = '12025550133';
    await sandbox.control.configure({ history: true, windowEnforced: false });
    await sandbox.control.customerWrites({ from, text: 'Hello' });
    await sandbox.control.forward({ hours: 25 });
    await hear(from, -24);
    const items = [{ ...ITEM, phone: from }];
    const rest = { whenWindowClosed: 'fail', options: { checkWindow: true } };
    expect(jsonOf(await send(rest, { items }))).toMatchObject(FILE);
  });

  test('a mobile number is the same with and without the digit that WhatsApp adds', async () => {
    await hear('5215512345678', 2);
    expect(await windowOf('525512345678')).toMatchObject({ window: 'open' });
  });

  test('what is no message of the customer’s does not', async () => {
    await hear('12025550134', 2, { fromMe: true });
    await hear('12025550135', 2, { type: 'system' });
    expect(await windowOf('12025550134')).toMatchObject({ window: 'unknown' });
    expect(await windowOf('12025550135')).toMatchObject({ window: 'unknown' });
  });

  test('a wrong credential is told all the same', async () => {
    await hear('12025550136', 2);
    const answer = { status: 401, body: { error: 'Wrong token' } };
    await sandbox.control.fail({ method: 'messages', answer, times: 'all' });
    expect(await windowOf('12025550136')).toMatchObject({ errorCode: 'UNAUTHORIZED' });
  });
});
