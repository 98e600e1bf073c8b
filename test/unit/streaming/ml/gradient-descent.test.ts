import { expect, test } from 'vitest';
import { SparkContext } from '../../../../server/streaming/context/spark-context.ts';
import { leastSquares, logistic } from '../../../../server/streaming/ml/gradient.ts';
import { runMiniBatchSGD } from '../../../../server/streaming/ml/gradient-descent.ts';
import { LabeledPoint } from '../../../../server/streaming/ml/labeled-point.ts';
import { simpleUpdater, squaredL2Updater } from '../../../../server/streaming/ml/updater.ts';
import { Vectors } from '../../../../server/streaming/ml/vectors.ts';
import { fc } from '../../../harness/fast-check.ts';
import { streamingEnvironment } from '../../../harness/streaming-environment.ts';

const sc = new SparkContext(streamingEnvironment(), 'local[2]');
const defaults = { stepSize: 0.1, numIterations: 50, miniBatchFraction: 1, regParam: 0 };
const regression = {
  ...{ ...defaults, convergenceTol: 0 },
  ...{ gradient: leastSquares, updater: simpleUpdater },
};

const coordinate = fc.double({ min: -2, max: 2, noNaN: true });
const point = fc
  .tuple(coordinate, coordinate, coordinate)
  .map(([label, ...features]) => LabeledPoint(label, features));

test('each step goes down the mean gradient, by stepSize / sqrt(iteration)', async () => {
  const points = fc.array(point, { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(points, fc.integer({ min: 1, max: 4 }), async (all, partitions) => {
      let expected = [0.5, -0.5];
      for (let i = 1; i <= 5; i++) {
        const slope = [0, 0];
        for (const { label, features } of all) {
          const x = Vectors.toArray(features);
          const error = expected[0]! * x[0]! + expected[1]! * x[1]! - label;
          slope[0]! += (error * x[0]!) / all.length;
          slope[1]! += (error * x[1]!) / all.length;
        }
        expected = expected.map((w, at) => w - (0.1 / Math.sqrt(i)) * slope[at]!);
      }
      const rdd = sc.parallelize(all, partitions);
      const options = { ...regression, numIterations: 5 };
      const { weights, losses } = await runMiniBatchSGD(rdd, [0.5, -0.5], options);
      expect(losses).toHaveLength(5);
      expect(weights[0]).toBeCloseTo(expected[0]!, 9);
      expect(weights[1]).toBeCloseTo(expected[1]!, 9);
    }),
    { numRuns: 50 },
  );
});

test('least squares finds what the normal equations say', async () => {
  // y is 3a - 2b and an error of ±1 that a and b know nothing of.
  const all = [-1, 1].flatMap((a) =>
    [-1, 1].flatMap((b) => [-1, 1].map((error) => LabeledPoint(3 * a - 2 * b + error, [a, b]))),
  );
  const options = { ...regression, stepSize: 0.5, numIterations: 100 };
  const { weights, losses } = await runMiniBatchSGD(sc.parallelize(all), [0, 0], options);
  expect(weights[0]).toBeCloseTo(3, 3);
  expect(weights[1]).toBeCloseTo(-2, 3);
  expect(losses[0]).toBeCloseTo((9 + 4 + 1) / 2);
  expect(losses.at(-1)).toBeCloseTo(1 / 2);
});

test('regularization keeps weights small: its optimum has the same slope as the loss', async () => {
  const all = [
    LabeledPoint(0, [-2]),
    LabeledPoint(1, [1]),
    LabeledPoint(1, [3]),
    LabeledPoint(0, [1]),
  ];
  const options = {
    ...{ ...defaults, stepSize: 1, numIterations: 2000, regParam: 0.3, convergenceTol: 0 },
    ...{ gradient: logistic, updater: squaredL2Updater },
  };
  const { weights, losses } = await runMiniBatchSGD(sc.parallelize(all, 3), [0], options);
  const slope = all.reduce((sum, { label, features }) => {
    const x = Vectors.toArray(features)[0]!;
    return sum + ((1 / (1 + Math.exp(-weights[0]! * x)) - label) * x) / all.length;
  }, 0);
  expect(slope).toBeCloseTo(-0.3 * weights[0]!, 6);
  expect(losses[0]).toBeCloseTo(Math.log(2));
});

test('it ends when a step changes little, but not before the second', async () => {
  const all = sc.parallelize([LabeledPoint(1, [1])]);
  const exact = await runMiniBatchSGD(all, [1], { ...regression, convergenceTol: 0.001 });
  expect(exact.losses).toHaveLength(2);
  const far = await runMiniBatchSGD(all, [0], {
    ...regression,
    convergenceTol: 0.001,
    numIterations: 500,
  });
  expect(far.losses.length).toBeGreaterThan(10);
  expect(far.losses.length).toBeLessThan(500);
});

test('without points nothing is learnt', async () => {
  for (const empty of [sc.parallelize<LabeledPoint>([], 2), sc.emptyRDD<LabeledPoint>()]) {
    const initial = [1, 2];
    const { weights, losses } = await runMiniBatchSGD(empty, initial, regression);
    expect(weights).toBe(initial);
    expect(losses).toEqual([]);
  }
});

test('mini-batches are samples: each step sees a part of the points, and another one than the last', async () => {
  const seen: number[] = [];
  const all = sc.parallelize(Array.from({ length: 1000 }, (_, i) => LabeledPoint(i, [0])));
  const gradient = ({ label }: LabeledPoint) => seen.push(label);
  const options = { ...regression, gradient, miniBatchFraction: 0.1, numIterations: 2 };
  await runMiniBatchSGD(all, [0], options);
  expect(seen.length).toBeGreaterThan(120);
  expect(seen.length).toBeLessThan(280);
  expect(new Set(seen).size).toBeGreaterThan(seen.length * 0.8);
});

test('a point with another number of features than the model has weights is refused', async () => {
  const all = sc.parallelize([LabeledPoint(1, [1, 2, 3])]);
  await expect(runMiniBatchSGD(all, [0, 0], regression)).rejects.toThrow(
    'The model has 2 weights, but a point has 3 features.',
  );
});
