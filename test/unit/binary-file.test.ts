import { Readable } from 'node:stream';
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { readBinaryFile } from '../../nodes/shared/send-file/binary-file';

const PDF = Buffer.from('%PDF-1.7\n');
const stored: IBinaryData = {
  id: 'filesystem-v2:1',
  data: 'filesystem-v2',
  mimeType: 'application/pdf',
  fileName: 'invoice.pdf',
};

/** A node's context in an n8n that keeps files elsewhere, and what it was asked for. */
function contextWith(binary: IBinaryData, fileSize?: number) {
  const asked: string[] = [];
  const helpers = {
    assertBinaryData: () => binary,
    getBinaryMetadata: async (id: string) => {
      asked.push(id);
      return await Promise.resolve({ fileSize });
    },
    getBinaryStream: async () => await Promise.resolve(Readable.from([PDF])),
  };
  const context = { helpers, getInputData: () => [], getWorkflowSettings: () => ({}) };
  return { asked, context: context as unknown as IExecuteFunctions };
}

test('n8n’s storage is not asked for a size that n8n notes in the item', async () => {
  const { asked, context } = contextWith({ ...stored, bytes: PDF.length });
  const file = await readBinaryFile(context, 0, 'data');
  expect(file.size).toBe(PDF.length);
  const pieces: Uint8Array[] = [];
  for await (const piece of await file.open()) pieces.push(piece);
  expect(Buffer.concat(pieces)).toEqual(PDF);
  expect(asked).toEqual([]);
});

test.each([
  ['n8n 1 notes none', {}, 9, 9],
  ['it is said to be empty', { bytes: 0 }, 9, 9],
  ['it makes no sense', { bytes: Number.NaN }, 9, 9],
  ['somebody made a text of it', { bytes: '9' as unknown as number }, 9, 9],
  ['it makes no sense, either', { bytes: -1 }, 9, 9],
  ['S3 tells n8n 1 of an empty file', {}, Number.NaN, 0],
])('the storage is asked for the size where %s', async (_case, noted, fileSize, size) => {
  const { asked, context } = contextWith({ ...stored, ...noted }, fileSize);
  expect((await readBinaryFile(context, 0, 'data')).size).toBe(size);
  expect(asked).toEqual([stored.id]);
});
