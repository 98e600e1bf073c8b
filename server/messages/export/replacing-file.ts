// A file that is there whole or not at all.

import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../node/user-error.ts';

/** Bytes that are gathered before they are written. */
const BLOCK_BYTES = 256 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written there',
  EPERM: 'it may not be written there',
  EROFS: 'nothing can be written there',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'there is a folder of this name',
  ENOSPC: 'the disk is full',
  EDQUOT: 'no more may be written to this disk',
};

/** Writes beside the file, and takes its place in the end: a file that was there before stays until then. */
export class ReplacingFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #bytes = 0;

  /** @throws UserError if it cannot be written there */
  static async create(path: string): Promise<ReplacingFile> {
    const name = `.${basename(path)}.${randomBytes(6).toString('hex')}.part`;
    const temporary = join(dirname(path), name);
    return await explained(
      path,
      async () => new ReplacingFile(path, temporary, await open(temporary, 'wx')),
    );
  }

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether enough has been gathered for `flush`. */
  get isFull(): boolean {
    return this.#gatheredBytes >= BLOCK_BYTES;
  }

  append(bytes: Uint8Array): void {
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    this.#bytes += bytes.length;
  }

  /** @throws UserError if the disk is full, or something else is wrong with it */
  async flush(): Promise<void> {
    const gathered = Buffer.concat(this.#gathered);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    await explained(this.#path, async () => {
      for (let at = 0; at < gathered.length; )
        at += (await this.#handle.write(gathered, at)).bytesWritten;
    });
  }

  /** Is the file from here on. @throws UserError as `flush`; nothing is left then */
  async commit(): Promise<void> {
    try {
      await this.flush();
      await this.#handle.close();
      await explained(this.#path, () => rename(this.#temporary, this.#path));
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  /** Leaves nothing behind. Never throws. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#temporary, { force: true }).catch(() => undefined);
  }
}

async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UserError(`${path} cannot be written: ${REASONS[code] ?? message}.`);
  }
}
