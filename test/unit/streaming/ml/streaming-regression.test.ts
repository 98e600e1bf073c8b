import { afterEach, describe, expect, test } from 'vitest';
import { LabeledPoint } from '../../../../server/streaming/ml/labeled-point.ts';
import { StreamingLinearRegressionWithSGD } from '../../../../server/streaming/ml/streaming-linear-regression.ts';
import { StreamingLogisticRegressionWithSGD } from '../../../../server/streaming/ml/streaming-logistic-regression.ts';
import { PseudoRandom } from '../../../../server/streaming/rdd/sampling/pseudo-random.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';

let streams: StreamTest;
afterEach(() => streams.stop());

/** Points with two features in [-1, 1). */
function pointsOf(
  count: number,
  seed: number,
  label: (a: number, b: number) => number,
): LabeledPoint[] {
  const random = new PseudoRandom(seed);
  return Array.from({ length: count }, () => {
    const [a, b] = [random.nextDouble() * 2 - 1, random.nextDouble() * 2 - 1];
    return LabeledPoint(label(a, b), [a, b]);
  });
}

test('a linear regression learns the line that points lie on, and another one when they move', async () => {
  streams = new StreamTest();
  const training = streams.input<LabeledPoint>();
  const tests = streams.input<readonly [number, number]>();
  const model = new StreamingLinearRegressionWithSGD({ stepSize: 0.5, numIterations: 25 });
  model.setInitialWeights([0, 0]);
  model.trainOn(training);
  const predicted = streams.output(model.predictOn(tests));
  for (let batch = 0; batch < 10; batch++) {
    training.push(pointsOf(50, batch, (a, b) => 10 * a - 4 * b));
    tests.push([[1, 1]]);
    await streams.advance();
  }
  const { weights, intercept } = model.latestModel();
  expect(weights[0]).toBeCloseTo(10, 1);
  expect(weights[1]).toBeCloseTo(-4, 1);
  expect(intercept).toBe(0);
  const errors = predicted.all.map((prediction) => Math.abs(prediction - 6));
  expect(errors[0]).toBeGreaterThan(errors[9]!);
  for (let batch = 0; batch < 10; batch++) {
    training.push(pointsOf(50, batch, (a, b) => a + b));
    await streams.advance();
  }
  expect(model.latestModel().weights[0]).toBeCloseTo(1, 1);
});

test('a batch without points teaches nothing', async () => {
  streams = new StreamTest();
  const training = streams.input<LabeledPoint>();
  const model = new StreamingLinearRegressionWithSGD().setInitialWeights([1, 2]);
  model.trainOn(training);
  const before = model.latestModel();
  await streams.advance(2);
  expect(model.latestModel()).toBe(before);
});

test('a logistic regression learns which side of a line points are on', async () => {
  streams = new StreamTest();
  const training = streams.input<LabeledPoint>();
  const labelled = streams.input<readonly [number, readonly [number, number]]>();
  const model = new StreamingLogisticRegressionWithSGD({ stepSize: 5 }).setInitialWeights([0, 0]);
  model.trainOn(training);
  const predicted = streams.output(model.predictOnValues(labelled));
  for (let batch = 0; batch < 5; batch++)
    training.push(
      ...Array.from({ length: batch }, () => []),
      pointsOf(100, batch, (a, b) => Number(a > 2 * b)),
    );
  const unseen = pointsOf(200, 99, (a, b) => Number(a > 2 * b));
  labelled.push(
    ...[[], [], [], []],
    unseen.map(({ label, features }) => [label, features as [number, number]] as const),
  );
  await streams.advance(5);
  const right = predicted.last!.filter(([label, prediction]) => label === prediction);
  expect(right.length).toBeGreaterThan(190);
  const latest = model.latestModel();
  const likelihood = latest.clearThreshold().predict([0.1, 0]);
  expect(likelihood).toBeGreaterThan(0.5);
  expect(likelihood).toBeLessThan(1);
  expect(latest.setThreshold(0.99).predict([0.1, 0])).toBe(0);
});

describe('refused', () => {
  test('learning and predicting without weights', () => {
    streams = new StreamTest();
    const model = new StreamingLinearRegressionWithSGD();
    const points = streams.input<LabeledPoint>();
    expect(() => model.trainOn(points)).toThrow(
      'Model must be initialized before starting training',
    );
    expect(() => model.predictOn(streams.input())).toThrow(
      'initialized before starting prediction',
    );
    expect(() => model.latestModel()).toThrow('Model must be initialized');
  });

  test('labels that are no classes', async () => {
    streams = new StreamTest();
    const training = streams.input<LabeledPoint>();
    new StreamingLogisticRegressionWithSGD().setInitialWeights([0]).trainOn(training);
    training.push([LabeledPoint(2, [1])]);
    await expect(streams.advance()).rejects.toThrow(
      'Classification labels should be 0 or 1. Found 2.',
    );
  });

  test.each([
    [{ stepSize: 0 }, 'Initial step size must be positive but got 0'],
    [{ numIterations: -1 }, 'Number of iterations must be nonnegative but got -1'],
    [{ miniBatchFraction: 0 }, 'Fraction for mini-batch SGD must be in range (0, 1] but got 0'],
    [{ regParam: -1 }, 'Regularization parameter must be nonnegative but got -1'],
    [{ convergenceTol: 2 }, 'Convergence tolerance must be in range [0, 1] but got 2'],
  ])('%j', (options, message) => {
    streams = new StreamTest();
    expect(() => new StreamingLinearRegressionWithSGD(options)).toThrow(message);
  });

  test('points with other features than the model has weights', () => {
    streams = new StreamTest();
    const model = new StreamingLinearRegressionWithSGD().setInitialWeights([1, 2]).latestModel();
    expect(() => model.predict([1])).toThrow(
      'The model has 2 weights, but a point has 1 features.',
    );
  });
});
