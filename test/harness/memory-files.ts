import { posix } from 'node:path';
import { gunzip, gzip } from '../../server/node/streaming/gzip.ts';
import type { Clock } from '../../server/ports/clock.ts';
import { type Content, type FileEntry, type Files, FilesError } from '../../server/ports/files.ts';

/** Bytes of a file that one chunk brings: few, so that readers meet lines that are cut in two. */
const CHUNK_BYTES = 16;

interface MemoryFile {
  readonly bytes: Uint8Array;
  readonly modified: number;
}

/** Files in memory with POSIX paths below `/`. What is written takes its time of modification from the clock. */
export class MemoryFiles implements Files {
  readonly gzip = gzip;
  readonly gunzip = gunzip;
  readonly #clock: Clock;
  readonly #files = new Map<string, MemoryFile>();
  readonly #folders = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#folders.set('/', clock.now());
  }

  /** Puts a file there at once. @param modified milliseconds since the epoch; now if absent. */
  put(path: string, content: string | Uint8Array, modified = this.#clock.now()): void {
    const at = absolute(path);
    this.#addFolder(posix.dirname(at));
    this.#files.set(at, { bytes: Uint8Array.from(bytesOf(content)), modified });
  }

  /** The content of a file as text. @throws FilesError where there is none. */
  text(path: string): string {
    return new TextDecoder().decode(this.#file(path).bytes);
  }

  /** The paths of all files, in order. */
  get paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  list(folder: string): FileEntry[] {
    const at = absolute(folder);
    if (!this.#folders.has(at)) throw new FilesError(at, `There is no folder ${at}.`);
    return this.#all().filter(({ path }) => path !== at && posix.dirname(path) === at);
  }

  stat(path: string): FileEntry | undefined {
    const at = absolute(path);
    return this.#all().find((entry) => entry.path === at);
  }

  async *read(path: string, start = 0, end = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
    const { bytes } = this.#file(path);
    const until = Math.min(end, bytes.length);
    for (let at = start; at < until; at += CHUNK_BYTES) {
      yield bytes.slice(at, Math.min(at + CHUNK_BYTES, until));
    }
  }

  async write(path: string, content: Content): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk.slice());
    this.put(path, Buffer.concat(chunks));
  }

  async append(path: string, at: number, content: Content): Promise<void> {
    const before = this.stat(path) === undefined ? new Uint8Array() : this.#file(path).bytes;
    const chunks = [before.subarray(0, at), new Uint8Array(Math.max(0, at - before.length))];
    for await (const chunk of content) chunks.push(chunk.slice());
    this.put(path, Buffer.concat(chunks));
  }

  async makeFolder(path: string): Promise<void> {
    this.#addFolder(absolute(path));
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [absolute(from), absolute(to)];
    if (this.stat(source) === undefined) throw new FilesError(source, `There is no ${source}.`);
    if (source === target) return;
    await this.remove(target);
    this.#addFolder(posix.dirname(target));
    for (const entries of [this.#files, this.#folders] as Map<string, unknown>[]) {
      for (const [path, entry] of [...entries]) {
        if (!isWithin(path, source)) continue;
        entries.delete(path);
        entries.set(target + path.slice(source.length), entry);
      }
    }
  }

  async remove(path: string): Promise<void> {
    const at = absolute(path);
    for (const entries of [this.#files, this.#folders]) {
      for (const known of [...entries.keys()]) if (isWithin(known, at)) entries.delete(known);
    }
  }

  absolute(path: string): string {
    return absolute(path);
  }

  join(...parts: string[]): string {
    return posix.join(...parts);
  }

  #file(path: string): MemoryFile {
    const at = absolute(path);
    const file = this.#files.get(at);
    if (file === undefined) throw new FilesError(at, `There is no file ${at}.`);
    return file;
  }

  #addFolder(path: string): void {
    if (this.#files.has(path)) throw new FilesError(path, `${path} is a file, not a folder.`);
    if (this.#folders.has(path)) return;
    this.#addFolder(posix.dirname(path));
    this.#folders.set(path, this.#clock.now());
  }

  #all(): FileEntry[] {
    const files = [...this.#files].map(([path, { bytes, modified }]) => ({
      ...{ path, name: posix.basename(path), isFolder: false },
      ...{ size: bytes.length, modified },
    }));
    const folders = [...this.#folders].map(([path, modified]) => ({
      ...{ path, name: posix.basename(path), isFolder: true, size: 0, modified },
    }));
    return [...files, ...folders].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

function absolute(path: string): string {
  return posix.resolve('/', path);
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}
