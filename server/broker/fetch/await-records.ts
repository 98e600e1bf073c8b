import type { Clock } from '../../ports/clock.ts';
import type { PartitionRead } from './read-partitions.ts';

/**
 * Waits until `missingBytes` more can be read in the partitions, something happens that makes waiting
 * pointless, `maxWaitMs` have passed, or the client has gone (kafka.server.DelayedFetch). Does not wait
 * at all when there is more already than when the partitions were read, or one has gone meanwhile.
 *
 * @param onGone registers what to call when the client goes; returns a function that takes it back
 */
export function awaitRecords(
  clock: Clock,
  reads: readonly PartitionRead[],
  missingBytes: number,
  maxWaitMs: number,
  onGone: (listener: () => void) => () => void,
): Promise<void> {
  return new Promise((resolve) => {
    let missing = missingBytes;
    const undo: (() => void)[] = [];
    const done = () => {
      for (const step of undo.splice(0)) step();
      resolve();
    };
    for (const { partition, highWatermark } of reads) {
      if (partition === undefined) continue;
      if (partition.released || partition.highWatermark !== highWatermark) return done();
      const onReadable = (bytes: number) => {
        missing -= bytes;
        if (bytes === 0 || missing <= 0) done();
      };
      undo.push(partition.onReadable(onReadable));
    }
    const timer = clock.after(maxWaitMs, done);
    undo.push(() => timer.cancel(), onGone(done));
  });
}
