import type { FileEntry, Files } from '../../ports/files.ts';
import { FilesError } from '../../ports/files.ts';
import type { Cancellation } from '../rdd/computation.ts';
import { uriOf } from './paths.ts';

/** Compressions that Hadoop knows by a file's name, and this does not read. */
const OTHER_COMPRESSIONS = /\.(bz2|deflate|lz4|snappy|zst|lzo)$/i;

export function isGzipped({ name }: FileEntry): boolean {
  return /\.gz$/i.test(name);
}

/** A file as it was when an RDD or a batch was made of it, to be read later. */
export class ChosenFile {
  readonly #files: Files;
  readonly #entry: FileEntry;
  readonly #mayChange: boolean;
  readonly #signal: Cancellation;

  /** @param mayChange whether it may have become longer or another since then; or else that is an error. */
  constructor(files: Files, entry: FileEntry, mayChange: boolean, signal: Cancellation) {
    this.#files = files;
    this.#entry = entry;
    this.#mayChange = mayChange;
    this.#signal = signal;
  }

  get path(): string {
    return this.#entry.path;
  }

  /** Its bytes, decompressed if it is a `.gz`, which is read from the start. @throws FilesError, naming it. */
  async *read(start = 0, end = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
    this.#assertAsItWas();
    try {
      for await (const chunk of this.#content(start, end)) {
        this.#signal.throwIfCancelled();
        yield chunk;
      }
    } catch (error) {
      if (error instanceof FilesError || this.#signal.isCancelled) throw error;
      throw new FilesError(
        this.path,
        `Cannot read ${uriOf(this.path)}: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }

  #content(start: number, end: number): AsyncIterable<Uint8Array> {
    const { path } = this;
    if (isGzipped(this.#entry)) return this.#files.gunzip(this.#files.read(path));
    const [compression] = OTHER_COMPRESSIONS.exec(path) ?? [];
    if (compression === undefined) return this.#files.read(path, start, end);
    throw new FilesError(
      path,
      `Cannot read ${uriOf(path)}: ${compression} is not supported. Decompress it first, or use .gz.`,
    );
  }

  #assertAsItWas(): void {
    const { path, size, modified } = this.#entry;
    const now = this.#files.stat(path);
    if (now === undefined) {
      throw new FilesError(
        path,
        `Input path does not exist: ${uriOf(path)}. It was there when it was chosen to be read: it has been moved or deleted since.`,
      );
    }
    const isAsItWas = this.#mayChange
      ? now.size >= size
      : now.size === size && now.modified === modified;
    if (isAsItWas) return;
    throw new FilesError(
      path,
      `${uriOf(path)} has changed since it was chosen to be read: it had ${size} bytes and has ${now.size}. ` +
        (this.#mayChange
          ? 'Make the RDD again.'
          : 'Write files elsewhere, and move them into the folder when they are complete.'),
    );
  }
}
