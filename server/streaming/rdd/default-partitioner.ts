import { HashPartitioner } from '../shuffle/hash-partitioner.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import type { Lineage } from './lineage.ts';

/**
 * How the result of an operation by key is partitioned (Spark's `Partitioner.defaultPartitioner`): as is asked for; or
 * as the largest of the RDDs is that are partitioned by key, if that is not far too few; or by hash, into as many
 * partitions as `spark.default.parallelism` says or the largest RDD has.
 */
export function partitionerFor(
  rdds: readonly Lineage<unknown>[],
  wanted: number | Partitioner | undefined,
): Partitioner {
  if (typeof wanted === 'number') return new HashPartitioner(wanted);
  if (wanted !== undefined) return wanted;
  const { conf, defaultParallelism } = rdds[0]!.context;
  const most = Math.max(...rdds.map((rdd) => rdd.getNumPartitions()));
  const usual = conf.contains('spark.default.parallelism') ? defaultParallelism : most;
  const largest = rdds
    .map((rdd) => rdd.partitioner)
    .filter((partitioner) => partitioner !== undefined && partitioner.numPartitions > 0)
    .reduce((a, b) => (a === undefined || b!.numPartitions > a.numPartitions ? b : a), undefined);
  const isEnough =
    largest !== undefined &&
    (usual <= largest.numPartitions || Math.log10(most) - Math.log10(largest.numPartitions) < 1);
  return isEnough ? largest : new HashPartitioner(Math.max(1, usual));
}
