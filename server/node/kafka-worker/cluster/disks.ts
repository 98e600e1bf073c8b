import {
  type DescribeLogDirsResponse,
  describeLogDirsRequest,
  describeLogDirsResponse,
} from '../../../protocol/api/35-describe-log-dirs.ts';
import { ErrorCode } from '../../../protocol/errors.ts';
import type { Cluster } from '../../kafka/cluster.ts';
import { partitionKey } from '../../kafka/topic-partition.ts';

/** What a broker has on its disks. */
export interface Disk {
  /** When it was so, in milliseconds of a clock that never goes back. */
  readonly at: number;
  /** Bytes of all replicas, and of the copies that are being made from one directory to another. */
  readonly used: number;
  readonly volume: { readonly total: number; readonly usable: number } | null;
  /** Bytes of each replica by `partitionKey`. */
  readonly replicas: ReadonlyMap<string, number>;
}

/** What each of these brokers has on its disks; those that do not tell, or not everything, are missing. */
export async function readDisks(
  cluster: Cluster,
  brokers: readonly number[],
  now: () => number,
): Promise<ReadonlyMap<number, Disk>> {
  const disks = new Map<number, Disk>();
  await Promise.allSettled(
    brokers.map(async (broker) => {
      const body = { topics: null };
      const answer = await cluster.request(
        broker,
        describeLogDirsRequest,
        describeLogDirsResponse,
        body,
      );
      const disk = diskOf(answer, now());
      if (disk !== undefined) disks.set(broker, disk);
    }),
  );
  return disks;
}

/** Undefined where the broker may not tell (before version 3 that is an empty list), or a directory cannot be read. */
export function diskOf(
  { errorCode, results }: DescribeLogDirsResponse,
  at: number,
): Disk | undefined {
  const failed = [errorCode, ...results.map((each) => each.errorCode)];
  if (results.length === 0 || failed.some((code) => code !== ErrorCode.NONE)) return undefined;
  const replicas = new Map<string, number>();
  let used = 0;
  for (const { name, partitions } of results.flatMap(({ topics }) => topics)) {
    for (const { partitionIndex, partitionSize, isFutureKey } of partitions) {
      used += partitionSize;
      if (isFutureKey) continue;
      replicas.set(partitionKey({ topic: name, partition: partitionIndex }), partitionSize);
    }
  }
  return { at, used, volume: volumeOf(results), replicas };
}

/** Directories of which both numbers are the same are on one volume. */
function volumeOf(results: DescribeLogDirsResponse['results']): Disk['volume'] {
  if (results.some(({ totalBytes }) => totalBytes < 0)) return null;
  const volumes = new Map(
    results.map(({ totalBytes: total, usableBytes: usable }) => [
      `${total} ${usable}`,
      { total, usable },
    ]),
  );
  let [total, usable] = [0, 0];
  for (const each of volumes.values()) {
    total += each.total;
    usable += each.usable;
  }
  return { total, usable };
}
