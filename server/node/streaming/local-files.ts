import { randomBytes } from 'node:crypto';
import { constants, readdirSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join as joinParts, resolve, sep } from 'node:path';
import type { Content, FileEntry, Files } from '../../ports/files.ts';
import { filesError } from './files-errors.ts';
import { gunzip, gzip } from './gzip.ts';

const MOST_CHUNK_BYTES = 1024 * 1024;
/** Read at once where the system does not say how much there is. */
const LEAST_CHUNK_BYTES = 16 * 1024;

/** The Files port on the machine's disks. */
export function localFiles(): Files {
  return {
    list,
    stat,
    read,
    write,
    append,
    makeFolder,
    rename: move,
    remove,
    absolute,
    join,
    gzip,
    gunzip,
  };
}

function list(folder: string): FileEntry[] {
  const at = absolute(folder);
  const names = attemptSync('list', at, () => readdirSync(at)).sort();
  const folderPath = at.endsWith('/') ? at : `${at}/`;
  const entries: FileEntry[] = [];
  for (const name of names) {
    const entry = entryAt(folderPath + name, name);
    // What vanishes meanwhile, and links that lead nowhere, are left out.
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function stat(path: string): FileEntry | undefined {
  const at = absolute(path);
  return entryAt(at, basename(at));
}

/** @param path absolute. */
function entryAt(path: string, name: string): FileEntry | undefined {
  const stats = attemptSync('look at', path, () => statOf(path));
  if (stats === undefined) return undefined;
  const isFolder = stats.isDirectory();
  return { path, name, isFolder, size: isFolder ? 0 : stats.size, modified: stats.mtimeMs };
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // A part of the path is a file, and has nothing below it; or links lead in a circle.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw error;
  }
}

async function* read(
  path: string,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  const at = absolute(path);
  const handle = await attempt('read', at, () => open(at, 'r'));
  try {
    const { size } = await attempt('read', at, () => handle.stat());
    for (let position = start; position < end; ) {
      const left = Math.max(size - position, LEAST_CHUNK_BYTES);
      const buffer = Buffer.allocUnsafeSlow(Math.min(left, end - position, MOST_CHUNK_BYTES));
      const { bytesRead } = await attempt('read', at, () =>
        handle.read(buffer, 0, buffer.length, position),
      );
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function write(path: string, content: Content): Promise<void> {
  const at = absolute(path);
  // A hidden name, so that nobody who watches the folder takes it for the file.
  const unfinished = join(dirname(at), `.${basename(at)}.${randomBytes(6).toString('hex')}.tmp`);
  const handle = await attempt('write', at, async () => {
    await mkdir(dirname(at), { recursive: true });
    return await open(unfinished, 'wx');
  });
  try {
    try {
      for await (const chunk of content) await attempt('write', at, () => writeAll(handle, chunk));
    } finally {
      await handle.close();
    }
    await attempt('write', at, () => rename(unfinished, at));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function append(path: string, at: number, content: Content): Promise<void> {
  const file = absolute(path);
  const handle = await attempt('write', file, async () => {
    await mkdir(dirname(file), { recursive: true });
    return await open(file, constants.O_RDWR | constants.O_CREAT);
  });
  try {
    await attempt('write', file, () => handle.truncate(at));
    let position = at;
    for await (const chunk of content) {
      for (let written = 0; written < chunk.length; ) {
        const { bytesWritten } = await attempt('write', file, () =>
          handle.write(chunk, written, chunk.length - written, position),
        );
        written += bytesWritten;
        position += bytesWritten;
      }
    }
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    written += (await handle.write(chunk, written)).bytesWritten;
  }
}

async function makeFolder(path: string): Promise<void> {
  const at = absolute(path);
  await attempt('make', at, () => mkdir(at, { recursive: true }));
}

async function move(from: string, to: string): Promise<void> {
  const [source, target] = [absolute(from), absolute(to)];
  if (source === target) return;
  await attempt('rename', source, async () => {
    await mkdir(dirname(target), { recursive: true });
    // No system renames over a folder that has something in it.
    if (stat(source) !== undefined && stat(target)?.isFolder) await remove(target);
    await rename(source, target);
  });
}

async function remove(path: string): Promise<void> {
  const at = absolute(path);
  await attempt('remove', at, () => rm(at, { recursive: true, force: true, maxRetries: 3 }));
}

function absolute(path: string): string {
  return withSlashes(resolve(path));
}

function join(...parts: string[]): string {
  return withSlashes(joinParts(...parts));
}

/** Every platform takes `/`. */
function withSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

function attemptSync<T>(doing: string, path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw filesError(doing, path, error);
  }
}

async function attempt<T>(doing: string, path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw filesError(doing, path, error);
  }
}
