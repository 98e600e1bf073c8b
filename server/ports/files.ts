/**
 * Files and folders, as the core sees them. Paths are the platform's; a relative one starts where the process does.
 *
 * Looking is synchronous, since how many partitions an RDD of files has must be known when it is defined; reading
 * and writing are not. Every method throws a FilesError that names the path and what to do.
 */
export interface Files {
  /** The entries of a folder in the order of their names. @throws FilesError also where there is no such folder. */
  list(folder: string): FileEntry[];

  /** What is at `path`, or undefined if there is nothing. */
  stat(path: string): FileEntry | undefined;

  /**
   * The entries whose paths match a glob (`*`, `?`, `[ab]`, `{a,b}`; a star does not cross a separator), in
   * the order of their paths. What does not look like a glob matches the path itself.
   */
  glob(pattern: string): FileEntry[];

  /** The bytes of a file from `start` up to `end`, which may lie behind its end, in chunks of at most 1 MiB or so. */
  read(path: string, start?: number, end?: number): AsyncIterable<Uint8Array>;

  /** Writes a file anew, with its folders; what is read of it is the old content or the new, never a part. */
  write(path: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>;

  /** Makes a folder and those above it; one that exists is fine. */
  makeFolder(path: string): Promise<void>;

  /** Renames a file or folder on the same disk, over a file that is there. */
  rename(from: string, to: string): Promise<void>;

  /** Removes a file, or a folder with all in it; nothing there is fine. */
  remove(path: string): Promise<void>;

  /** The platform's way of joining parts of a path. */
  join(...parts: string[]): string;
}

export interface FileEntry {
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Bytes. */
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
