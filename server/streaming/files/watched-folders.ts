import type { FileEntry, Files } from '../../ports/files.ts';
import type { Logger } from '../../ports/logger.ts';
import { glob, isGlob } from './glob.ts';
import { localPath, uriOf } from './paths.ts';

export interface Look {
  /** What is in the folders. */
  readonly entries: readonly FileEntry[];
  /** What of it was not there the last time. */
  readonly appeared: readonly FileEntry[];
}

/** A folder, or all that a glob matches by then, which somebody looks at again and again. */
export class WatchedFolders {
  readonly path: string;
  readonly #files: Files;
  readonly #logger: Logger;
  #known: ReadonlySet<string> = new Set();
  /** What was the matter the last time; said once. */
  #trouble = '';

  /** @throws Error for a path on another file system. */
  constructor(files: Files, logger: Logger, directory: string) {
    this.#files = files;
    this.#logger = logger;
    this.path = localPath(files, directory);
  }

  /** Where it cannot be found out what there is, there is nothing, with a warning. */
  look(): Look {
    try {
      const folders = glob(this.#files, this.path).filter(({ isFolder }) => isFolder);
      const entries = folders.flatMap(({ path }) => this.#files.list(path));
      const appeared = entries.filter(({ path }) => !this.#known.has(path));
      this.#known = new Set(entries.map(({ path }) => path));
      const isMissing = folders.length === 0 && !isGlob(this.path);
      this.#note(isMissing ? 'No directory to scan. Make it, and files are taken from it.' : '');
      return { entries, appeared };
    } catch (error) {
      this.#note((error as Error).message);
      return { entries: [], appeared: [] };
    }
  }

  #note(trouble: string): void {
    if (trouble !== '' && trouble !== this.#trouble)
      this.#logger.warn(`Error finding new files under ${uriOf(this.path)}: ${trouble}`);
    this.#trouble = trouble;
  }
}
