import type { Files } from '../../ports/files.ts';
import { joined } from '../receivers/lines.ts';

/** A list in a file, a line of JSON for each entry: adding one does not write the others anew. */
export class Journal<T> {
  readonly #files: Files;
  readonly #path: string;
  /** Bytes of whole lines. */
  #size = 0;

  private constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** The journal in a file, and what it has; it is made where there is none. @throws FilesError */
  static async open<T>(files: Files, path: string): Promise<{ journal: Journal<T>; entries: T[] }> {
    const journal = new Journal<T>(files, path);
    const text = files.stat(path) === undefined ? '' : await textOf(files, path);
    // A crash may have cut off the last line: what it is of has not happened.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    journal.#size = new TextEncoder().encode(whole).length;
    const lines = whole.split('\n').slice(0, -1);
    return { journal, entries: lines.map((line) => JSON.parse(line) as T) };
  }

  async add(entry: T): Promise<void> {
    const bytes = linesOf([entry]);
    await this.#files.append(this.#path, this.#size, [bytes]);
    this.#size += bytes.length;
  }

  /** Has it hold these entries alone; a crash leaves all of this or nothing. */
  async replace(entries: readonly T[]): Promise<void> {
    const bytes = linesOf(entries);
    await this.#files.write(this.#path, [bytes]);
    this.#size = bytes.length;
  }
}

function linesOf(entries: readonly unknown[]): Uint8Array {
  return new TextEncoder().encode(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
}

async function textOf(files: Files, path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  // Copies, since a chunk's memory may be used again.
  for await (const chunk of files.read(path)) chunks.push(new Uint8Array(chunk));
  return new TextDecoder().decode(joined(chunks));
}
