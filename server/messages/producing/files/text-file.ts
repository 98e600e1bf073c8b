import { type FileHandle, open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { UserError } from '../../../node/user-error.ts';

/** Bytes that are read at once. */
const CHUNK = 256 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/** A file of UTF-8 that is read from its beginning to its end, as fast as whoever reads it goes on. */
export class TextFile {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #size: number;
  #read = 0;

  /** @throws UserError that says why it cannot be read */
  static async open(path: string): Promise<TextFile> {
    let file: FileHandle | undefined;
    try {
      file = await open(path);
      const stats = await file.stat();
      if (stats.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
      return new TextFile(path, file, stats.size);
    } catch (error) {
      await file?.close();
      throw unreadable(path, error);
    }
  }

  private constructor(path: string, file: FileHandle, size: number) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
  }

  /** How much of it was read, from 0 to 1. */
  get progress(): number {
    return this.#size === 0 ? 1 : Math.min(1, this.#read / this.#size);
  }

  /** @throws UserError where it cannot be read, or is not UTF-8 */
  async *chunks(): AsyncGenerator<string> {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const buffer = new Uint8Array(CHUNK);
    for (;;) {
      let text: string;
      let bytesRead: number;
      try {
        ({ bytesRead } = await this.#file.read(buffer, 0, CHUNK));
        this.#read += bytesRead;
        text = decoder.decode(buffer.subarray(0, bytesRead), { stream: bytesRead > 0 });
      } catch (error) {
        throw unreadable(this.#path, error);
      }
      if (text !== '') yield text;
      if (bytesRead === 0) return;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function unreadable(path: string, error: unknown): UserError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : REASONS[code];
  return new UserError(`Unable to read file ${path}: ${reason ?? message}`);
}
