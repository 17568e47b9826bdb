import { HistorySearch } from '../../nodes/OneMsg/history/history-search';
import type { FileTrace, MessageTrace } from '../../nodes/OneMsg/history/message-trace';
import type { OneMsgClient } from '../../nodes/OneMsg/api/one-msg-client';
import { SentMessages } from '../../nodes/OneMsg/history/sent-messages';
import type { HttpExchange } from '../../nodes/shared/http/exchange';
import type { FileSender, SendRequest } from '../../nodes/shared/provider/file-sender';
import { holdBack, memoryGate } from './memory-gate';
import type { SendOutcome } from '../../nodes/shared/provider/send-outcome';
import { sendOrFallBack } from '../../nodes/shared/send-file/send-with-retries';
import { FakeClock } from './fake-clock';

const CHAT = '12020721369@c.us';
/** The provider's clock and ours are seldom the same. */
const SERVER_AHEAD_MS = Date.parse('2026-11-22T15:00:00Z');
const CAPTION = 'Your invoice';
const LOST: SendOutcome = { kind: 'unknown', text: 'the connection was cut off' };

/** A chat's history that a test writes by hand, and a run of a node that looks things up in it. */
class Chat {
  readonly clock = new FakeClock();
  readonly rows: Array<Record<string, unknown>> = [];
  status = 200;
  looks = 0;
  private readonly sent = new SentMessages();

  run(execution: string): Run {
    const get = async (): Promise<HttpExchange> => {
      this.looks++;
      return await Promise.resolve({
        kind: 'answer',
        status: this.status,
        headers: { date: new Date(SERVER_AHEAD_MS + this.clock.now()).toUTCString() },
        text: JSON.stringify({ messages: this.rows }),
      });
    };
    const channel = { id: 'ODI1', token: 't', baseUrl: 'https://api.example' };
    const client = { channel, get } as unknown as OneMsgClient;
    const { clock, sent } = this;
    return new Run(this, new HistorySearch({ client, clock, execution, sent }));
  }

  /** The row of an outgoing message, as of now; of a file by a link of 1MSG's own. */
  write(id: string, { filename = '', ...more }: Record<string, string> = {}): void {
    const body = `https://media.example/${id}/${filename}`;
    const time = Math.floor((SERVER_AHEAD_MS + this.clock.now()) / 1000);
    this.rows.push({ id, fromMe: true, chatId: CHAT, time, caption: CAPTION, body, ...more });
  }
}

class Run {
  constructor(
    private readonly chat: Chat,
    private readonly search: HistorySearch,
  ) {}

  /** Begins to send. @returns ends it, and looks for the message where the outcome is unknown */
  begin(file: FileTrace | MessageTrace) {
    const request = { recipient: { chatId: CHAT } } as SendRequest;
    const trace = 'file' in file || 'template' in file ? file : { file };
    this.search.begin(request, trace);
    return async (outcome: SendOutcome) => {
      this.search.end(request, outcome);
      return outcome.kind === 'unknown' ? await this.search.find(request) : undefined;
    };
  }

  async lose(file: FileTrace | MessageTrace, rows: () => void = () => {}) {
    const end = this.begin(file);
    rows();
    return await end(LOST);
  }

  async accept(file: FileTrace, id: string) {
    await this.begin(file)({ kind: 'accepted', id });
    await this.chat.clock.pass(100);
  }
}

const INVOICE = { caption: CAPTION, filename: 'invoice.pdf' };
const found = (id: string) => ({ found: true, id });
const NOT_FOUND = { found: false, records: 'read' };

describe('what is plainly in the history is found', () => {
  test.each<[string, FileTrace | MessageTrace, Record<string, string>]>([
    ['by the name in its link', INVOICE, { filename: 'invoice.pdf' }],
    ['by a name of its own', INVOICE, { body: '', fileName: 'invoice.pdf' }],
    ['by the name as body', INVOICE, { body: 'invoice.pdf' }],
    [
      'by the link',
      { ...INVOICE, url: 'https://x.example/get?id=7' },
      { body: 'https://x.example/get?id=7' },
    ],
    [
      'whatever its spaces',
      { caption: 'Your  invoice\n', filename: 'my invoice.pdf' },
      { filename: 'my_invoice.pdf' },
    ],
    ['without a caption', { filename: 'invoice.pdf' }, { filename: 'invoice.pdf', caption: '' }],
    [
      'without a caption, the name in its place',
      { filename: 'invoice.pdf' },
      { caption: 'invoice.pdf' },
    ],
    [
      'a template by its text',
      { template: { text: 'Hello Dana' } },
      { body: 'Hello Dana', caption: '' },
    ],
    [
      'a template by its text as caption',
      { template: { text: 'Hello Dana', filename: 'a.pdf' } },
      { caption: 'Hello Dana' },
    ],
    [
      'a template by its file',
      { template: { text: 'Hello Dana', filename: 'a.pdf' } },
      { caption: '', filename: 'a.pdf' },
    ],
  ])('%s', async (_case, file, row) => {
    const chat = new Chat();
    expect(await chat.run('1').lose(file, () => chat.write('wamid.A', row))).toEqual(
      found('wamid.A'),
    );
  });
});

