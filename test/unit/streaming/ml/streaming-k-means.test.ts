import { afterEach, describe, expect, test } from 'vitest';
import { StreamingKMeans } from '../../../../server/streaming/ml/streaming-k-means.ts';
import type { Vector } from '../../../../server/streaming/ml/vectors.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';

let running: StreamTest;
afterEach(() => running.stop());

function start(): { streams: StreamTest; points: ReturnType<typeof inputOf> } {
  running = new StreamTest();
  return { streams: running, points: inputOf(running) };
}

function inputOf(streams: StreamTest) {
  return streams.input<Vector>();
}

test('centers follow the points, and predictions the centers', async () => {
  const { streams, points } = start();
  const model = new StreamingKMeans({ k: 2, decayFactor: 0.5 }).setInitialCenters(
    [[0], [10]],
    [0, 0],
  );
  model.trainOn(points);
  const predicted = streams.output(model.predictOn(points));
  points.push([[1], [3], [9]], [], [[4], [7]]);
  await streams.advance();
  expect(model.latestModel().clusterCenters).toEqual([[2], [9]]);
  expect(model.latestModel().clusterWeights).toEqual([2, 1]);
  await streams.advance();
  // Nothing came, but what there was counts half.
  expect(model.latestModel().clusterCenters).toEqual([[2], [9]]);
  expect(model.latestModel().clusterWeights).toEqual([1, 0.5]);
  await streams.advance();
  const [low, high] = model.latestModel().clusterCenters;
  expect(low![0]).toBeCloseTo((2 * 0.5 + 4) / 1.5);
  expect(high![0]).toBeCloseTo((9 * 0.25 + 7) / 1.25);
  expect(predicted.sorted).toEqual([[0, 0, 1], [], [0, 1]]);
});

test('keys are carried over', async () => {
  running = new StreamTest();
  const labelled = running.input<readonly [string, Vector]>();
  const model = new StreamingKMeans().setInitialCenters(
    [
      [0, 0],
      [5, 5],
    ],
    [1, 1],
  );
  const predicted = running.output(model.predictOnValues(labelled));
  labelled.push([
    ['near', [1, 0]],
    ['far', [4, 6]],
  ]);
  await running.advance();
  expect(predicted.sorted).toEqual([
    [
      ['far', 1],
      ['near', 0],
    ],
  ]);
});

test('a half-life in points: as many points later, one counts half', async () => {
  const { streams, points } = start();
  const model = new StreamingKMeans({ k: 1 })
    .setHalfLife(4, 'points')
    .setInitialCenters([[100]], [8]);
  model.trainOn(points);
  points.push([[0], [0], [0], [0]]);
  await streams.advance();
  expect(model.latestModel().clusterWeights[0]).toBeCloseTo(8 / 2 + 4);
  expect(model.latestModel().clusterCenters[0]![0]).toBeCloseTo(50);
});

test('random centers are the same for the same seed, and normally distributed', () => {
  running = new StreamTest();
  const centers = (seed: number) =>
    new StreamingKMeans({ k: 500 }).setRandomCenters(4, 1, seed).latestModel().clusterCenters;
  expect(centers(7)).toEqual(centers(7));
  expect(centers(7)).not.toEqual(centers(8));
  const all = centers(7).flat();
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  const variance = all.reduce((sum, x) => sum + x * x, 0) / all.length;
  expect(Math.abs(mean)).toBeLessThan(0.1);
  expect(Math.abs(variance - 1)).toBeLessThan(0.1);
});

describe('refused', () => {
  test('learning and predicting without centers', () => {
    const { points } = start();
    const model = new StreamingKMeans();
    for (const use of [() => model.trainOn(points), () => model.predictOn(points)])
      expect(use).toThrow('Initial cluster centers must be set before starting predictions');
  });

  test.each([
    ['k', () => new StreamingKMeans({ k: 0 }), 'Number of clusters must be positive but got 0'],
    [
      'the decay',
      () => new StreamingKMeans({ decayFactor: -1 }),
      'Decay factor must be nonnegative',
    ],
    [
      'the unit',
      () => new StreamingKMeans().setHalfLife(1, 'days' as never),
      'Invalid time unit for decay: days',
    ],
    [
      'the centers',
      () => new StreamingKMeans().setInitialCenters([[1]], [1]),
      'Number of initial centers must be 2 but got 1',
    ],
    [
      'the weights',
      () => new StreamingKMeans().setInitialCenters([[1], [2]], [1, -1]),
      'nonnegative but got [1 -1]',
    ],
  ])('%s', (_, make, message) => {
    running = new StreamTest();
    expect(make).toThrow(message);
  });
});
