import { failureText } from '../../nodes/shared/http/failure-text';

const said = (text: string) => failureText({ kind: 'answer', status: 502, headers: {}, text });

test('of a page what people read is told, however long its styles are', () => {
  const style = `<style>${'.error{margin:0 auto}'.repeat(2000)}</style>`;
  expect(said(`<html><head>${style}</head><body><h1>502 Bad gateway</h1></body></html>`)).toBe(
    '502 Bad gateway',
  );
  expect(said('<html><body>Down<script>alert(1)')).toBe('Down');
});

test.each(['<', 'eyJaaaa', 'data:'])('megabytes of %s are looked at in part', (piece) => {
  expect(said(piece.repeat(1_000_000)).length).toBeLessThanOrEqual(1000);
});

test('a long text is cut between characters', () => {
  expect(said(`${'x'.repeat(998)}😀`)).toBe(`${'x'.repeat(998)}😀`);
  expect(said(`${'x'.repeat(998)}😀 and more`)).toBe(`${'x'.repeat(998)}…`);
});
