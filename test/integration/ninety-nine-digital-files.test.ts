import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import type { IBinaryData, IExecuteFunctions, INodeParameters, INodeType } from 'n8n-workflow';
import { NINETY_NINE_DIGITAL } from './providers';
import { jsonOf } from './send-node';
import { useProvider } from './use-provider';
import { CUSTOMER } from './use-sandbox';

const at = useProvider(NINETY_NINE_DIGITAL, [CUSTOMER], { fetchFiles: false });
const MB = 1024 * 1024;

/** Answers HEAD for `/<size>/<name>` as a server that has such a file, and by GET hands nothing out. */
let files: FastifyInstance;
let filesUrl: string;
beforeAll(async () => {
  files = fastify();
  files.head<{ Params: { size: string; name: string } }>('/:size/:name', (request, reply) => {
    void reply.header('content-length', request.params.size).send();
  });
  files.get('/:size/:name', (_request, reply) => reply.code(403).send());
  filesUrl = await files.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => await files.close());

const onError = 'continueRegularOutput';
const send = async (url: string, parameters: INodeParameters = {}, caption = '') =>
  jsonOf(await at.run([{ phone: CUSTOMER, url, caption }], parameters, { onError }))[0]!;
const refused = (error: RegExp) => ({
  errorCode: 'INVALID_FILE',
  error: expect.stringMatching(error) as string,
});

describe('links', () => {
  test.each(['http://example.com/invoice.pdf', 'HTTP://192.168.1.20/invoice.pdf'])(
    '%s is refused, as 99digital takes https only',
    async (url) => {
      expect(await send(url)).toMatchObject(refused(/https links only/));
      expect(await at.attempts()).toBe(0);
    },
  );

  test('an https link goes out as it is written', async () => {
    const url = 'https://files.invalid/invoice.pdf?X-Signature=a%2Bb';
    expect(await send(url)).toMatchObject({ sent: true, filename: 'invoice.pdf' });
    const [request] = await at.control.requests('sendFile');
    expect(request!.body).toMatchObject({ body: url });
  });
});

describe('the media table', () => {
  test.each(['photo.gif', 'clip.avi', 'clip.3gp', 'note.ogg', 'song.mp3', 'sheet.xlsx', 'all.rar'])(
    '%s is taken',
    async (name) => {
      expect(await send(`${filesUrl}/1000/${name}`)).toMatchObject({ sent: true, filename: name });
    },
  );

  test.each([
    ['photo.tiff', 1000, /does not show image\/tiff/],
    ['list.csv', 1000, /99digital does not take text\/csv as a document.*PDF, DOC, DOCX/],
    ['song.m4a', 1000, /does not show audio\/mp4 as an audio.*MP3/],
    ['photo.png', 5 * MB + 1, /at most 5 MB for an image/],
    ['clip.mp4', 17 * MB, /17 MB.*at most 16 MB/],
    ['song.mp3', 17 * MB, /17 MB.*at most 16 MB/],
    ['invoice.pdf', 101 * MB, /101 MB.*at most 100 MB/],
  ])('%s of %i bytes is refused with the reason', async (name, size, error) => {
    expect(await send(`${filesUrl}/${size}/${name}`)).toMatchObject(refused(error));
    expect(await at.attempts()).toBe(0);
  });

  test('is not looked at where the check is off', async () => {
    const options = { checkFile: false };
    expect(await send(`${filesUrl}/${17 * MB}/clip.mp4`, { options })).toMatchObject({
      sent: true,
    });
  });
});

test('a media ID is refused, and the error says what to choose', async () => {
  const parameters = { fileSource: 'mediaId', mediaId: '1', mediaType: 'document' };
  expect(await send('', parameters)).toMatchObject(
    refused(/no media IDs.*From URL or From Binary/),
  );
});

describe('a file in binary data', () => {
  const stored: IBinaryData = {
    id: 'filesystem-v2:1',
    data: 'filesystem-v2',
    mimeType: 'application/pdf',
    fileName: 'invoice.pdf',
  };
  /** The node in an n8n that stores files, and has this address. */
  const nodeAt = (address: string, size = 1000, bytes = '%PDF-1.4'): INodeType => {
    const node = NINETY_NINE_DIGITAL.newNode();
    const helpers = {
      getBinaryMetadata: () => Promise.resolve({ fileSize: size }),
      getBinaryStream: () => Promise.resolve(Readable.from([Buffer.from(bytes)])),
      createBinarySignedUrl: (_binary: IBinaryData, expiresIn: string) =>
        `${address}/rest/binary-data/signed?token=eyJhbGci.e30.${expiresIn.replace(/\W/g, '')}`,
    };
    return {
      description: node.description,
      execute(this: IExecuteFunctions) {
        const context = Object.create(this, {
          helpers: { value: { ...this.helpers, ...helpers } },
        }) as IExecuteFunctions;
        return node.execute!.call(context);
      },
    };
  };
  const run = async (binary: IBinaryData, nodeType: INodeType, options = {}) =>
    await at.run(
      [{ phone: CUSTOMER }],
      { fileSource: 'binary', binaryPropertyName: 'data', options },
      { onError, binary: { data: binary }, nodeType },
    );
  const sendBinary = async (...given: Parameters<typeof run>) => jsonOf(await run(...given))[0]!;

  test('goes as a signed link, which is not shown, and no name is claimed that nobody may see', async () => {
    const node = nodeAt('https://n8n.example.com');
    const result = await run({ ...stored, fileName: 'Rechnung März.pdf' }, node, {
      includeRequest: true,
    });
    const [json] = jsonOf(result);
    expect(json).toMatchObject({ sent: true, filename: null });
    expect(result.hints).toEqual([
      expect.stringMatching(/99digital takes no file names.*"signed"/),
    ]);
    const [request] = await at.control.requests('sendFile');
    expect(request!.body).toMatchObject({
      body: 'https://n8n.example.com/rest/binary-data/signed?token=eyJhbGci.e30.1day&name=/Rechnung%20M%C3%A4rz.pdf',
    });
    expect(JSON.stringify(json)).not.toContain('e30.1day');
  });

  test('is looked at before it gets a link', async () => {
    const node = nodeAt('https://n8n.example.com', 14, '{"error":true}');
    expect(await sendBinary(stored, node)).toMatchObject(
      refused(/"data" holds a text \(application\/json\).*where the name says application\/pdf/),
    );
    expect(await at.attempts()).toBe(0);
  });

  test.each([
    [
      'http://localhost:5678',
      /cannot be opened from outside: set N8N_WEBHOOK_URL \(in older n8n WEBHOOK_URL\)/,
    ],
    [
      'http://n8n.internal:5678',
      /https links only.*n8n\.internal:5678.*set N8N_WEBHOOK_URL \(in older n8n WEBHOOK_URL\)/,
    ],
  ])('is refused where n8n is at %s', async (address, error) => {
    expect(await sendBinary(stored, nodeAt(address))).toMatchObject(refused(error));
    expect(await at.attempts()).toBe(0);
  });

  test('that n8n keeps in memory is refused, and sending it inline is not proposed', async () => {
    const inMemory = { data: 'JVBERi0x', mimeType: 'application/pdf', fileName: 'invoice.pdf' };
    const json = await sendBinary(inMemory, NINETY_NINE_DIGITAL.newNode());
    expect(json).toMatchObject(refused(/in memory only.*N8N_DEFAULT_BINARY_DATA_MODE/));
    expect(json.error).not.toContain('inline');
  });

  test('is checked against the table before it gets a link', async () => {
    const node = nodeAt('https://n8n.example.com', 101 * MB);
    expect(await sendBinary(stored, node)).toMatchObject(refused(/at most 100 MB/));
  });
});
