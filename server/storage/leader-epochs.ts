/** Where the batches of a leader epoch begin in the log (KIP-101; EpochEntry). */
export interface EpochStart {
  readonly epoch: number;
  readonly startOffset: number;
}

/** Ascending in both epoch and start. */
export type LeaderEpochs = readonly EpochStart[];

/** No epoch, or no offset for one, in answers to OffsetForLeaderEpoch. */
export const UNDEFINED_EPOCH = -1;
export const UNDEFINED_EPOCH_OFFSET = -1;

export function latestEpoch(epochs: LeaderEpochs): number {
  return epochs.at(-1)?.epoch ?? UNDEFINED_EPOCH;
}

/** The epoch of the record at `offset`; −1 if none is known. */
export function epochAt(epochs: LeaderEpochs, offset: number): number {
  return epochs.findLast((it) => it.startOffset <= offset)?.epoch ?? UNDEFINED_EPOCH;
}

/**
 * The epochs after `epoch` began at `startOffset`, if it is a later one than those known. One that
 * began there or beyond without a record of its own is dropped (LeaderEpochFileCache.assign).
 */
export function withEpoch(epochs: LeaderEpochs, epoch: number, startOffset: number): LeaderEpochs {
  if (epoch <= latestEpoch(epochs)) return epochs;
  // Other than spreading, which leaves room for more: most logs have one epoch.
  return endedAt(epochs, startOffset).concat({ epoch, startOffset });
}

/** The epochs of a log that was cut off at `endOffset` (truncateFromEnd). */
export function endedAt(epochs: LeaderEpochs, endOffset: number): LeaderEpochs {
  return epochs.filter((it) => it.startOffset < endOffset);
}

/** The epochs of a log that now starts at `startOffset` (truncateFromStart). */
export function startedAt(epochs: LeaderEpochs, startOffset: number): LeaderEpochs {
  const first = epochs.findLastIndex((it) => it.startOffset <= startOffset);
  if (first < 0 || (first === 0 && epochs[0]!.startOffset === startOffset)) return epochs;
  return [{ epoch: epochs[first]!.epoch, startOffset }, ...epochs.slice(first + 1)];
}

/**
 * The largest known epoch up to `epoch`, and the offset at which it ends: where the next one
 * starts, or `endOffset`, the log's end. Both are −1 if `epoch` is beyond what is known
 * (LeaderEpochFileCache.endOffsetFor; KIP-279).
 */
export function endOffsetFor(
  epochs: LeaderEpochs,
  epoch: number,
  endOffset: number,
): { epoch: number; endOffset: number } {
  if (epoch !== UNDEFINED_EPOCH && epoch === latestEpoch(epochs)) return { epoch, endOffset };
  const higher = epochs.findIndex((it) => it.epoch > epoch);
  if (epoch === UNDEFINED_EPOCH || higher < 0) {
    return { epoch: UNDEFINED_EPOCH, endOffset: UNDEFINED_EPOCH_OFFSET };
  }
  const floor = epochs[higher - 1]?.epoch ?? epoch;
  return { epoch: floor, endOffset: epochs[higher]!.startOffset };
}
