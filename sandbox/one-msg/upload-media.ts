import { randomInt } from 'node:crypto';
import type { Answer } from '../http/answer';
import { FileNotFetched } from '../world/file-fetch';
import { ok, type OneMsgCall, refused } from './call';
import { readFileBody } from './file-body';

/** `POST /uploadMedia` of a `body`, or of a link that may be in `url` as well: it is fetched before the answer. */
export async function uploadMedia({ account: channel, body, files }: OneMsgCall): Promise<Answer> {
  const content = readFileBody(body['body'] || body['url'], files);
  if (typeof content === 'string') return refused(400, content);
  try {
    const file = content.file ?? (await channel.fetcher.fetch(content.link));
    // More digits than a JavaScript number holds: an ID kept as a number would be another's.
    const mediaId = `1${String(randomInt(1e12)).padStart(12, '0')}${randomInt(1000, 9999)}`;
    channel.uploads.set(mediaId, file);
    return ok({ mediaId });
  } catch (error) {
    if (error instanceof FileNotFetched) return refused(400, error.message);
    throw error;
  }
}
