import { require } from '../errors.ts';
import type { RDD } from '../rdd/rdd.ts';
import { addScaled, type DenseVector, sizeOf, squaredDistance, type Vector } from './vectors.ts';

/** How fast old points are forgotten: by batches, or by the points that came since. */
export type TimeUnit = 'batches' | 'points';

/** What a clustering knows: the centers of the clusters, and how many points each stands for. Plain data. */
export interface Clusters {
  readonly centers: readonly DenseVector[];
  readonly weights: readonly number[];
}

/** Which points belong together: those that are nearest to the same center (MLlib's StreamingKMeansModel). */
export class StreamingKMeansModel {
  readonly clusterCenters: readonly DenseVector[];
  /** The points that each center is the mean of, those from earlier batches counting less. */
  readonly clusterWeights: readonly number[];

  /** @throws IllegalArgumentException unless each center has a weight, and all of them the same size. */
  constructor({ centers, weights }: Clusters) {
    require(centers.length > 0, 'There must be at least one cluster center.');
    require(centers.length ===
      weights.length, `There are ${centers.length} cluster centers, but ${weights.length} weights.`);
    require(centers.every(
      ({ length }) => length === centers[0]!.length,
    ), 'Cluster centers must have the same size.');
    this.clusterCenters = centers;
    this.clusterWeights = weights;
  }

  get k(): number {
    return this.clusterCenters.length;
  }

  /** The number of the cluster that a point belongs to: the first of those that are nearest. */
  predict(point: Vector): number {
    const size = sizeOf(point);
    const dimensions = this.clusterCenters[0]!.length;
    require(size === dimensions, `A point has ${size} dimensions, the centers have ${dimensions}.`);
    return nearest(point, this.clusterCenters);
  }

  /**
   * The model after another batch: a step of mini-batch k-means. With a cluster's center c and weight n, of which `decayFactor`
   * leaves n·a, and m new points around x, the center becomes (c·n·a + x·m) / (n·a + m), and the weight n·a + m. A
   * cluster that has next to no weight left takes half of the largest one.
   */
  async update(
    points: RDD<Vector>,
    decayFactor: number,
    timeUnit: TimeUnit,
  ): Promise<StreamingKMeansModel> {
    const sums = await this.#sumsOf(points);
    const count = sums.reduce((sum, cluster) => sum + cluster.count, 0);
    const discount = timeUnit === 'batches' ? decayFactor : decayFactor ** count;
    const centers = this.clusterCenters.map((center) => [...center]);
    const weights = this.clusterWeights.map((weight) => weight * discount);
    for (const [i, { sum, count: added }] of sums.entries()) {
      if (added === 0) continue;
      weights[i]! += added;
      const share = added / Math.max(weights[i]!, 1e-16);
      centers[i] = centers[i]!.map((x) => x * (1 - share));
      addScaled(share / added, sum, centers[i]!);
    }
    splitLargestIfOneDies(centers, weights);
    return new StreamingKMeansModel({ centers, weights });
  }

  /** For each cluster its points' sum and how many they are. */
  async #sumsOf(points: RDD<Vector>): Promise<ClusterSum[]> {
    const none = () => this.clusterCenters.map(({ length }) => noPoints(length));
    const parts = await points.context.runJob(
      points,
      (values) => {
        const sums = none();
        for (let i = 0; i < values.length; i++) {
          const cluster = sums[this.predict(values[i]!)]!;
          addScaled(1, values[i]!, cluster.sum);
          cluster.count++;
        }
        return sums;
      },
      { description: 'update of cluster centers' },
    );
    return parts.reduce((total, sums) => {
      for (const [i, { sum, count }] of sums.entries()) {
        addScaled(1, sum, total[i]!.sum);
        total[i]!.count += count;
      }
      return total;
    }, none());
  }
}

interface ClusterSum {
  readonly sum: number[];
  count: number;
}

function noPoints(dimensions: number): ClusterSum {
  return { sum: new Array<number>(dimensions).fill(0), count: 0 };
}

function nearest(point: Vector, centers: readonly DenseVector[]): number {
  let best = 0;
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < centers.length; i++) {
    const distance = squaredDistance(centers[i]!, point);
    if (distance >= shortest) continue;
    best = i;
    shortest = distance;
  }
  return best;
}

/** In place. The two halves are as good as in the same place: the next points move them apart. */
function splitLargestIfOneDies(centers: number[][], weights: number[]): void {
  const [max, min] = [Math.max(...weights), Math.min(...weights)];
  if (min >= 1e-8 * max) return;
  const [largest, smallest] = [weights.indexOf(max), weights.indexOf(min)];
  weights[largest] = weights[smallest] = (max + min) / 2;
  const center = centers[largest]!;
  const aside = (x: number) => 1e-14 * Math.max(Math.abs(x), 1);
  centers[smallest] = center.map((x) => x - aside(x));
  centers[largest] = center.map((x) => x + aside(x));
}
