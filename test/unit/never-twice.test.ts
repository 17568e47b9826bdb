import * as fc from 'fast-check';
import { readSendAnswer as readNinetyNineDigital } from '../../nodes/NinetyNineDigital/api/read-send-answer';
import { readSendAnswer as readOneMsg } from '../../nodes/OneMsg/api/read-send-answer';
import type { Clock } from '../../nodes/shared/async/clock';
import type { HttpExchange } from '../../nodes/shared/http/exchange';
import type { JsonObject } from '../../nodes/shared/values/json';
import type { FileSender, SendRequest } from '../../nodes/shared/provider/file-sender';
import { holdBack, memoryGate } from './memory-gate';
import type { SendOutcome } from '../../nodes/shared/provider/send-outcome';
import { sendOrFallBack } from '../../nodes/shared/send-file/send-with-retries';
import type { Provider } from '../../sandbox/account/provider';
import { failureCatalogue } from '../../sandbox/catalogue';

type Read = (exchange: HttpExchange, now: number, body?: JsonObject) => SendOutcome;
interface Kind {
  id: Provider;
  read: Read;
  /** What a message's ID comes as. */
  idField: string;
}
const KINDS: Kind[] = [
  { id: '1msg', read: readOneMsg, idField: 'id' },
  { id: '99digital', read: readNinetyNineDigital, idField: 'unique' },
];

const FILE = 'invoice-131047-re-engagement-rate-limit.pdf';
const SENT = {
  phone: '12020131047',
  body: `https://files.example/${FILE}?code=130429`,
  filename: FILE,
  caption: 'Your dialog window is closed? Too many requests, code 80007',
};

/** Every word, name and value in the answers of a provider's catalogue. */
function wordsOf(id: Provider): string[] {
  const leaves = (value: unknown): string[] =>
    typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(leaves)
      : [String(value)];
  const texts = Object.values(failureCatalogue(id)).flatMap(({ answer }) => leaves(answer?.body));
  const whole = texts.filter((text) => text.length < 100);
  return [...new Set([...whole, ...texts.flatMap((text) => text.split(/[\s<>]+/))])].filter(
    Boolean,
  );
}

function anyText(id: Provider): fc.Arbitrary<string> {
  const codes = ['131047', '(#131047)', 'code 130429', '131056:', '80007', '7', '6', 'wrong token'];
  const ours = [FILE, encodeURIComponent(FILE), SENT.body, SENT.caption];
  return fc
    .array(fc.constantFrom(...wordsOf(id), ...codes, ...ours), { maxLength: 8 })
    .map((words) => words.join(' '));
}

interface Answered {
  status: number;
  text: string;
  headers: Record<string, string>;
  hasId: boolean;
}

/** Answers in all forms, with the message's ID in some of them. */
function anyAnswer({ id, idField }: Kind): fc.Arbitrary<Answered> {
  const text = anyText(id);
  const code = fc.constantFrom<unknown>(131047, 130429, '131056', 80007, 100);
  const error = fc.oneof(
    text,
    code,
    fc.record({ code, message: text }),
    fc.array(fc.record({ code, title: text })),
  );
  const body = fc.record(
    {
      sent: fc.constantFrom<unknown>(false, 'false', 0, null),
      success: fc.constant(false),
      status: fc.constantFrom('FAIL', 'fail', 'error'),
      reason: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom('6', '7', ' 8')),
      message: text,
      description: text,
      code,
      error,
      errors: error,
      response: fc.record({ error }),
    },
    { requiredKeys: [] },
  );
  const messageId = fc.constantFrom('wamid.HBgMSENT', 'HBgMSENT', '65dfd4r4dref34rdfxd34r', 17);
  return fc
    .record({
      status: fc.constantFrom(
        200,
        201,
        400,
        401,
        403,
        404,
        409,
        413,
        425,
        429,
        500,
        501,
        502,
        503,
        504,
      ),
      body,
      page: fc.option(text, { freq: 4, nil: undefined }),
      messageId: fc.option(messageId, { freq: 2, nil: undefined }),
      headers: fc.constantFrom<Record<string, string>>({}, { 'retry-after': '0' }),
    })
    .map(({ status, body: fields, page, messageId: given, headers }) => ({
      status,
      headers,
      text:
        page !== undefined && given === undefined
          ? `<html>${page}</html>`
          : JSON.stringify({ ...fields, ...(given !== undefined && { [idField]: given }) }),
      hasId: given !== undefined,
    }));
}

/** A clock on which nothing takes time here. */
function instantClock(): Clock {
  let time = 0;
  return {
    now: () => time,
    sleep: async (ms) => {
      time += ms;
      await Promise.resolve();
    },
  };
}

async function sendThrough({ read }: Kind, { status, headers, text }: Answered) {
  const clock = instantClock();
  const tried = { file: 0, template: 0 };
  const answer = async (kind: keyof typeof tried) => {
    tried[kind]++;
    const exchange: HttpExchange = { kind: 'answer', status, headers, text };
    return await Promise.resolve(read(exchange, clock.now(), SENT));
  };
  const sender = {
    provider: { name: 'the provider' },
    send: async () => await answer('file'),
    sendTemplate: async () => await answer('template'),
  } as unknown as FileSender;
  const fallback = { name: 'ready', language: 'en', variables: () => ({}), includeFile: true };
  const request = { recipient: { chatId: '12020131047@c.us' }, fallback } as unknown as SendRequest;
  const { signal } = new AbortController();
  const gate = memoryGate(0, clock);
  const options = { gate, holdBack, clock, signal, maxRetries: 3, random: () => 0.5 };
  const outcome = await sendOrFallBack(sender, request, options);
  return { outcome: outcome.kind, ...tried };
}

describe.each(KINDS)('$id', (kind) => {
  test('after an ID, or a status of 500 and more, nothing that is said leads to another send or to "not sent"', async () => {
    let inDoubt = 0;
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(anyAnswer(kind), async (answered) => {
        const result = await sendThrough(kind, answered);
        tried++;
        if (!answered.hasId && answered.status < 500) return;
        inDoubt++;
        expect(result).toMatchObject({ file: 1, template: 0 });
        expect(['accepted', 'queued', 'unknown']).toContain(result.outcome);
      }),
      { numRuns: 10_000 },
    );
    expect(tried).toBe(10_000);
    expect(inDoubt).toBeGreaterThan(5_000); // else it would hold for want of cases
  }, 300_000);

  test('what only repeats our own words is refused, and neither sent again nor replaced by a template', async () => {
    const ours = fc.constantFrom(FILE, encodeURIComponent(FILE), SENT.body, SENT.caption);
    const text = fc.array(ours, { minLength: 1, maxLength: 4 }).map((words) => words.join('" ('));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(200, 400, 403), text, async (status, said) => {
        const body = { sent: false, status: 'FAIL', message: `Failed to send "${said}")` };
        const answered = { status, headers: {}, hasId: false, text: JSON.stringify(body) };
        expect(await sendThrough(kind, answered)).toEqual({
          outcome: 'refused',
          file: 1,
          template: 0,
        });
      }),
      { numRuns: 1000 },
    );
  });
});