describe('what may be another message is not', () => {
  test.each<[string, FileTrace | MessageTrace, Record<string, unknown>]>([
    ['another file with the same caption', INVOICE, { filename: 'statement.pdf' }],
    ['a caption and no name', INVOICE, { body: '' }],
    ['a caption and an opaque link', INVOICE, { body: 'https://media.example/8f2' }],
    ['a text that somebody typed', INVOICE, { body: CAPTION, caption: '' }],
    [
      'the same name with another caption',
      INVOICE,
      { filename: 'invoice.pdf', caption: 'Reminder' },
    ],
    [
      'the same name, and a caption that ours has not',
      { filename: 'invoice.pdf' },
      { filename: 'invoice.pdf' },
    ],
    [
      'a file without a caption, under another name',
      { filename: 'invoice.pdf' },
      { filename: 'b.pdf', caption: '' },
    ],
    [
      'a file without a caption, and no name',
      { filename: 'invoice.pdf' },
      { body: '', caption: '' },
    ],
    ['media without a name', { caption: CAPTION }, { filename: 'invoice.pdf' }],
    [
      'the same link for another ticket',
      { ...INVOICE, url: 'https://x.example/invoice.pdf?t=1' },
      { body: 'https://x.example/invoice.pdf?t=2' },
    ],
    [
      'a template with other values',
      { template: { text: 'Hello Dana' } },
      { body: 'Hello Roy', caption: '' },
    ],
    [
      'a template with another file',
      { template: { text: 'Hello Dana', filename: 'a.pdf' } },
      { caption: 'Hello Dana', filename: 'b.pdf' },
    ],
    [
      'the file of a template with another text',
      { template: { text: 'Hello Dana', filename: 'a.pdf' } },
      { caption: 'Hello Roy', filename: 'a.pdf' },
    ],
    ['one that came in', INVOICE, { filename: 'invoice.pdf', fromMe: false }],
    ['one of another chat', INVOICE, { filename: 'invoice.pdf', chatId: '12025550111@c.us' }],
    ['one without a time', INVOICE, { filename: 'invoice.pdf', time: null }],
    ['one without an ID', INVOICE, { filename: 'invoice.pdf', id: '' }],
  ])('%s', async (_case, file, row) => {
    const chat = new Chat();
    const settled = await chat.run('1').lose(file, () => chat.write('wamid.A', row as never));
    expect(settled).toEqual(NOT_FOUND);
  });

  test('one of before', async () => {
    const chat = new Chat();
    chat.write('wamid.A', INVOICE);
    await chat.clock.pass(1500);
    expect(await chat.run('1').lose(INVOICE)).toEqual(NOT_FOUND);
  });

  test('one of two that look the same, where only one was sent from here', async () => {
    const chat = new Chat();
    const settled = await chat.run('1').lose(INVOICE, () => {
      chat.write('wamid.A', INVOICE);
      chat.write('wamid.B', INVOICE);
    });
    expect(settled).toEqual(NOT_FOUND);
  });
});

