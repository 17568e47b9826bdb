import type { FileSender, SendRequest } from '../../nodes/shared/provider/file-sender';
import type { SendOutcome } from '../../nodes/shared/provider/send-outcome';
import { sendOrFallBack } from '../../nodes/shared/send-file/send-with-retries';
import { UNKNOWN_WINDOW } from '../../nodes/shared/whatsapp/session-window';
import { FakeClock } from './fake-clock';
import { holdBack, memoryGate } from './memory-gate';

const MINUTE = 60_000;

test('a window that has almost closed between two attempts is not tried any more', async () => {
  const clock = new FakeClock();
  const sent: string[] = [];
  const say = (what: string, outcome: SendOutcome) => async () => {
    sent.push(what);
    return await Promise.resolve(outcome);
  };
  const retryAfter = 4 * MINUTE;
  const sender = {
    window: async () =>
      await Promise.resolve({ ...UNKNOWN_WINDOW, window: 'open', minutesLeft: 8 } as const),
    send: say('file', { kind: 'notSent', code: 'UNREACHABLE', text: '503', retryAfter }),
    sendTemplate: say('template', { kind: 'accepted', id: 'wamid.1' }),
  } as unknown as FileSender;
  const request = { fallback: { unlessOpen: true } } as unknown as SendRequest;
  const sending = sendOrFallBack(sender, request, {
    ...{ clock, gate: memoryGate(0, clock), holdBack, maxRetries: 3, random: () => 0 },
    signal: new AbortController().signal,
  });
  await clock.pass(10 * MINUTE);
  expect(await sending).toMatchObject({ kind: 'accepted', sentVia: 'sendTemplate' });
  expect(sent).toEqual(['file', 'template']);
});
