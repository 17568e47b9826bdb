import { performance } from 'node:perf_hooks';
import { variablesOf } from '../../../nodes/OneMsg/templates/template-variables';
import { cleanTemplateText } from '../../../nodes/shared/templates/fill-template';
import { fieldTitle, labelOf } from '../../../nodes/shared/templates/template-variables';
import { listTemplates, readTemplateId } from '../../../nodes/OneMsg/templates/templates';
import { readChannel } from '../../../nodes/OneMsg/api/channel';
import { readWebhookList } from '../../../nodes/OneMsg/webhook/webhook-list';
import { readNumber } from '../../../nodes/NinetyNineDigital/api/number';
import { isoTime, readAddress } from '../../../nodes/shared/events/payload-values';
import { readPhoneFilter } from '../../../nodes/shared/trigger/phone-filter';
import { base64Size, decodeBase64 } from '../../../nodes/shared/send-file/binary-file';
import { fileName } from '../../../nodes/shared/files/file-name';
import { fileNameInUrl, readFileUrl } from '../../../nodes/shared/files/file-url';
import { readResponseFile } from '../../../nodes/shared/files/response-file';
import { failureText } from '../../../nodes/shared/http/failure-text';
import { redact, secretRemover } from '../../../nodes/shared/http/redact';
import { joinedHeaders } from '../../../nodes/shared/http/exchange';
import { parseJson } from '../../../nodes/shared/values/json';
import { providerWords } from '../../../nodes/shared/provider/provider-words';
import { retryAfter } from '../../../nodes/shared/http/repeat-exchange';
import { maskUrl } from '../../../nodes/shared/values/mask-url';
import { quote } from '../../../nodes/shared/provider/provider';
import { readRecipient } from '../../../nodes/shared/whatsapp/recipient';
import { tellText } from '../../../nodes/shared/values/text';
import { figure, table } from '../setup/markdown';
import type { BenchOptions } from '../setup/results';
import { writeResults } from '../setup/results';

/** What takes patterns long that begin anew at each place: a piece that is repeated, and what comes before and behind. */
const NASTY: Array<[piece: string, before?: string, behind?: string]> = [
  ['.', '', 'x'],
  [' ', 'x', 'x'],
  [' .', '', 'x'],
  ['\n ', 'x', 'x'],
  ['/', 'https://files.example', 'x'],
  ['a'],
  ['1', '+', 'x'],
  ['1 ', '', 'x'],
  ['<', '', 'x'],
  ['<script', ''],
  ['eyJaaaa'],
  ['eyJaaaa.'],
  ['data:'],
  ['bearer '],
  ['https://', '', 'x'],
  ['https://a', 'https://files.example/?'],
  ['://a:b '],
  ['u:p@', 'https://', 'files.example/a.pdf'],
  ['@', 'https://'],
  ['?a=', 'https://files.example/'],
  [';a=', 'https://files.example/'],
  ['&#x2f;', 'https:'],
  ['%25', 'https://files.example/'],
  ['%E4', 'https://files.example/'],
  ['\\', 'https:'],
  ['"', 'attachment; filename="'],
  ['=?utf-8?q?', 'attachment; filename='],
  ["'", "attachment; filename*=UTF-8'"],
  [';', 'attachment'],
  ['{{ '],
  ['{{1}} '],
  ['[', ''],
  [',', ' '],
];

const answerOf = (text: string) => ({ kind: 'answer', status: 200, headers: {}, text }) as const;
const provider = {
  id: '1msg',
  name: '1MSG',
  account: 'channel',
  access: '',
  saysWrongAccess: () => false,
};
const repetition = {
  retries: 0,
  clock: { now: () => 0, sleep: async () => await Promise.resolve() },
};
const templatesWith = (text: string) => ({
  get: async () =>
    await Promise.resolve(
      answerOf(
        JSON.stringify({
          templates: [{ name: 'a', language: 'en', components: [{ type: 'BODY', text }] }],
        }),
      ),
    ),
});

