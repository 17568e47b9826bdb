import { isLoopback } from '../shared/http/loopback';
import { n8nClock } from '../shared/n8n/n8n-clock';
import type { SendFileProvider } from '../shared/send-file/send-file';
import { InputError } from '../shared/values/input-error';
import { MEDIA_TABLE } from './api/media-table';
import { NinetyNineDigitalFileSender } from './api/ninety-nine-digital-file-sender';
import { NINETY_NINE_DIGITAL } from './api/number';
import { numberClient } from './api/number-client';
import { readPerson } from './api/read-person';

const { name } = NINETY_NINE_DIGITAL;

/** What 99digital Send File is made of. */
export const ninetyNineDigitalSending: SendFileProvider = {
  name,
  ownSwitches: { localStorage: 'Let 99digital Host the File' },
  taking: { bytes: false, media: MEDIA_TABLE, checkLink },
  sender: async (context, run) =>
    new NinetyNineDigitalFileSender(await numberClient(context, run.timeout), n8nClock, run),
  readRecipient: readPerson,
  readMore: ({ options: { localStorage } }) => (localStorage ? { hosted: true } : {}),
};

/** A link on this machine is for tries with the sandbox, and needs no certificate. */
function checkLink(url: string, ofThisN8n?: boolean): void {
  const { protocol, hostname, origin } = new URL(url);
  if (protocol === 'https:' || isLoopback(hostname)) return;
  throw new InputError(
    'INVALID_FILE',
    ofThisN8n
      ? `${name} takes https links only, and files of this n8n have http ones (${origin}): set WEBHOOK_URL to n8n's public https address`
      : `${name} takes https links only, and this one is http`,
  );
}
