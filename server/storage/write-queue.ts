import type { GroupCommit, Writer } from './group-commit.ts';
import { Kind, kindIn } from './keys.ts';
import type { StoreOperation } from './store.ts';

/** One change of a log: already made in memory, and to be written or taken back. */
export interface Change {
  readonly operations: readonly StoreOperation[];
  /** It is in the store: tell who waits for it. */
  readonly written: () => void;
  /** It is not, nor is any later one: return to what was before, and tell who waits for it. */
  readonly undo: (error: unknown) => void;
}

const none: readonly StoreOperation[] = [];

/** The changes of one log on their way to the store, in the order in which they were made. */
export class WriteQueue implements Writer {
  readonly #commit: GroupCommit;
  #gathered: Change[] = [];
  /** Whether the group commit is going to collect what is gathered. */
  #enqueued = false;
  #underWay: Change[] = [];
  /** Deletes what failed changes may have left in the store. */
  #cleanUp: readonly StoreOperation[] = none;

  constructor(commit: GroupCommit) {
    this.#commit = commit;
  }

  push(change: Change): void {
    this.#gathered.push(change);
    if (this.#enqueued) return;
    this.#enqueued = true;
    this.#commit.enqueue(this);
  }

  /** Resolves when all changes so far are written, and rejects if they are taken back. */
  confirmed(): Promise<void> {
    return new Promise((written, undo) => {
      this.push({ operations: none, written, undo });
    });
  }

  collect(): readonly StoreOperation[] {
    this.#enqueued = false;
    this.#underWay = this.#gathered;
    this.#gathered = [];
    if (this.#underWay.length === 1 && this.#cleanUp === none) return this.#underWay[0]!.operations;
    return [...this.#cleanUp, ...this.#underWay.flatMap(({ operations }) => operations)];
  }

  written(): void {
    const changes = this.#underWay;
    this.#underWay = [];
    this.#cleanUp = none;
    for (const change of changes) change.written();
  }

  failed(error: unknown): void {
    const changes = [...this.#underWay, ...this.#gathered];
    this.#underWay = [];
    this.#gathered = [];
    this.#cleanUp = [
      ...this.#cleanUp,
      ...changes.flatMap(({ operations }) => leftBehind(operations)),
    ];
    for (const change of changes.reverse()) change.undo(error);
  }
}

/** The checkpoint alone is not deleted: the next one takes its place. */
function leftBehind(operations: readonly StoreOperation[]): StoreOperation[] {
  return operations
    .filter(({ type, key }) => type === 'put' && kindIn(key) !== Kind.state)
    .map(({ key }) => ({ type: 'delete', key }));
}
