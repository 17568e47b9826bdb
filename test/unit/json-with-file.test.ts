import { createCipheriv, createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { ConnectionPool } from '../../nodes/shared/http/connection-pool';
import { HttpClient } from '../../nodes/shared/http/http-client';
import { jsonWithFile } from '../../nodes/shared/http/json-with-file';
import { n8nClock } from '../../nodes/shared/n8n/n8n-clock';

test('a file is the same however it comes in pieces, and as long as was said', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 10 })), async (pieces) => {
      const bytes = Buffer.concat(pieces);
      const body = jsonWithFile(
        { phone: '12020721369', filename: 'Счёт.pdf' },
        {
          size: bytes.length,
          mimeType: 'application/pdf',
          name: undefined,
          open: async () => await Promise.resolve(pieces),
        },
      );
      let text = '';
      for await (const piece of body.open()) text += Buffer.from(piece).toString();
      expect(JSON.parse(text)).toEqual({
        body: `data:application/pdf;base64,${bytes.toString('base64')}`,
        phone: '12020721369',
        filename: 'Счёт.pdf',
      });
      expect(body.size).toBe(Buffer.byteLength(text));
    }),
  );
});

test('a request that is given up before its first piece is gone opens no file', async () => {
  let opened = 0;
  const open = async () => await Promise.resolve([Buffer.from('x')]).finally(() => opened++);
  const file = { size: 1, mimeType: 'application/pdf', name: undefined, open };
  const pieces = jsonWithFile({}, file).open()[Symbol.asyncIterator]();
  await pieces.next();
  await pieces.return?.();
  expect(opened).toBe(0);
});

test.each([
  ['one piece', 8_000_000],
  ['pieces of 64 KB', 65_536],
  ['pieces of 1,000 bytes', 1_000],
])('a server that reads slowly receives the file whole: %s', async (_kind, length) => {
  const server = createServer((request, response) => {
    const hash = createHash('sha256');
    void (async () => {
      let count = 0;
      for await (const piece of request) {
        hash.update(piece as Buffer);
        if (++count % 20 === 0) await sleep(2);
      }
      response.end(hash.digest('hex'));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16));
  const bytes = cipher.update(Buffer.alloc(8_000_000)); // it repeats nowhere
  const pieces = Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
  const file = { size: bytes.length, mimeType: 'application/pdf', name: undefined };
  try {
    const exchange = await new HttpClient(new ConnectionPool(n8nClock), n8nClock).exchange({
      method: 'POST',
      url: `http://127.0.0.1:${port}/`,
      timeout: 20_000,
      body: jsonWithFile({}, { ...file, open: () => Promise.resolve(pieces) }),
    });
    const whole = `{"body":"data:application/pdf;base64,${bytes.toString('base64')}"}`;
    const text = createHash('sha256').update(whole).digest('hex');
    expect(exchange).toMatchObject({ kind: 'answer', text });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
