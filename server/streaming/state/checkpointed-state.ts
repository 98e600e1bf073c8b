/** State by key that checkpoints keep incrementally. */
export interface CheckpointedState {
  /** The batch up to which it has been computed; undefined before the first. */
  readonly version: number | undefined;
  /** How many keys it has. */
  readonly size: number;

  /**
   * What changed since the last call that was confirmed, as serialized keys and values; null deletes a key. Called
   * between batches. @throws Error naming the key that has no serialized form.
   */
  changes(): Iterable<StateChange>;

  /** What `changes` gave last is durable. Without it, it is given again. */
  confirm(): void;

  /** Before the first batch, in a recovery: what was kept, which is the state after batch `version`. */
  restore(entries: AsyncIterable<StateEntry>, version: number): Promise<void>;
}

export interface StateEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export interface StateChange {
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}
