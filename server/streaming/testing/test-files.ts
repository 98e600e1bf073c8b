import type { Clock } from '../../ports/clock.ts';
import { type Content, type FileEntry, type Files, FilesError } from '../../ports/files.ts';

interface StoredFile {
  readonly bytes: Uint8Array;
  readonly modified: number;
}

/** The Files port in memory, with absolute POSIX paths. A file is modified when it is written, by the test's clock. */
export class TestFiles implements Files {
  readonly #clock: Clock;
  readonly #files = new Map<string, StoredFile>();
  readonly #folders = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#addFolder('/');
  }

  /** Puts a file there, all at once as a stream of files wants it. @param modified milliseconds since the epoch. */
  put(path: string, content: string | Uint8Array, modified = this.#clock.now()): void {
    const at = this.absolute(path);
    this.#addFolder(parentOf(at));
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
    this.#files.set(at, { bytes, modified });
  }

  /** What a file holds, as text. @throws FilesError where there is none. */
  text(path: string): string {
    return new TextDecoder().decode(this.#file(path).bytes);
  }

  /** The paths of all files, in order. */
  get paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  list(folder: string): FileEntry[] {
    const at = this.absolute(folder);
    if (!this.#folders.has(at)) throw new FilesError(at, `There is no folder ${at}.`);
    const paths = [...this.#files.keys(), ...this.#folders.keys()];
    const within = paths.filter((path) => path !== '/' && parentOf(path) === at);
    return within.sort().map((path) => this.stat(path)!);
  }

  stat(path: string): FileEntry | undefined {
    const at = this.absolute(path);
    const name = at.slice(at.lastIndexOf('/') + 1);
    const file = this.#files.get(at);
    if (file !== undefined) {
      const { bytes, modified } = file;
      return { path: at, name, isFolder: false, size: bytes.length, modified };
    }
    const modified = this.#folders.get(at);
    return modified === undefined
      ? undefined
      : { path: at, name, isFolder: true, size: 0, modified };
  }

  async *read(path: string, start = 0, end = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
    const bytes = this.#file(path).bytes.slice(start, Math.min(end, Number.MAX_SAFE_INTEGER));
    if (bytes.length > 0) yield bytes;
  }

  async write(path: string, content: Content): Promise<void> {
    const bytes: number[] = [];
    for await (const chunk of content) for (const byte of chunk) bytes.push(byte);
    this.put(path, Uint8Array.from(bytes));
  }

  async append(path: string, at: number, content: Content): Promise<void> {
    const before = this.stat(path) === undefined ? [] : this.#file(path).bytes.subarray(0, at);
    const bytes = Array.from(before);
    for await (const chunk of content) for (const byte of chunk) bytes.push(byte);
    this.put(path, Uint8Array.from(bytes));
  }

  async makeFolder(path: string): Promise<void> {
    this.#addFolder(this.absolute(path));
  }

  async rename(from: string, to: string): Promise<void> {
    const source = this.absolute(from);
    const target = this.absolute(to);
    if (this.stat(source) === undefined) throw new FilesError(source, `There is no ${source}.`);
    if (source === target) return;
    await this.remove(target);
    this.#addFolder(parentOf(target));
    move(this.#files, source, target);
    move(this.#folders, source, target);
  }

  async remove(path: string): Promise<void> {
    const at = this.absolute(path);
    for (const known of this.#files.keys()) if (isWithin(known, at)) this.#files.delete(known);
    for (const known of this.#folders.keys()) if (isWithin(known, at)) this.#folders.delete(known);
  }

  absolute(path: string): string {
    const parts: string[] = [];
    for (const part of path.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  }

  join(...parts: string[]): string {
    const joined = parts.filter((part) => part !== '').join('/');
    return joined.startsWith('/') ? this.absolute(joined) : this.absolute(joined).slice(1);
  }

  /** @throws FilesError */
  gzip(): never {
    throw new FilesError('', NO_GZIP);
  }

  /** @throws FilesError */
  gunzip(): never {
    throw new FilesError('', NO_GZIP);
  }

  #file(path: string): StoredFile {
    const at = this.absolute(path);
    const file = this.#files.get(at);
    if (file === undefined) throw new FilesError(at, `There is no file ${at}.`);
    return file;
  }

  #addFolder(path: string): void {
    if (this.#files.has(path)) throw new FilesError(path, `${path} is a file, not a folder.`);
    if (this.#folders.has(path)) return;
    if (path !== '/') this.#addFolder(parentOf(path));
    this.#folders.set(path, this.#clock.now());
  }
}

const NO_GZIP =
  'The files of a StreamTest are not compressed: give it others, as `environment.files`, to test with .gz.';

function move<V>(entries: Map<string, V>, source: string, target: string): void {
  for (const [path, entry] of [...entries]) {
    if (!isWithin(path, source)) continue;
    entries.delete(path);
    entries.set(target + path.slice(source.length), entry);
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
