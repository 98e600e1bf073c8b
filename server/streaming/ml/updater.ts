import { addScaled, type DenseVector, dotProduct } from './vectors.ts';

/** A step of gradient descent. */
export interface Step {
  readonly weights: DenseVector;
  readonly gradient: DenseVector;
  readonly stepSize: number;
  /** From 1: the step gets smaller with its square root. */
  readonly iteration: number;
  readonly regParam: number;
}

/** The weights after a step, and what the regularization adds to their loss (MLlib's Updater). */
export type Updater = (step: Step) => { weights: DenseVector; penalty: number };

/** Without regularization (MLlib's SimpleUpdater). */
export const simpleUpdater: Updater = ({ weights, gradient, stepSize, iteration }) => {
  const next = [...weights];
  addScaled(-stepSize / Math.sqrt(iteration), gradient, next);
  return { weights: next, penalty: 0 };
};

/** Keeps weights small: half of the sum of their squares, times `regParam`, is added to the loss (MLlib's SquaredL2Updater). */
export const squaredL2Updater: Updater = ({ weights, gradient, stepSize, iteration, regParam }) => {
  const step = stepSize / Math.sqrt(iteration);
  const next = weights.map((weight) => weight * (1 - step * regParam));
  addScaled(-step, gradient, next);
  return { weights: next, penalty: 0.5 * regParam * dotProduct(next, next) };
};
