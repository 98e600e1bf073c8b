/** State that outlives its batches, as checkpoints keep it. Versions are the times of batches, in milliseconds. */
export interface CheckpointedState {
  /** The batch up to which it has been computed; undefined before `start`, and while only a part of it has been. */
  readonly version: number | undefined;
  /** How many keys it has. */
  readonly size: number;

  /** Goes on after batch `version` with what it is to start with, which may be nothing. */
  start(version: number): void;

  /**
   * What changed since the last call; there must be a version. Whoever calls keeps it until it is durable.
   * `ChangeWriter` writes such chunks, `readChanges` reads them.
   * @throws Error naming the key that has no serialized form; then nothing counts as taken.
   */
  changes(): StateChanges;

  /** Instead of `start`, in a recovery: all chunks that are needed, in order, of which the last ones are of `version`. */
  restore(chunks: AsyncIterable<Uint8Array>, version: number): Promise<void>;
}

export interface StateChanges {
  readonly version: number;
  /** They follow those of earlier versions: what a later one says of a key holds. */
  readonly chunks: readonly Uint8Array[];
  /**
   * The first version whose chunks are needed once these are kept: this one where these hold everything. Undefined where
   * it is what it was.
   */
  readonly neededFrom: number | undefined;
}
