import type { Provider } from '../../sandbox/control/types';

const BOTH = {
  nothingSent: [
    'too many requests, retry after seconds',
    '500, errorText',
    '503, htmlPage',
    'unreadable 200, html, nothing sent',
    'cut before it was read',
    'cut after it was read',
    'token refused',
  ],
  sent: [
    'cut after it was sent',
    'sent, cut in the middle of the answer',
    'sent, then 500',
    'slow, then sent',
    'sent, then slow',
  ],
  neverArrives: [
    'window',
    'media',
    'media download',
    'not reachable',
    'marketing limit',
    'experiment',
    'too many to one person',
    'too fast',
    'too many complaints',
    'daily limit',
    'payment',
    'template paused',
    'template not approved',
    'something else',
  ].map((reason) => `delivery fails: ${reason}`),
};

/** What the phone page offers, in its order: a name that is gone from a catalogue would be missing there. */
export const FAILURES_OF: Record<Provider, string[]> = {
  '1msg': [
    ...BOTH.nothingSent,
    '200, errorObject',
    'window closed, errorText 1',
    ...BOTH.sent,
    'queued',
    // 99digital's own.
    ...BOTH.neverArrives.filter((name) => !name.endsWith('daily limit')),
  ],
  '99digital': [
    ...BOTH.nothingSent,
    '200, reason badRecipient',
    'window closed, 200, older than 24 hours',
    ...BOTH.sent,
    ...BOTH.neverArrives,
  ],
};
