import { InputError } from '../values/input-error';

/** WhatsApp's limit, in characters. */
const MAX_CAPTION_LENGTH = 1024;

/**
 * @param isAudio whether the file will be shown as audio
 * @throws {InputError} when WhatsApp would not take the caption
 */
export function checkCaption(caption: string, isAudio: boolean): void {
  if (!caption) return;
  if (isAudio)
    throw new InputError(
      'INVALID_FILE',
      'WhatsApp takes no caption on audio; leave the caption empty, or send the text as a message of its own',
    );
  const length = [...caption].length;
  if (length > MAX_CAPTION_LENGTH)
    throw new InputError(
      'INVALID_FILE',
      `The caption has ${length} characters; WhatsApp takes at most ${MAX_CAPTION_LENGTH}`,
    );
}