/** Everything that reads text from outside, by what the text is. What it throws is a refusal. */
const READERS: Record<string, (text: string) => unknown> = {
  "a file's name": async (text) => await fileName([text, text], 'application/pdf'),
  'a link': readFileUrl,
  "a link's last part": fileNameInUrl,
  "a response's headers": async (text) =>
    await readResponseFile(
      joinedHeaders({
        'content-disposition': text,
        'content-type': `a/b; name="${text}`,
        'content-encoding': text,
        'content-length': text,
        location: text,
      }),
    ),
  'a Retry-After': (text) => retryAfter({ 'retry-after': text, date: text }, 0),
  'a link that is shown': maskUrl,
  'a text that is shown': (text) => redact(text, ['t0ken/t0ken']),
  'a text without a secret': secretRemover(['t0ken/t0ken']),
  'a value in an error': tellText,
  "an answer's error": (text) => failureText(answerOf(JSON.stringify({ error: text }))),
  "a proxy's page": (text) => failureText(answerOf(`<html>${text}`)),
  'what a provider says itself': (text) => providerWords(text, [text]).text,
  'a JSON text': (text) => parseJson(`{"id":1234567890123456,"text":${JSON.stringify(text)}}`),
  'what a provider said': (text) => quote(provider, text),
  "a template variable's text": cleanTemplateText,
  "a template's text": async (text) => {
    const answer = await listTemplates(templatesWith(text) as never, repetition);
    if ('templates' in answer)
      for (const template of answer.templates.values()) variablesOf(template).map(labelOf);
  },
  "a template's ID": (text) => [readTemplateId(text), fieldTitle(text)],
  'a webhook list': (text) => readWebhookList(text),
  "an event's address": (text) => [readAddress(text, text, text), isoTime(text)],
  'a recipient': async (text) => await readRecipient(text, 'IL'),
  'a phone filter': async (text) => await readPhoneFilter(text, readRecipient),
  'a credential of 1MSG': (text) =>
    readChannel({ channelId: text, token: text, baseUrl: `https://a.example/${text}` }),
  'a credential of 99digital': (text) => readNumber({ from: text, apiKey: text }),
  'a file in base64': (text) => [base64Size(text), [...decodeBase64(text)].length],
};

const SIZES = [1_000, 10_000, 100_000];

interface Reading {
  reader: string;
  piece: string;
  /** One for each of {@link SIZES}. */
  milliseconds: number[];
}

/** Reads texts made to take long, of three lengths: where ten times the text takes a hundred times as long it is quadratic. */
export async function bench(options: BenchOptions): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const [reader, read] of Object.entries(READERS))
    for (const [piece, before = '', behind = ''] of NASTY) {
      const milliseconds: number[] = [];
      for (const size of SIZES) {
        const text = before + piece.repeat(size / piece.length) + behind;
        milliseconds.push(await quickest(read, text, options.quick ? 1 : 3));
      }
      readings.push({ reader, piece, milliseconds });
    }
  const worst = Object.keys(READERS).map(
    (reader) =>
      readings
        .filter((each) => each.reader === reader)
        .sort((a, b) => b.milliseconds.at(-1)! - a.milliseconds.at(-1)!)[0]!,
  );
  const written = await writeResults(options, {
    name: 'patterns',
    title: 'Reading texts made to take long',
    markdown: [
      'Of each reader the text that took it longest, in milliseconds for 1,000, 10,000 and 100,000 characters. Ten times the text may take ten times as long (growth 10, small times aside), not a hundred times.',
      table(
        ['what is read', 'full of', ...SIZES.map((size) => `${figure(size)}`), 'growth'],
        worst.map(({ reader, piece, milliseconds }) => [
          reader,
          `\`${JSON.stringify(piece).replaceAll('|', '\\|')}\``,
          ...milliseconds.map(figure),
          figure(milliseconds[2]! / Math.max(milliseconds[1]!, 0.01)),
        ]),
      ),
    ].join('\n\n'),
    data: { worst },
    charts: {},
  });
  console.log(written);
  return readings;
}

async function quickest(read: (text: string) => unknown, text: string, times: number) {
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    const from = performance.now();
    try {
      await read(text);
    } catch {
      // Refused: that takes its time, too.
    }
    taken.push(performance.now() - from);
  }
  return Math.round(Math.min(...taken) * 1000) / 1000;
}
