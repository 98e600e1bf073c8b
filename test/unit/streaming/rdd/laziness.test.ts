import { expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import type { Lineage } from '../../../../server/streaming/rdd/lineage.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

test('nothing is computed before an action asks for it, and then in one pass', async () => {
  const sc = new SparkContext(streamingEnvironment(), 'local[2]', 'test');
  const seen: string[] = [];
  const parts = [[1, 2], [3]];
  const source = sc.rdd<number>({
    ...{ kind: 'ParallelCollectionRDD', parents: [] as Lineage<unknown>[], partitions: 2 },
    compute: (partition) => parts[partition]!,
  });
  const rdd = source
    .map((n) => {
      seen.push(`map ${n}`);
      return n * 10;
    })
    .filter((n) => {
      seen.push(`filter ${n}`);
      return n !== 20;
    });
  expect(seen).toEqual([]);
  expect(await rdd.collect()).toEqual([10, 30]);
  expect(seen.slice(0, 4)).toEqual(['map 1', 'filter 10', 'map 2', 'filter 20']);
});
