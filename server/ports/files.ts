/**
 * Files and folders, as the core sees them. A relative path starts where the process does; whatever the platform
 * takes, the paths that come back are absolute and have `/` between their parts.
 *
 * Looking is synchronous, since how many partitions an RDD of files has must be known when it is defined; reading
 * and writing are not. Every method throws a FilesError that names the path and what to do.
 */
export interface Files {
  /** The entries of a folder in the order of their names. @throws FilesError also where there is no such folder. */
  list(folder: string): FileEntry[];

  /** What is at `path`, links followed, or undefined if there is nothing. */
  stat(path: string): FileEntry | undefined;

  /** The bytes of a file from `start` up to `end`, which may lie behind its end, in chunks of at most 1 MiB or so. */
  read(path: string, start?: number, end?: number): AsyncIterable<Uint8Array>;

  /** Writes a file anew, with its folders; what is read of it is the old content or the new, never a part. */
  write(path: string, content: Content): Promise<void>;

  /**
   * Writes behind the first `at` bytes of a file, and cuts off what follows them; makes a file where there is none. A
   * crash can leave a part of it.
   */
  append(path: string, at: number, content: Content): Promise<void>;

  /** Makes a folder and those above it; one that exists is fine. */
  makeFolder(path: string): Promise<void>;

  /** Renames a file or folder on the same disk, over what is there; the folder that it goes to is made. */
  rename(from: string, to: string): Promise<void>;

  /** Removes a file, or a folder with all in it; nothing there is fine. */
  remove(path: string): Promise<void>;

  /** The absolute form of a path, without `.` and `..`. */
  absolute(path: string): string;

  /** Joins parts of a path. */
  join(...parts: string[]): string;

  /** What bytes become in a `.gz` file. */
  gzip(content: Content): AsyncIterable<Uint8Array>;

  /** The other way round. @throws Error for bytes that are not gzip's, or are cut off. */
  gunzip(content: Content): AsyncIterable<Uint8Array>;
}

/** Bytes, chunk by chunk. */
export type Content = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface FileEntry {
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Bytes; 0 for a folder. */
  readonly size: number;
  /** When it was changed last, in milliseconds since the epoch. */
  readonly modified: number;
}

/** A file that could not be looked at, read or written. */
export class FilesError extends Error {
  override readonly name = 'FilesError';
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}
