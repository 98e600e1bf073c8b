import { describe, expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { StreamingKMeansModel } from '../../../../server/streaming/ml/k-means-model.ts';
import { type Vector, Vectors } from '../../../../server/streaming/ml/vectors.ts';
import { fc } from '../../../harness/fast-check.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

const sc = new SparkContext(streamingEnvironment(), 'local[2]');

function model(centers: number[][], weights: number[]): StreamingKMeansModel {
  return new StreamingKMeansModel({ centers, weights });
}

function expectCenters({ clusterCenters }: StreamingKMeansModel, expected: number[][]): void {
  expect(clusterCenters).toHaveLength(expected.length);
  for (const [i, center] of clusterCenters.entries())
    for (const [d, x] of center.entries()) expect(x).toBeCloseTo(expected[i]![d]!, 9);
}

/** A point that there was, with its cluster and what it counts. */
interface CountedPoint {
  readonly at: readonly number[];
  readonly cluster: number;
  readonly weight: number;
}

function weightOf(points: readonly CountedPoint[], cluster: number): number {
  const own = points.filter((point) => point.cluster === cluster);
  return own.reduce((sum, point) => sum + point.weight, 0);
}

test("the example of PySpark's documentation", async () => {
  const first = await model(
    [
      [0, 0],
      [1, 1],
    ],
    [1, 1],
  ).update(
    sc.parallelize<Vector>([
      [-0.1, -0.1],
      [0.1, 0.1],
      [0.9, 0.9],
      [1.1, 1.1],
    ]),
    ...([1, 'batches'] as const),
  );
  expectCenters(first, [
    [0, 0],
    [1, 1],
  ]);
  expect([first.predict([-0.1, -0.1]), first.predict([0.9, 0.9])]).toEqual([0, 1]);
  expect(first.clusterWeights).toEqual([3, 3]);
  const second = await first.update(
    sc.parallelize<Vector>([
      [1.5, 1.5],
      [0.2, 0.2],
    ]),
    0,
    'batches',
  );
  expectCenters(second, [
    [0.2, 0.2],
    [1.5, 1.5],
  ]);
  expect(second.clusterWeights).toEqual([1, 1]);
  expect([second.predict([0.2, 0.2]), second.predict([1.5, 1.5])]).toEqual([0, 1]);
});

test('a center is the mean of all points that it was nearest to, older ones counting less', async () => {
  const coordinate = fc.integer({ min: -10, max: 10 });
  const points = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 10 });
  const decay = fc.constantFrom(0.3, 0.9, 1);
  const batches = fc.array(points, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(batches, decay, fc.constantFrom('batches', 'points'), async (all, a, unit) => {
      const centers = [
        [-5, -5],
        [5, 5],
        [0, 8],
      ];
      let learnt = model(centers, [1, 1, 1]);
      let counted: CountedPoint[] = centers.map((at, cluster) => ({ at, cluster, weight: 1 }));
      for (const batch of all) {
        const before = learnt;
        const fading = unit === 'batches' ? a : a ** batch.length;
        counted = counted.map((point) => ({ ...point, weight: point.weight * fading }));
        for (const at of batch) counted.push({ at, cluster: before.predict(at), weight: 1 });
        learnt = await before.update(sc.parallelize<Vector>(batch), a, unit as 'points');
        // A cluster with hardly any weight counts as dead, and takes half of another: that is the next test.
        const weights = centers.map((_, cluster) => weightOf(counted, cluster));
        fc.pre(Math.min(...weights) > 1e-7 * Math.max(...weights));
      }
      const expected = centers.map((_, cluster) => {
        const own = counted.filter((point) => point.cluster === cluster);
        const weight = weightOf(counted, cluster);
        return {
          weight,
          center: [0, 1].map(
            (d) => own.reduce((sum, point) => sum + point.weight * point.at[d]!, 0) / weight,
          ),
        };
      });
      expectCenters(
        learnt,
        expected.map(({ center }) => center),
      );
      for (const [i, { weight }] of expected.entries())
        expect(learnt.clusterWeights[i]).toBeCloseTo(weight, 9);
    }),
    { numRuns: 60 },
  );
});

test('a cluster that dies takes half of the largest one', async () => {
  const points = sc.parallelize<Vector>([[1], [3], [2]]);
  const { clusterCenters, clusterWeights } = await model([[2], [100]], [0, 0]).update(
    ...([points, 1, 'batches'] as const),
  );
  expect(clusterWeights).toEqual([1.5, 1.5]);
  expect(clusterCenters[0]![0]).toBeGreaterThan(2);
  expect(clusterCenters[1]![0]).toBeLessThan(2);
  expect(clusterCenters[0]![0]! - clusterCenters[1]![0]!).toBeLessThan(1e-13);
});

test('the nearest center is found as it is among sparse points, the first of several', () => {
  const centers = model(
    [
      [0, 0, 4],
      [1, 0, 0],
      [1, 0, 0],
    ],
    [1, 1, 1],
  );
  expect(centers.predict(Vectors.sparse(3, { 2: 3 }))).toBe(0);
  expect(centers.predict(Vectors.sparse(3, []))).toBe(1);
  expect(centers.k).toBe(3);
});

describe('refused', () => {
  test.each([
    [[], [], 'at least one cluster center'],
    [[[1]], [1, 2], '1 cluster centers, but 2 weights'],
    [[[1], [1, 2]], [1, 1], 'Cluster centers must have the same size'],
  ])('%j with %j', (centers, weights, message) => {
    expect(() => model(centers, weights)).toThrow(message);
  });

  test('a point of another size', () => {
    expect(() => model([[1, 2]], [1]).predict([1])).toThrow(
      'A point has 1 dimensions, the centers have 2',
    );
  });
});
