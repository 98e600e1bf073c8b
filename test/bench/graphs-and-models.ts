// Graphs, and models that learn: `node test/bench/graphs-and-models.ts [THOUSANDS of edges and of points]`. Times are
// those of the processor, since the machine may do other things meanwhile.

import { SparkContext } from '../../server/streaming/context/spark-context.ts';
import { Graph } from '../../server/streaming/graph/graph.ts';
import { leastSquares, logistic } from '../../server/streaming/ml/gradient.ts';
import { runMiniBatchSGD } from '../../server/streaming/ml/gradient-descent.ts';
import { StreamingKMeansModel } from '../../server/streaming/ml/k-means-model.ts';
import { LabeledPoint } from '../../server/streaming/ml/labeled-point.ts';
import { simpleUpdater } from '../../server/streaming/ml/updater.ts';
import { streamingEnvironment } from '../harness/streaming-environment.ts';
import { formatTable, rounded } from './measure/table.ts';

const PARTITIONS = 4;
const FEATURES = 10;

export interface AlgorithmTime {
  readonly algorithm: string;
  /** Edges or points. */
  readonly size: number;
  /** Milliseconds. */
  readonly ms: number;
}

/** Graphs with a tenth as many vertices as edges, to some of which very many edges lead. */
export async function benchGraphs(edges: number): Promise<AlgorithmTime[]> {
  const sc = new SparkContext(streamingEnvironment(), 'local[2]');
  const chance = chances();
  const vertices = Math.max(2, edges / 10);
  const tuples = Array.from({ length: edges }, (): readonly [number, number] => [
    Math.floor(chance() * vertices),
    Math.floor(chance() * chance() * vertices),
  ]);
  const graph = Graph.fromEdgeTuples(sc.parallelize(tuples, PARTITIONS), 0);
  const counted = async (result: Promise<Graph<number, number>>) => (await result).numVertices();
  const times = await timed(edges, {
    'vertices of the edges': () => graph.numVertices(),
    'structure, and an iteration of PageRank': () => counted(graph.staticPageRank(1)),
    'PageRank, 10 iterations': () => counted(graph.staticPageRank(10)),
    'PageRank, tolerance 0.001': () => counted(graph.pageRank(0.001)),
    'connected components': () => counted(graph.connectedComponents()),
    'triangle count': () => counted(graph.triangleCount()),
    degrees: () => graph.degrees.count(),
  });
  sc.stop();
  return times;
}

/** Points with ten features: 50 steps of gradient descent, and one of k-means. */
export async function benchModels(count: number): Promise<AlgorithmTime[]> {
  const sc = new SparkContext(streamingEnvironment(), 'local[2]');
  const chance = chances();
  const points = Array.from({ length: count }, () =>
    LabeledPoint(Math.round(chance()), Array.from({ length: FEATURES }, chance)),
  );
  const labelled = sc.parallelize(points, PARTITIONS);
  const features = labelled.map((point) => point.features).cache();
  await features.count();
  const descent = {
    ...{ stepSize: 0.1, numIterations: 50, miniBatchFraction: 1, regParam: 0 },
    ...{ convergenceTol: 0, updater: simpleUpdater },
  };
  const zeros = new Array<number>(FEATURES).fill(0);
  const centers = Array.from({ length: 10 }, () => Array.from({ length: FEATURES }, chance));
  const model = new StreamingKMeansModel({ centers, weights: centers.map(() => 1) });
  const times = await timed(count, {
    'linear regression, 50 steps': () =>
      runMiniBatchSGD(labelled, zeros, { ...descent, gradient: leastSquares }),
    'logistic regression, 50 steps': () =>
      runMiniBatchSGD(labelled, zeros, { ...descent, gradient: logistic }),
    'k-means, 10 clusters': () => model.update(features, 1, 'batches'),
  });
  sc.stop();
  return times;
}

async function timed(
  size: number,
  algorithms: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<AlgorithmTime[]> {
  const times: AlgorithmTime[] = [];
  for (const [algorithm, run] of Object.entries(algorithms)) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    times.push({ algorithm, size, ms: (user + system) / 1000 });
  }
  return times;
}

/** Numbers in [0, 1), the same in every run. */
function chances(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

if (import.meta.main) {
  const size = Number(process.argv[2] ?? 1000) * 1000;
  const times = [...(await benchGraphs(size)), ...(await benchModels(size / 10))];
  console.log(formatTable(times.map((time) => ({ ...time, ms: rounded(time.ms) }))));
}
