import type { INodeParameters } from 'n8n-workflow';
import { PROVIDERS } from './providers';
import { jsonOf } from './send-node';
import { useProvider } from './use-provider';
import { CUSTOMER } from './use-sandbox';

const item = (fields: Record<string, unknown> = {}) => ({
  phone: '+1 (202) 072-1369',
  name: 'invoice.pdf',
  caption: 'Invoice for ticket TKT-2048',
  ...fields,
});

describe.each(PROVIDERS)('$name: bad input is refused before anything is sent', (provider) => {
  const at = useProvider(provider, [CUSTOMER]);

  test.each<[string, Record<string, unknown>, string, RegExp]>([
    ['an empty number', { phone: '' }, 'INVALID_RECIPIENT', /empty/],
    [
      'a name instead of a number',
      { phone: 'Ms Miller' },
      'INVALID_RECIPIENT',
      /not a phone number/,
    ],
    [
      'a number without country code',
      { phone: '050-123-4567' },
      'INVALID_RECIPIENT',
      /country code/,
    ],
    [
      'something that is no chat ID',
      { phone: 'miller@example.com' },
      'INVALID_RECIPIENT',
      /chat ID/,
    ],
    ['no URL', { url: ' ' }, 'INVALID_FILE', /URL is empty/],
    ['no web link', { url: 'ftp://example.com/a.pdf' }, 'INVALID_FILE', /http or https/],
    ['a path', { url: 'invoices/a.pdf' }, 'INVALID_FILE', /not a URL/],
    ['a long caption', { caption: 'x'.repeat(1025) }, 'INVALID_FILE', /1025 characters.*1024/],
    [
      'a list as caption',
      { caption: ['Paid', 'Thanks'] },
      'INVALID_FILE',
      /caption cannot be a list/,
    ],
    ['no number in a caption', { caption: NaN }, 'INVALID_FILE', /caption cannot be NaN/],
    ['an object as URL', { url: { href: '' } }, 'INVALID_FILE', /URL cannot be an object/],
    [
      'a caption on audio',
      { url: 'http://127.0.0.1:1/call.mp3', name: '' },
      'INVALID_FILE',
      /no caption on audio/,
    ],
  ])('%s', async (_case, fields, errorCode, message) => {
    const result = await at.run([item(fields)], {}, { onError: 'continueRegularOutput' });
    expect(jsonOf(result)).toEqual([
      { ...item(fields), error: expect.stringMatching(message) as string, errorCode },
    ]);
    expect(await at.control.requests()).toEqual([]);
  });

  test('a list as the message to reply to is refused, and not left out', async () => {
    const options = { quotedMessageId: '={{ ["wamid.1"] }}' };
    const result = await at.run([item()], { options }, { onError: 'continueRegularOutput' });
    expect(jsonOf(result)).toMatchObject([
      {
        error: expect.stringContaining('quoted message ID cannot be a list') as string,
        errorCode: 'REJECTED',
      },
    ]);
    expect(await at.control.requests()).toEqual([]);
  });

  const content = 'JVBERi0xLjQK'.repeat(1000);
  test.each<[string, Record<string, unknown>, INodeParameters]>([
    ['phone number', { phone: content }, {}],
    ['chat ID', { phone: `${content}@c.us` }, {}],
    ['phone number in a binary', { phone: { data: content } }, {}],
    ['URL', { url: content }, {}],
    ['URL in a binary', { url: { data: content } }, {}],
    ['default country', { phone: '050-123-4567' }, { options: { defaultCountry: content } }],
    ['field', {}, { fileSource: 'binary', binaryPropertyName: content }],
    ['choice', {}, { fileSource: content }],
  ])("a file's content as %s is not in the error", async (_case, fields, parameters) => {
    const result = await at.run([item(fields)], parameters, { onError: 'continueRegularOutput' });
    const [{ error }] = jsonOf(result) as [{ error: string }];
    expect(error.length).toBeLessThan(400);
    expect(await at.control.requests()).toEqual([]);
  });

  test('1,024 characters are not too many', async () => {
    const result = await at.run([item({ caption: 'x'.repeat(1024) })]);
    expect(jsonOf(result)[0]).toMatchObject({ sent: true });
  });

  test.each([
    ['fileSource', 'file', 'field File has to be url, binary or mediaId'],
    ['mediaType', 'sticker', 'field Media Type has to be image, video, audio or document'],
  ])('%s that an expression gives as %s says what can stand there', async (field, given, said) => {
    const rest = { fileSource: 'mediaId', mediaId: '2048', [field]: `={{ '${given}' }}` };
    const result = await at.run([item()], rest, { onError: 'continueRegularOutput' });
    const takesMediaIds = provider.name === '1MSG' || field === 'fileSource';
    const error = takesMediaIds ? said : 'takes no media IDs';
    expect(jsonOf(result)).toMatchObject([
      { error: expect.stringContaining(error) as string, errorCode: expect.any(String) as string },
    ]);
    expect(await at.control.requests()).toEqual([]);
  });

  const runs: Array<[INodeParameters, string]> = [
    [{ operation: 'sendFiles' }, 'field Operation has to be sendFile'],
  ];
  if (provider.name === '1MSG')
    runs.push([
      { options: { waitFor: '={{ "arrived" }}' } },
      'option Wait For has to be none, sent,',
    ]);
  test.each(runs)('%j for the run fails all its items', async (parameters, said) => {
    const result = await at.run([item(), item()], parameters, { onError: 'continueRegularOutput' });
    const failed = { error: expect.stringContaining(said) as string, errorCode: 'REJECTED' };
    expect(jsonOf(result)).toMatchObject([failed, failed]);
    const { error } = await at.run([item()], parameters);
    expect(error).toMatchObject({
      message: expect.stringContaining(said) as string,
      description: expect.stringContaining('Nothing was done') as string,
    });
  });

  test('an option that is neither on nor off fails its item alone', async () => {
    const items = ['false', 'maybe'].map((check) => item({ check }));
    const checks = { options: { checkFile: '={{ $json.check }}' } };
    const result = await at.run(items, checks, { onError: 'continueRegularOutput' });
    expect(jsonOf(result)).toEqual([
      expect.objectContaining({ sent: true }),
      expect.objectContaining({
        errorCode: 'REJECTED',
        error: expect.stringContaining('Check File has to be true or false') as string,
      }),
    ]);
  });
});
