import { pagesOf, type Store, type StoreOperation } from '../storage/store.ts';
import { StoreError } from '../storage/store-error.ts';
import type { Unsaved } from './commits.ts';
import { DataTree } from './data-tree.ts';
import { JuteError } from './jute.ts';
import { parentOf } from './paths.ts';
import { Session, type Sessions } from './sessions.ts';
import {
  decodeMeta,
  decodeSession,
  decodeZnode,
  encodeMeta,
  encodeSession,
  encodeZnode,
} from './stored-records.ts';
import { newTree } from './system-znodes.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The tree and the sessions in a Store: the present state, not a log. Under `z` and the path is the znode, under
 * `s` and the id the session, under `m` the format and the last transaction; one write takes it from the state
 * after one transaction to that after a later one.
 */
export class TreeStorage {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Everything that was saved; of an empty store, what a new service begins with.
   * @throws StoreError `newer-format`, `unreadable`
   */
  async load(): Promise<{ tree: DataTree; sessions: Session[]; lastZxid: number }> {
    try {
      const meta = await this.#store.get(metaKey());
      const lastZxid = meta === undefined ? 0 : decodeMeta(meta);
      return { tree: await this.#loadTree(), sessions: await this.#loadSessions(), lastZxid };
    } catch (error) {
      if (error instanceof JuteError) throw unreadable(error.message);
      throw error;
    }
  }

  /** Writes the znodes and sessions named as they are now, or that they are gone, in one step. */
  save(unsaved: Unsaved, tree: DataTree, sessions: Sessions, lastZxid: number): Promise<void> {
    const operations: StoreOperation[] = [
      { type: 'put', key: metaKey(), value: encodeMeta(lastZxid) },
    ];
    for (const path of unsaved.paths) {
      const znode = tree.get(path);
      operations.push(putOrDelete(`z${path}`, znode && encodeZnode(znode)));
    }
    for (const id of unsaved.sessions) {
      const session = sessions.get(id);
      operations.push(putOrDelete(`s${id.toString(16)}`, session && encodeSession(session)));
    }
    return this.#store.write(operations);
  }

  async #loadTree(): Promise<DataTree> {
    const znodes = newTree();
    for await (const [key, value] of this.#under('z')) znodes.set(key, decodeZnode(value));
    const tree = new DataTree();
    // Sorted, every path comes after those that it begins with, and so after its parent.
    for (const path of [...znodes.keys()].sort()) {
      if (path !== '/' && tree.get(parentOf(path)) === undefined) {
        throw unreadable(`${path} is there, but its parent is not`);
      }
      tree.insert(path, znodes.get(path)!);
    }
    return tree;
  }

  async #loadSessions(): Promise<Session[]> {
    const sessions: Session[] = [];
    for await (const [key, value] of this.#under('s')) {
      const { password, timeout } = decodeSession(value);
      sessions.push(new Session(BigInt(`0x${key}`), password, timeout));
    }
    return sessions;
  }

  /** What is stored under one letter, by the rest of its key. */
  async *#under(letter: string): AsyncGenerator<[string, Uint8Array]> {
    const gte = encoder.encode(letter);
    const lt = Uint8Array.of(gte[0]! + 1);
    for await (const page of pagesOf(this.#store, { gte, lt })) {
      for (const { key, value } of page) yield [decoder.decode(key).slice(1), value];
    }
  }
}

function metaKey(): Uint8Array {
  return encoder.encode('m');
}

function putOrDelete(key: string, value: Uint8Array | undefined): StoreOperation {
  const bytes = encoder.encode(key);
  return value === undefined ? { type: 'delete', key: bytes } : { type: 'put', key: bytes, value };
}

function unreadable(what: string): StoreError {
  return new StoreError(
    'unreadable',
    `The coordination service's data cannot be read: ${what}. Choose another data directory.`,
  );
}
