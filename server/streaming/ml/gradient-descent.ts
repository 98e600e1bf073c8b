import { require } from '../errors.ts';
import type { RDD } from '../rdd/rdd.ts';
import type { Gradient } from './gradient.ts';
import type { LabeledPoint } from './labeled-point.ts';
import type { Updater } from './updater.ts';
import { addScaled, type DenseVector, sizeOf, squaredDistance, Vectors } from './vectors.ts';

export interface DescentOptions {
  readonly gradient: Gradient;
  readonly updater: Updater;
  readonly stepSize: number;
  readonly numIterations: number;
  /** The part of the points that each iteration looks at, in (0, 1]. */
  readonly miniBatchFraction: number;
  readonly regParam: number;
  /** Ends early where a step changes the weights by less than this part of their length; 0 never does. */
  readonly convergenceTol: number;
}

/** What the points of a partition say about weights. */
interface Slope {
  readonly gradient: number[];
  readonly loss: number;
  readonly count: number;
}

/**
 * Stochastic gradient descent in mini-batches (MLlib's GradientDescent.runMiniBatchSGD). Each iteration is a job.
 * @returns the weights, and the loss before each step.
 * @throws IllegalArgumentException for a point that has not as many features as there are weights.
 */
export async function runMiniBatchSGD(
  points: RDD<LabeledPoint>,
  initialWeights: DenseVector,
  { gradient, updater, miniBatchFraction, convergenceTol, numIterations, ...step }: DescentOptions,
): Promise<{ weights: DenseVector; losses: number[] }> {
  const slopeAt = (weights: DenseVector) => (part: readonly LabeledPoint[]) => {
    const sum = new Array<number>(weights.length).fill(0);
    let loss = 0;
    for (let i = 0; i < part.length; i++) loss += gradient(part[i]!, weights, sum);
    return { gradient: sum, loss, count: part.length };
  };
  // An RDD of its own, so that what is kept of it is this descent's alone.
  const data = points.map((point) => withFeatures(point, initialWeights.length)).persist();
  let weights = initialWeights;
  const losses: number[] = [];
  try {
    let { penalty } = updater({
      ...step,
      weights,
      gradient: weights.map(() => 0),
      iteration: 1,
      stepSize: 0,
    });
    for (let iteration = 1; iteration <= numIterations; iteration++) {
      const batch =
        miniBatchFraction < 1 ? data.sample(false, miniBatchFraction, 42 + iteration) : data;
      const { context } = batch;
      const slopes = await context.runJob(batch, slopeAt(weights), {
        description: 'gradient descent',
      });
      const { count, loss, gradient: sum } = added(slopes, weights.length);
      if (count === 0) {
        if (miniBatchFraction < 1) continue;
        break;
      }
      losses.push(loss / count + penalty);
      const before = weights;
      const mean = sum.map((x) => x / count);
      ({ weights, penalty } = updater({ ...step, weights, gradient: mean, iteration }));
      // MLlib compares the results of steps, so that there must have been two.
      if (losses.length > 1 && hasConverged(before, weights, convergenceTol)) break;
    }
  } finally {
    data.unpersist();
  }
  return { weights, losses };
}

function withFeatures(point: LabeledPoint, count: number): LabeledPoint {
  const found = sizeOf(point.features);
  require(found === count, `The model has ${count} weights, but a point has ${found} features.`);
  return point;
}

function added(slopes: readonly Slope[], size: number): Slope {
  const gradient = new Array<number>(size).fill(0);
  for (const slope of slopes) addScaled(1, slope.gradient, gradient);
  const sumOf = (key: 'loss' | 'count') => slopes.reduce((sum, slope) => sum + slope[key], 0);
  return { gradient, loss: sumOf('loss'), count: sumOf('count') };
}

function hasConverged(before: DenseVector, after: DenseVector, tolerance: number): boolean {
  const change = Math.sqrt(squaredDistance(before, after));
  return change < tolerance * Math.max(Vectors.norm(after), 1);
}