describe.each(['1', '2'])('what was sent from here just before (execution %s)', (other) => {
  test.each(['wamid.A', 'true_12020721369@c.us_3EB0', 'wamid.AAAAAAAA'])(
    'is not taken for one that was lost, whatever its ID in the history: %s',
    async (id) => {
      const chat = new Chat();
      const before = chat.run(other).begin(INVOICE);
      chat.write(id, INVOICE);
      await before({ kind: 'accepted', id: 'wamid.A' });
      expect(await chat.run('1').lose(INVOICE)).toEqual(NOT_FOUND);
    },
  );

  test('leaves the other of two to the one in doubt', async () => {
    const chat = new Chat();
    const before = chat.run(other).begin(INVOICE);
    chat.write('row-1', INVOICE);
    await before({ kind: 'accepted', id: 'wamid.A' });
    const settled = await chat.run('1').lose(INVOICE, () => chat.write('row-2', INVOICE));
    expect(settled).toEqual(found('row-2'));
  });

  test('may be under way still', async () => {
    const chat = new Chat();
    chat.run(other).begin(INVOICE);
    expect(await chat.run('1').lose(INVOICE, () => chat.write('wamid.A', INVOICE))).toEqual(
      NOT_FOUND,
    );
  });

  test('may show nothing but its caption', async () => {
    const chat = new Chat();
    const before = chat.run(other).begin({ caption: CAPTION, filename: 'statement.pdf' });
    chat.write('row-1', { body: '' });
    await before({ kind: 'accepted', id: 'wamid.A' });
    expect(await chat.run('1').lose(INVOICE)).toEqual(NOT_FOUND);
  });

  test.each<[string, SendOutcome]>([
    ['was accepted without an ID', { kind: 'accepted', id: null }],
    ['was lost, too', LOST],
  ])('%s', async (_case, outcome) => {
    const chat = new Chat();
    await chat.run(other).begin(INVOICE)(outcome);
    expect(await chat.run('1').lose(INVOICE, () => chat.write('wamid.A', INVOICE))).toEqual(
      NOT_FOUND,
    );
  });

  test('was refused, and is in nobody’s way', async () => {
    const chat = new Chat();
    await chat.run(other).begin(INVOICE)({ kind: 'refused', code: 'REJECTED', text: '' });
    expect(await chat.run('1').lose(INVOICE, () => chat.write('wamid.A', INVOICE))).toEqual(
      found('wamid.A'),
    );
  });

  test('is in the history under its own ID, and not in the way of the next', async () => {
    const chat = new Chat();
    await chat.run(other).accept(INVOICE, 'wamid.A');
    chat.write('wamid.A', INVOICE);
    expect(await chat.run('1').lose(INVOICE, () => chat.write('wamid.B', INVOICE))).toEqual(
      found('wamid.B'),
    );
  });
});

test('what was queued before in the execution may be the message that is found', async () => {
  const chat = new Chat();
  const run = chat.run('1');
  await run.begin(INVOICE)({ kind: 'queued', jobId: '7' });
  await chat.clock.pass(60_000);
  expect(await run.lose(INVOICE, () => chat.write('wamid.A', INVOICE))).toEqual(NOT_FOUND);
});

test('a message that was given up and comes through late is not taken for the next that looks the same', async () => {
  const chat = new Chat();
  const run = chat.run('1');
  expect(await run.lose(INVOICE)).toEqual(NOT_FOUND);
  await chat.clock.pass(60_000);
  // The first one's record.
  expect(await run.lose(INVOICE, () => chat.write('wamid.A', INVOICE))).toEqual(NOT_FOUND);
});

test('what another execution gave up a minute ago is not in the way any more', async () => {
  const chat = new Chat();
  expect(await chat.run('1').lose(INVOICE)).toEqual(NOT_FOUND);
  await chat.clock.pass(60_000);
  expect(await chat.run('2').lose(INVOICE, () => chat.write('wamid.A', INVOICE))).toEqual(
    found('wamid.A'),
  );
});

test('a message settles one send only', async () => {
  const chat = new Chat();
  const run = chat.run('1');
  expect(await run.lose(INVOICE, () => chat.write('wamid.A', INVOICE))).toEqual(found('wamid.A'));
  expect(await run.lose(INVOICE)).toEqual(NOT_FOUND);
});

test.each([404, 405, 501])('HTTP %i is a channel without a history', async (status) => {
  const chat = new Chat();
  chat.status = status;
  expect(await chat.run('1').lose(INVOICE)).toEqual({ found: false, records: 'none' });
});

describe('cancelling while a lost answer is looked up', () => {
  const lookUp = async (isThere: boolean) => {
    const chat = new Chat();
    const search = chat.run('1');
    const end = search.begin(INVOICE);
    const sender = {
      send: async () => await Promise.resolve(LOST),
      settle: async () => (await end(LOST))!,
    } as unknown as FileSender;
    const cancelled = new AbortController();
    const gate = memoryGate(0, chat.clock);
    const { clock } = chat;
    const options = {
      gate,
      holdBack,
      clock,
      maxRetries: 3,
      signal: cancelled.signal,
      random: () => 0,
    };
    const request = { recipient: { chatId: CHAT } } as SendRequest;
    const sending = sendOrFallBack(sender, request, options);
    await clock.pass(1500);
    if (isThere) chat.write('wamid.A', INVOICE);
    cancelled.abort();
    await clock.pass(0);
    return { outcome: await sending, looks: chat.looks };
  };

  test('looks a last time at once, and says what it has found', async () => {
    expect(await lookUp(true)).toEqual({
      outcome: { kind: 'accepted', id: 'wamid.A', reconciled: true },
      looks: 2,
    });
  });

  test('leaves it unknown where it is not there', async () => {
    const { outcome, looks } = await lookUp(false);
    expect(outcome).toEqual({
      kind: 'unknown',
      text: "the connection was cut off, and it has not appeared in the chat's history so far",
    });
    expect(looks).toBe(2);
  });
});
