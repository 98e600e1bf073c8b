import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';

/**
 * The layout of keys and values that this version reads and writes; it goes up whenever a version
 * that does not know the change would misread it.
 */
export const FORMAT_VERSION = 1;

/** Behind all other keys. */
const formatKey = new Uint8Array([255, ...new TextEncoder().encode('format')]);

/**
 * Marks an empty store with the format's version, and checks that of any other.
 * @param where names the store in messages
 * @throws StoreError `newer-format`, or `unreadable` if the mark is no version.
 */
export async function checkFormat(store: Store, where: string): Promise<void> {
  const mark = await store.get(formatKey);
  if (mark === undefined) return await writeFormat(store, FORMAT_VERSION);
  const text = new TextDecoder().decode(mark);
  const version = Number(text);
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new StoreError(
      'unreadable',
      `${where} holds something else than a broker's data (format "${text}"). Choose another data directory.`,
    );
  }
  if (version > FORMAT_VERSION) {
    throw new StoreError(
      'newer-format',
      `${where} was written by a newer version (format ${version}, this one reads up to ${FORMAT_VERSION}). ` +
        'Update, or choose another data directory; nothing was changed.',
    );
  }
}

/** Sets the version with which the store is marked. */
export async function writeFormat(store: Store, version: number): Promise<void> {
  const value = new TextEncoder().encode(String(version));
  await store.write([{ type: 'put', key: formatKey, value }]);
}
