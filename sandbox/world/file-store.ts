import { createHash, type Hash } from 'node:crypto';
import type { KeptFile } from './types';

const KEPT_PER_FILE = 8 * 1024 * 1024;
const KEPT_ALTOGETHER = 64 * 1024 * 1024;

/** Takes a file in piece by piece: everything is counted and hashed, only small files are kept. */
export class FileIntake {
  readonly #hash: Hash = createHash('sha256');
  #pieces: Buffer[] | null = [];
  #size = 0;
  /** Set to false by whoever finds that the file arrived damaged. */
  intact = true;

  constructor(
    private readonly store: FileStore,
    private readonly mime: string,
  ) {}

  write(piece: Buffer): void {
    this.#hash.update(piece);
    this.#size += piece.length;
    if (this.#size > KEPT_PER_FILE) this.#pieces = null;
    // A copy: the piece may be a view on a network buffer that is reused.
    else this.#pieces?.push(Buffer.from(piece));
  }

  finish(): KeptFile {
    const sha256 = this.#hash.digest('hex');
    if (this.#pieces) this.store.put(sha256, this.#pieces);
    return { size: this.#size, sha256, mime: this.mime, intact: this.intact };
  }
}

/** The bytes of small files by their hash; the oldest make room when it is full. */
export class FileStore {
  readonly #bytes = new Map<string, Buffer>();
  #size = 0;

  intake(mime: string): FileIntake {
    return new FileIntake(this, mime);
  }

  put(sha256: string, pieces: Buffer[]): void {
    if (this.#bytes.has(sha256)) return;
    const bytes = Buffer.concat(pieces);
    this.#bytes.set(sha256, bytes);
    this.#size += bytes.length;
    for (const [oldest, old] of this.#bytes) {
      if (this.#size <= KEPT_ALTOGETHER) break;
      this.#bytes.delete(oldest);
      this.#size -= old.length;
    }
  }

  /** The file's bytes, unless it was too large to keep or has made room since. */
  bytes(sha256: string): Buffer | undefined {
    return this.#bytes.get(sha256);
  }

  reset(): void {
    this.#bytes.clear();
    this.#size = 0;
  }
}
