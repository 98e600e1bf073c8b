import type { LabeledPoint } from './labeled-point.ts';
import { addScaled, type DenseVector, dotProduct } from './vectors.ts';

/**
 * How far off weights are at a point, and in which direction (MLlib's Gradient): adds the gradient of the loss to `sum`
 * and returns the loss.
 */
export type Gradient = (point: LabeledPoint, weights: DenseVector, sum: number[]) => number;

/** Half the square of the error (MLlib's LeastSquaresGradient). */
export const leastSquares: Gradient = ({ label, features }, weights, sum) => {
  const error = dotProduct(features, weights) - label;
  addScaled(error, features, sum);
  return (error * error) / 2;
};

/** The logistic loss of two classes, labelled 0 and 1 (MLlib's LogisticGradient). */
export const logistic: Gradient = ({ label, features }, weights, sum) => {
  const margin = -dotProduct(features, weights);
  addScaled(1 / (1 + Math.exp(margin)) - label, features, sum);
  return label > 0 ? log1pExp(margin) : log1pExp(margin) - margin;
};

/** log(1 + eˣ), also where eˣ has no number any more. */
function log1pExp(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}
