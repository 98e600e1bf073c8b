import type { Store } from '../../storage/store.ts';
import { StoreError } from '../../storage/store-error.ts';
import type { Environment } from '../environment.ts';
import { formatKey, LAYOUT_VERSION, programKey } from './layout.ts';

/** Within the directory, which may hold other things of the program, such as RDDs and the logs of receivers. */
const FOLDER = 'streaming';
const PREVIOUS = 'streaming.previous';

/** What every store has beside what was put there begins with this byte. */
const OF_STORE = 255;

/**
 * Opens the checkpoint in a directory, or an empty one. Nothing of what is there is changed.
 * @throws Error that says what is in the way: another job that is using it, a newer version's data, another's data.
 */
export async function openCheckpoint(environment: Environment, directory: string): Promise<Store> {
  const { files } = environment;
  const folder = folderOf(environment, directory);
  if (isDatabase(environment, directory)) {
    throw new Error(
      `The checkpoint directory ${files.absolute(directory)} is the data directory of something else. Choose another one; nothing was changed.`,
    );
  }
  const store = await opened(environment, folder);
  try {
    await checkLayout(store, folder);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Whether there is a checkpoint that a program can go on from. */
export async function hasCheckpoint(store: Store): Promise<boolean> {
  return (await store.get(programKey)) !== undefined;
}

/**
 * Moves the checkpoint of `store` aside, so that another program begins with nothing, and closes it.
 * @returns the empty store in its place, and where the old one is now.
 */
export async function putAside(
  environment: Environment,
  directory: string,
  store: Store,
): Promise<{ store: Store; movedTo: string }> {
  const { files } = environment;
  const movedTo = files.join(files.absolute(directory), PREVIOUS);
  await store.close();
  await files.remove(movedTo);
  await files.rename(folderOf(environment, directory), movedTo);
  const empty = await openCheckpoint(environment, directory);
  if (!(await hasCheckpoint(empty))) return { store: empty, movedTo };
  await empty.close();
  throw new Error(
    `There is a checkpoint in ${directory} that cannot be moved aside. Use StreamingContext.getOrCreate to go on from it, or another checkpoint directory.`,
  );
}

function folderOf({ files }: Environment, directory: string): string {
  return files.join(files.absolute(directory), FOLDER);
}

async function opened(environment: Environment, folder: string): Promise<Store> {
  const { files, openStore } = environment;
  if (
    files.stat(folder)?.isFolder &&
    !isDatabase(environment, folder) &&
    files.list(folder).length > 0
  ) {
    throw new Error(
      `${folder} holds something else than a checkpoint. Choose another checkpoint directory; nothing was changed.`,
    );
  }
  try {
    await files.makeFolder(folder);
    return await openStore(folder);
  } catch (error) {
    const message =
      error instanceof StoreError && error.kind === 'locked'
        ? `The checkpoint in ${folder} is in use by another streaming program. Stop that one, or choose another checkpoint directory.`
        : `The checkpoint in ${folder} cannot be opened: ${(error as Error).message}`;
    throw new Error(message, { cause: error });
  }
}

/** Every LevelDB has this file, and hardly anything else. */
function isDatabase({ files }: Environment, folder: string): boolean {
  return files.stat(files.join(folder, 'CURRENT')) !== undefined;
}

async function checkLayout(store: Store, folder: string): Promise<void> {
  const mark = await store.get(formatKey);
  if (mark === undefined) {
    const [other] = await store.range({
      ...{ gte: Uint8Array.of(0), lt: Uint8Array.of(OF_STORE), limit: 1 },
    });
    if (other !== undefined) {
      throw new Error(
        `${folder} holds something else than a checkpoint. Choose another checkpoint directory; nothing was changed.`,
      );
    }
    const value = new TextEncoder().encode(String(LAYOUT_VERSION));
    await store.write([{ type: 'put', key: formatKey, value }]);
    return;
  }
  const version = Number(new TextDecoder().decode(mark));
  if (!(version >= 1)) {
    throw new Error(
      `The checkpoint in ${folder} is damaged: it has no version. Nothing was changed.`,
    );
  }
  if (version > LAYOUT_VERSION) {
    throw new Error(
      `The checkpoint in ${folder} was written by a newer version of Millrace (layout ${version}, this one reads up to ${LAYOUT_VERSION}). Update, or choose another checkpoint directory; nothing was changed.`,
    );
  }
}
