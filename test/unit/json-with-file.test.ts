import * as fc from 'fast-check';
import { jsonWithFile } from '../../nodes/shared/http/json-with-file';

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
      for await (const piece of await body.open()) text += piece;
      expect(JSON.parse(text)).toEqual({
        body: `data:application/pdf;base64,${bytes.toString('base64')}`,
        phone: '12020721369',
        filename: 'Счёт.pdf',
      });
      expect(body.size).toBe(Buffer.byteLength(text));
    }),
  );
});
