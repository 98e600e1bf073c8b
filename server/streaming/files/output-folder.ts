import type { Content, Files } from '../../ports/files.ts';
import { localPath, uriOf } from './paths.ts';

/**
 * A folder that a job writes a file for each partition into. They become visible together, when all are there, and
 * `_SUCCESS` with them (Hadoop's FileOutputCommitter).
 */
export class OutputFolder {
  readonly #files: Files;
  readonly #path: string;
  readonly #unfinished: string;
  readonly #isNew: boolean;

  private constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
    this.#unfinished = files.join(path, '_temporary');
    this.#isNew = files.stat(path) === undefined;
  }

  /**
   * @param path a path or `file:` URI. @param isAgain whether to replace what an earlier try has left or finished.
   * @throws Error where the folder exists, unless `isAgain`.
   */
  static async open(files: Files, path: string, isAgain = false): Promise<OutputFolder> {
    const folder = new OutputFolder(files, localPath(files, path));
    if (!isAgain && !folder.#isNew) {
      throw new Error(`Output directory ${uriOf(folder.#path)} already exists`);
    }
    await files.remove(folder.#unfinished);
    await files.makeFolder(folder.#unfinished);
    return folder;
  }

  /** Writes a partition's file, which nobody sees yet. @param extension such as `.gz`. */
  async write(partition: number, content: Content, extension = ''): Promise<void> {
    const name = `part-${String(partition).padStart(5, '0')}${extension}`;
    await this.#files.write(this.#files.join(this.#unfinished, name), content);
  }

  /** Makes visible what was written, and only that. */
  async commit(): Promise<void> {
    const files = this.#files;
    const success = files.join(this.#path, '_SUCCESS');
    await files.remove(success);
    const parts = files.list(this.#unfinished);
    const names = new Set(parts.map(({ name }) => name));
    for (const { name, path } of files.list(this.#path)) {
      if (name.startsWith('part-') && !names.has(name)) await files.remove(path);
    }
    for (const { name, path } of parts) await files.rename(path, files.join(this.#path, name));
    await files.remove(this.#unfinished);
    await files.write(success, []);
  }

  /** Takes back what was written. */
  async abort(): Promise<void> {
    await this.#files.remove(this.#isNew ? this.#path : this.#unfinished);
  }
}
