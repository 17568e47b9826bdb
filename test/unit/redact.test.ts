import * as fc from 'fast-check';
import { redact } from '../../nodes/shared/http/redact';

test('a secret is gone in whatever spelling it comes back', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 8 }), fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(!'[redacted]'.includes(secret));
      const text = `${before}${secret}${after} ${encodeURIComponent(secret)} ${JSON.stringify(secret)}`;
      expect(redact(text, [secret])).not.toContain(secret);
    }),
  );
});

test.each([
  ['as PHP escapes it', 'key ab\\/cd+ef== unknown'],
  ['escaped as code units', 'key \\u0061b/cd\\u002Bef=\\u003d unknown'],
  ['percent-encoded in part', 'key ab%2fcd+ef%3D= unknown'],
])('a secret is gone when it comes back %s', (_how, text) => {
  expect(redact(text, ['ab/cd+ef=='])).toBe('key [redacted] unknown');
});

test.each([
  ['Wrong token "eyJhbGciOiJIUzI1NiJ9.eyJpbnN0YW5jZUlkIjoiMSJ9.c2lnbmF0dXJl" for channel', 'eyJ'],
  ['authorization: Bearer abc.def-123', 'abc.def-123'],
  ['https://api.example/1/webhook?token=t0p-s3cret&x=1', 't0p-s3cret'],
  ['https://n8n.example/webhook/1?secret=5f3a', '5f3a'],
  ['Cannot download https://s3.example/a.pdf?X-Amz-Signature=deadbeef&x=1', 'deadbeef'],
  ['https://s3.example/a.pdf?x=1&X-Goog-Credential=me%40x', 'me%40x'],
  ['https://storage.example/a.pdf?key=0815', '0815'],
  ['https://dana:pa55word@files.example/a.pdf', 'pa55word'],
  ['Invalid body "data:application/pdf;base64,JVBERi0xLjcKJcTl8uXrp"', 'JVBERi0xLjcK'],
])('what looks like a secret is gone, too: %s', (text, secret) => {
  expect(redact(text, [])).not.toContain(secret);
});

test('other texts stay as they are', () => {
  const text = 'Sent to 12020721369@c.us: the dialog window is closed?';
  expect(redact(text, ['', 'another-token'])).toBe(text);
});
