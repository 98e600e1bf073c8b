import { afterEach, expect, test } from 'vitest';
import { LabeledPoint } from '../../../../server/streaming/ml/labeled-point.ts';
import { StreamingKMeans } from '../../../../server/streaming/ml/streaming-k-means.ts';
import { StreamingLinearRegressionWithSGD } from '../../../../server/streaming/ml/streaming-linear-regression.ts';
import type { Vector } from '../../../../server/streaming/ml/vectors.ts';
import type { CheckpointedState } from '../../../../server/streaming/state/checkpointed-state.ts';
import { StreamTest } from '../../../../server/streaming/testing/stream-test.ts';

let streams: StreamTest;
afterEach(() => streams.stop());

/** A program in which a model learns from two streams, and the states that checkpoints keep of it. */
function program() {
  streams = new StreamTest();
  const inputs = [streams.input<Vector>(), streams.input<Vector>()] as const;
  const model = new StreamingKMeans({ k: 1 }).setInitialCenters([[0]], [0]);
  for (const input of inputs) model.trainOn(input);
  const states = streams.ssc.graph.streams.flatMap(({ computation }) => computation.state ?? []);
  return { streams, inputs, model, states: states as [CheckpointedState, CheckpointedState] };
}

async function* chunksOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

test('a checkpoint keeps the model whenever it has changed', async () => {
  const { inputs, states, model } = program();
  inputs[0].push([[1], [3]], [], [[8]]);
  await streams.advance();
  const first = states[0].changes();
  expect(first).toMatchObject({ version: streams.time, neededFrom: streams.time });
  expect(first.chunks).toHaveLength(1);
  const known = streams.environment.serializer.deserialize(first.chunks[0]!);
  expect(known).toEqual({ centers: [[2]], weights: [2] });
  expect(states[0].size).toBe(1);
  await streams.advance(2);
  expect(model.latestModel().clusterCenters).toEqual([[4]]);
  expect(states[1].changes().chunks).toHaveLength(1);
  expect(states[1].changes()).toMatchObject({ version: streams.time, chunks: [] });
});

test('a restarted program goes on with the model that was kept last, whichever stream taught it', async () => {
  const before = program();
  before.inputs[0].push([[1]]);
  before.inputs[1].push([[3]], [[5]]);
  await before.streams.advance();
  const old = before.states[0].changes();
  await before.streams.advance();
  const last = before.states[1].changes();
  await before.streams.stop();
  for (const order of [
    [0, 1],
    [1, 0],
  ] as const) {
    const { model, states } = program();
    for (const i of order) {
      const { chunks, version } = [old, last][i]!;
      await states[i]!.restore(chunksOf(chunks), version);
    }
    expect(model.latestModel()).toEqual(before.model.latestModel());
    expect(model.latestModel().clusterWeights).toEqual([3]);
  }
});

test('a batch that the model has learnt from already is not learnt from again', async () => {
  const { streams, inputs, model, states } = program();
  const { serializer } = streams.environment;
  const chunk = serializer.serialize({ centers: [[7]], weights: [1] });
  await states[0].restore(chunksOf([chunk]), streams.time + 1000);
  await states[1].restore(chunksOf([chunk]), streams.time + 1000);
  inputs[0].push([[100]], [[9]]);
  await streams.advance();
  expect(model.latestModel().clusterCenters).toEqual([[7]]);
  await streams.advance();
  expect(model.latestModel().clusterCenters).toEqual([[8]]);
});

test('models that are interrupted know what others know', async () => {
  const learn = (test: StreamTest) => {
    const points = test.input<LabeledPoint>();
    const line = new StreamingLinearRegressionWithSGD().setInitialWeights([0]);
    line.trainOn(points);
    const clusters = new StreamingKMeans({ decayFactor: 0.5 }).setRandomCenters(1, 1, 7);
    clusters.trainOn(points.map(({ features }) => features));
    clusters.trainOn(points.map(({ label }) => [label - 10]));
    return { points, line, clusters };
  };
  const batches = Array.from({ length: 12 }, (_, i) =>
    Array.from({ length: i % 4 }, (_, j) => LabeledPoint(i + 3 * j, [j - 1.5])),
  );
  const outcome = ({ line, clusters }: ReturnType<typeof learn>) => {
    const { clusterCenters, clusterWeights } = clusters.latestModel();
    return { weights: line.latestModel().weights, clusterCenters, clusterWeights };
  };
  streams = new StreamTest();
  const steady = learn(streams);
  steady.points.push(...batches);
  await streams.advance(12);
  await streams.stop();

  streams = new StreamTest();
  let interrupted = learn(streams);
  interrupted.points.push(...batches);
  for (const [running, downtime] of [
    [1, 0],
    [4, 2],
    [1, 1],
    [3, 0],
  ] as const) {
    await streams.advance(running);
    interrupted = await streams.restart(learn, downtime);
  }
  expect(outcome(interrupted)).toEqual(outcome(steady));
});

test('a batch that cannot be learnt from is left out', async () => {
  streams = new StreamTest();
  const points = streams.input<Vector>();
  const model = new StreamingKMeans({ k: 1 }).setInitialCenters([[0]], [0]);
  model.trainOn(points);
  points.push([[1]], [[5, 5]], [[3]]);
  await streams.advance();
  await expect(streams.advance()).rejects.toThrow('A point has 2 dimensions, the centers have 1.');
  expect(model.latestModel().clusterCenters).toEqual([[1]]);
  await streams.advance();
  expect(model.latestModel().clusterCenters).toEqual([[2]]);
});
