import type { FileIntake } from '../world/file-store';

/** Decodes base64 text that comes in pieces, without ever holding all of it. */
export class Base64Intake {
  /** Up to three characters that wait for the rest of their group of four. */
  #rest = '';
  #characters = 0;
  #padding = 0;
  #bytes = 0;

  constructor(readonly file: FileIntake) {}

  write(piece: Buffer): void {
    let text = piece.toString('latin1');
    // Some JSON writers escape the slash.
    if (text.includes('\\')) text = text.replaceAll('\\', '');
    text = this.#rest + text;
    const whole = text.length - (text.length % 4);
    this.#rest = text.slice(whole);
    this.#decode(text.slice(0, whole));
  }

  finish() {
    this.#decode(this.#rest);
    // Node's decoder skips what is not base64; fewer bytes than the length promises show it.
    const promised = Math.floor(((this.#characters - this.#padding) * 3) / 4);
    const badLength = (this.#characters - this.#padding) % 4 === 1;
    this.file.intact = !badLength && this.#bytes === promised;
    return this.file.finish();
  }

  #decode(text: string): void {
    if (text === '') return;
    this.#characters += text.length;
    if (text.endsWith('=')) this.#padding += text.endsWith('==') ? 2 : 1;
    const bytes = Buffer.from(text, 'base64');
    this.#bytes += bytes.length;
    this.file.write(bytes);
  }
}
