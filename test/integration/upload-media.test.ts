import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INodeParameters } from 'n8n-workflow';
import { jsonOf, runOneMsg } from './one-msg-node';
import type { NodeRun } from './run-node';
import { CUSTOMER, useSandbox } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
const sandbox = useSandbox([CUSTOMER]);

const upload = async (parameters: INodeParameters = {}, rest: Partial<NodeRun> = {}) => {
  const result = await runOneMsg(
    sandbox,
    [{}],
    { operation: 'uploadMedia', binaryPropertyName: 'data', ...parameters },
    { onError: 'continueRegularOutput', ...rest },
  );
  return jsonOf(result)[0]!;
};
const binaryOf = (bytes: Buffer, fileName: string, mimeType: string) => ({
  binary: { data: { data: bytes.toString('base64'), mimeType, fileName } },
});

describe('Upload Media', () => {
  test('gives binary data a media ID, by which it is sent', async () => {
    const rest = binaryOf(PDF, 'invoice.pdf', 'application/pdf');
    const json = await upload({ fileSource: 'binary' }, rest);
    expect(json).toEqual({
      mediaId: expect.stringMatching(/^\d+$/) as string,
      mediaType: 'document',
      filename: 'invoice.pdf',
      size: PDF.length,
    });
    const { mediaId, mediaType, filename } = json as Record<string, string>;
    const sent = await runOneMsg(sandbox, [{ phone: CUSTOMER, name: filename! }], {
      fileSource: 'mediaId',
      ...{ mediaId: mediaId!, mediaType: mediaType! },
    });
    expect(jsonOf(sent)[0]).toMatchObject({ sent: true, filename: 'invoice.pdf' });
  });

  test('fetches a link and hands its bytes over', async () => {
    const url = `${sandbox.url}/samples/invoice.pdf`;
    expect(await upload({ fileUrl: url })).toMatchObject({
      ...{ mediaType: 'document', filename: 'invoice.pdf' },
      size: (await (await fetch(url)).arrayBuffer()).byteLength,
    });
  });

  test.each<[string, INodeParameters, Partial<NodeRun>, RegExp]>([
    ['no link', { fileUrl: '={{ $json.none }}' }, {}, /URL is empty/],
    ['no file', { fileSource: 'binary' }, {}, /no binary field "data"/],
    [
      'a format that WhatsApp does not show',
      { fileSource: 'binary' },
      binaryOf(Buffer.from('GIF89a\x01\0\x01\0\x80\0\0', 'latin1'), 'a.gif', 'image/gif'),
      /does not show image\/gif/,
    ],
  ])('%s is refused, and nothing uploaded', async (_what, parameters, rest, said) => {
    expect(await upload(parameters, rest)).toMatchObject({
      errorCode: 'INVALID_FILE',
      error: expect.stringMatching(said) as string,
    });
    expect(await sandbox.control.requests('uploadMedia')).toEqual([]);
  });

  test('a link that breaks off says that it is the link', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': '5000' });
      response.write(PDF);
      setTimeout(() => response.destroy(), 20);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    try {
      const json = await upload({ fileUrl: `http://127.0.0.1:${port}/invoice.pdf` });
      expect(json).toMatchObject({
        errorCode: 'INVALID_FILE',
        error: expect.stringMatching(/^The file could not be downloaded: .*cut off/) as string,
      });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('what 1MSG refuses says so', async () => {
    const answer = { status: 400, body: { error: 'Unsupported file' } };
    await sandbox.control.fail({ method: 'uploadMedia', answer });
    const rest = binaryOf(PDF, 'invoice.pdf', 'application/pdf');
    expect(await upload({ fileSource: 'binary' }, rest)).toMatchObject({
      errorCode: 'REJECTED',
      error: expect.stringContaining('Unsupported file') as string,
    });
  });
});
