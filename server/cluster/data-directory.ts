import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ClusterFailure } from '../contract/control.ts';
import { ClusterError } from './cluster-error.ts';

/** Goes up whenever the layout of the folder as a whole changes; what is in each store has its own version. */
const FORMAT = 1;

/** A cluster's data directory: a marker, and one folder for each store. */
export const dataPaths = {
  marker: (directory: string) => join(directory, 'millrace.json'),
  /** Whose the directory is while it is open: the lock itself is that of the coordination service's store. */
  pid: (directory: string) => join(directory, 'millrace.pid'),
  coordination: (directory: string) => join(directory, 'zookeeper'),
  broker: (directory: string, id: number) => join(directory, `broker-${id}`),
} as const;

/**
 * Makes sure that the directory is there and is one that this version can use. Changes nothing in one
 * that is not.
 * @throws ClusterError `data-newer`, `data-unreadable`, `disk-full`
 */
export async function prepareDataDirectory(directory: string): Promise<void> {
  const path = dataPaths.marker(directory);
  const marker = await readMarker(directory, path);
  if (marker === undefined) {
    await makeDirectory(directory);
    return;
  }
  if (typeof marker.format !== 'number') {
    throw fail(
      'data-unreadable',
      `${path} is damaged: mend or delete it, or choose another data directory.`,
    );
  }
  if (marker.format > FORMAT) {
    throw fail(
      'data-newer',
      `The data directory ${directory} was written by a newer version of Millrace (format ${marker.format}, ` +
        `this one reads up to ${FORMAT}): update, or choose another. Nothing was changed.`,
    );
  }
}

/** Marks the directory as this process's; to be called while holding its lock. */
export async function claimDataDirectory(directory: string): Promise<void> {
  await writeFile(dataPaths.pid(directory), `${process.pid}\n`);
  const path = dataPaths.marker(directory);
  if ((await readMarker(directory, path)) !== undefined) return;
  // Whole or not at all, however the process ends.
  const unfinished = `${path}.new`;
  await writeFile(unfinished, `${JSON.stringify({ format: FORMAT })}\n`);
  await rename(unfinished, path);
}

/** Takes back the claim; to be called while still holding the lock. */
export async function releaseDataDirectory(directory: string): Promise<void> {
  await rm(dataPaths.pid(directory), { force: true });
}

/** The process that claimed the directory last, if it says so. */
export async function dataDirectoryOwner(directory: string): Promise<number | undefined> {
  try {
    const pid = Number.parseInt(await readFile(dataPaths.pid(directory), 'utf8'), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}

/** The ids of the brokers that have a folder in the directory; none where there is no such directory. */
export async function brokersWithData(directory: string): Promise<number[]> {
  const names = await readdir(directory).catch(() => []);
  return names.flatMap((name) => {
    const id = /^broker-([1-9]\d*)$/.exec(name)?.[1];
    return id === undefined ? [] : [Number(id)];
  });
}

/** Deletes a broker's folder, if it has one; to be called while the broker does not run. */
export async function deleteBrokerData(directory: string, broker: number): Promise<void> {
  await rm(dataPaths.broker(directory, broker), { recursive: true, force: true });
}

async function readMarker(
  directory: string,
  path: string,
): Promise<{ readonly format?: unknown } | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw inaccessible(directory, error as NodeJS.ErrnoException);
  }
  try {
    const marker: unknown = JSON.parse(text);
    return typeof marker === 'object' && marker !== null ? marker : {};
  } catch {
    return {};
  }
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await makeWithParents(directory);
  } catch (error) {
    throw inaccessible(directory, error as NodeJS.ErrnoException);
  }
}

/**
 * As `mkdir` with `recursive`, which Node tries for ever where the parent is there and yet the system says
 * that it is not: in /proc.
 */
async function makeWithParents(directory: string): Promise<void> {
  try {
    await makeOne(directory);
  } catch (error) {
    const parent = dirname(directory);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === directory) throw error;
    await makeWithParents(parent);
    await makeOne(directory);
  }
}

async function makeOne(directory: string): Promise<void> {
  try {
    await mkdir(directory);
  } catch (error) {
    // Windows denies to make a drive, and Linux a mount point on a read-only disk, although they are there.
    const there = await stat(directory).catch(() => undefined);
    if (!there?.isDirectory()) throw error;
  }
}

function inaccessible(directory: string, error: NodeJS.ErrnoException): ClusterError {
  if (error.code === 'ENOSPC') {
    return fail('disk-full', `The disk that holds ${directory} is full: make room on it.`);
  }
  const why =
    {
      EACCES: 'this user may not access it',
      EPERM: 'this user may not access it',
      ENOTDIR: 'part of the path is a file',
      EEXIST: 'it is a file',
      EROFS: 'the disk is read-only',
      ENOENT: 'no directory can be made there',
    }[error.code ?? ''] ?? error.message;
  return fail(
    'data-unreadable',
    `The data directory ${directory} cannot be used: ${why}. Choose another data directory.`,
  );
}

function fail(kind: ClusterFailure['kind'], message: string): ClusterError {
  return new ClusterError({ kind, message });
}
