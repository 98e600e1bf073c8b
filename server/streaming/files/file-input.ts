import type { FileEntry, Files } from '../../ports/files.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Input, InputInfo } from '../dstream/input.ts';
import { uriOf } from './paths.ts';
import { type Look, WatchedFolders } from './watched-folders.ts';

/** What the coarsest file systems round times of modification by, in milliseconds: a new file may look older than it is. */
const ROUNDING = 2000;

export interface FileInputOptions {
  /** A folder, or a glob for several. */
  readonly directory: string;
  /** By its path, whether a file is one to take. */
  readonly filter: (path: string) => boolean;
  /** Whether the files that are there already are left out. */
  readonly newFilesOnly: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How late, in milliseconds, a file may be seen. */
  readonly remember: number;
}

/**
 * Which files go into which batch (Spark's FileInputDStream). A batch takes the files that were modified up to its time,
 * no earlier than `remember` before it, and that no earlier batch has taken; so each is taken once, although
 * nobody tells of new files and folders are looked at again and again.
 */
export class FileInput implements Input {
  readonly description: string;
  readonly #logger: Logger;
  readonly #folders: WatchedFolders;
  readonly #filter: (path: string) => boolean;
  readonly #remember: number;
  /** Files that were modified up to then are never taken. */
  #ignoreBefore: number;
  readonly #batches = new Map<number, readonly FileEntry[]>();
  /** The files that could be taken for new ones, by their paths, and the batches that took them. */
  readonly #taken = new Map<string, number>();

  /** @throws Error for a path on another file system. */
  constructor(
    files: Files,
    logger: Logger,
    { directory, filter, newFilesOnly, now, remember }: FileInputOptions,
  ) {
    this.#logger = logger;
    this.#folders = new WatchedFolders(files, logger, directory);
    this.#filter = filter;
    this.#remember = remember;
    this.description = `files in ${this.#folders.path}`;
    const there = this.#folders.look();
    this.#ignoreBefore = newFilesOnly ? newestUntil(now, there) : 0;
  }

  start(): void {}

  stop(): void {}

  /** Takes new files into the batch at `time`, unless it was restored with those that it had. */
  allocate(time: number): void {
    if (!this.#batches.has(time)) this.#take(time, this.#newFiles(time));
  }

  /** The files of a batch, as they were when it took them. */
  filesAt(time: number): readonly FileEntry[] {
    return this.#batches.get(time) ?? [];
  }

  /** How many records there are is not known before they are read. */
  info(time: number): InputInfo {
    const files = this.filesAt(time);
    return { numRecords: 0, description: files.map(({ path }) => uriOf(path)).join('\n') };
  }

  saved(time: number): SavedBatch | undefined {
    const files = this.#batches.get(time);
    if (files === undefined) return undefined;
    const before = Array.from(this.#taken).filter(([, at]) => at < time);
    return { files, takenBefore: before.map(([path]) => path), ignoreBefore: this.#ignoreBefore };
  }

  restore(batches: ReadonlyMap<number, unknown>): void {
    for (const [time, batch] of batches as ReadonlyMap<number, SavedBatch>) {
      // What came while the program did not run is new.
      this.#ignoreBefore = Math.min(this.#ignoreBefore, batch.ignoreBefore);
      for (const path of batch.takenBefore) this.#taken.set(path, time);
      this.#take(time, batch.files);
    }
  }

  forget(time: number): void {
    for (const at of this.#batches.keys()) if (at <= time) this.#batches.delete(at);
    for (const [path, at] of this.#taken) if (at <= time) this.#taken.delete(path);
  }

  #take(time: number, files: readonly FileEntry[]): void {
    this.#batches.set(time, files);
    for (const { path } of files) this.#taken.set(path, time);
  }

  #newFiles(time: number): FileEntry[] {
    const after = Math.max(this.#ignoreBefore, time - this.#remember);
    const isWanted = ({ path, isFolder }: FileEntry) => !isFolder && this.#filter(path);
    const isNew = ({ path, modified }: FileEntry) =>
      modified > after && modified <= time && !this.#taken.has(path);
    const { entries, appeared } = this.#folders.look();
    for (const file of appeared)
      if (file.modified <= after && isWanted(file)) this.#warnOfAge(file, time);
    const found = entries.filter((entry) => isNew(entry) && isWanted(entry));
    for (const file of found) if (file.size === 0) this.#warnOfEmptiness(file);
    return found;
  }

  /** A file that was moved there, and is older than the stream looks back, would be missed without a word. */
  #warnOfAge({ path, modified }: FileEntry, time: number): void {
    const age = `${Math.round((time - modified) / 1000)} s before the batch that first saw it`;
    this.#logger.warn(
      modified <= time - this.#remember
        ? `File ${uriOf(path)} is not taken: it was modified ${age}, and only files of the last ${this.#remember / 1000} s are (spark.streaming.fileStream.minRememberDuration).`
        : `File ${uriOf(path)} is not taken: it was modified ${age}, which was before the stream was started.`,
    );
  }

  #warnOfEmptiness({ path }: FileEntry): void {
    this.#logger.warn(
      `File ${uriOf(path)} has no data in it. Spark Streaming can only ingest files that have been "moved" to the directory assigned to the file stream.`,
    );
  }
}

/** When the newest of the files that are there was modified, or a little before now. */
function newestUntil(now: number, { entries }: Look): number {
  const times = entries.map(({ modified }) => Math.min(modified, now));
  return times.reduce((newest, time) => Math.max(newest, time), now - ROUNDING);
}

/** What checkpoints keep of a batch; they may hold no other. */
interface SavedBatch {
  readonly files: readonly FileEntry[];
  /** What earlier batches have taken lately. */
  readonly takenBefore: readonly string[];
  readonly ignoreBefore: number;
}
