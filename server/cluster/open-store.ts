import { freeBytes } from '../node/free-bytes.ts';
import { LevelStore } from '../storage/level-store.ts';
import { MemoryStore } from '../storage/memory-store.ts';
import type { Store } from '../storage/store.ts';

/** The store in the directory `path`, or one in memory for null. @throws StoreError */
export async function openStore(path: string | null): Promise<Store> {
  return path === null ? new MemoryStore() : LevelStore.open(path, { freeBytes });
}
