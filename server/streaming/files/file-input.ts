import type { FileEntry, Files } from '../../ports/files.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Input, InputInfo } from '../dstream/input.ts';
import { glob, isGlob } from './glob.ts';
import { localPath, uriOf } from './paths.ts';

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
  readonly #files: Files;
  readonly #logger: Logger;
  readonly #directory: string;
  readonly #filter: (path: string) => boolean;
  readonly #remember: number;
  /** Files that were modified up to then are never taken. */
  #ignoreBefore: number;
  readonly #batches = new Map<number, readonly FileEntry[]>();
  /** The files that could be taken for new ones, by their paths, and the batches that took them. */
  readonly #taken = new Map<string, number>();
  /** What was the matter when it last looked for files; said once. */
  #trouble = '';

  /** @throws Error for a path on another file system. */
  constructor(
    files: Files,
    logger: Logger,
    { directory, filter, newFilesOnly, now, remember }: FileInputOptions,
  ) {
    this.#files = files;
    this.#logger = logger;
    this.#directory = localPath(files, directory);
    this.#filter = filter;
    this.#remember = remember;
    this.description = `files in ${this.#directory}`;
    this.#ignoreBefore = newFilesOnly ? this.#newestUntil(now) : 0;
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
    const isNew = ({ path, isFolder, modified }: FileEntry) =>
      !isFolder &&
      modified > after &&
      modified <= time &&
      !this.#taken.has(path) &&
      this.#filter(path);
    const found = this.#entries().filter(isNew);
    for (const { path, size } of found) {
      if (size > 0) continue;
      this.#logger.warn(
        `File ${uriOf(path)} has no data in it. Spark Streaming can only ingest files that have been "moved" to the directory assigned to the file stream.`,
      );
    }
    return found;
  }

  /** When the newest of the files that are there was modified, or a little before now. */
  #newestUntil(now: number): number {
    const times = this.#entries().map(({ modified }) => Math.min(modified, now));
    return times.reduce((newest, time) => Math.max(newest, time), now - ROUNDING);
  }

  /** What is in the folders. Where that cannot be found out, a later batch takes what this one would have. */
  #entries(): FileEntry[] {
    try {
      const folders = glob(this.#files, this.#directory).filter(({ isFolder }) => isFolder);
      const entries = folders.flatMap(({ path }) => this.#files.list(path));
      const isMissing = folders.length === 0 && !isGlob(this.#directory);
      this.#note(isMissing ? 'No directory to scan. Make it, and files are taken from it.' : '');
      return entries;
    } catch (error) {
      this.#note((error as Error).message);
      return [];
    }
  }

  #note(trouble: string): void {
    if (trouble !== '' && trouble !== this.#trouble)
      this.#logger.warn(`Error finding new files under ${uriOf(this.#directory)}: ${trouble}`);
    this.#trouble = trouble;
  }
}

/** What checkpoints keep of a batch; they may hold no other. */
interface SavedBatch {
  readonly files: readonly FileEntry[];
  /** What earlier batches have taken lately. */
  readonly takenBefore: readonly string[];
  readonly ignoreBefore: number;
}
