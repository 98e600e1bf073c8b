import { require } from '../errors.ts';
import { type DenseVector, dotProduct, sizeOf, type Vector } from './vectors.ts';

/** What predicts from a weighted sum of the features (MLlib's GeneralizedLinearModel). */
export abstract class LinearModel {
  readonly weights: DenseVector;
  /** Always 0 here: give the points a feature that is always 1 to have one learnt. */
  readonly intercept = 0;

  constructor(weights: DenseVector) {
    this.weights = weights;
  }

  /** @throws IllegalArgumentException unless there are as many features as weights. */
  predict(features: Vector): number {
    const { weights } = this;
    const size = sizeOf(features);
    require(size ===
      weights.length, `The model has ${weights.length} weights, but a point has ${size} features.`);
    return this.predictSum(dotProduct(features, weights));
  }

  protected abstract predictSum(sum: number): number;
}

/** Predicts a number (MLlib's LinearRegressionModel). */
export class LinearRegressionModel extends LinearModel {
  protected override predictSum(sum: number): number {
    return sum;
  }
}

/** Predicts one of two classes, 0 or 1, or how likely 1 is (MLlib's LogisticRegressionModel). */
export class LogisticRegressionModel extends LinearModel {
  #threshold: number | undefined = 0.5;

  /** How likely 1 must be for 1 to be predicted. */
  setThreshold(threshold: number): this {
    this.#threshold = threshold;
    return this;
  }

  /** Has `predict` return how likely 1 is. */
  clearThreshold(): this {
    this.#threshold = undefined;
    return this;
  }

  protected override predictSum(sum: number): number {
    const score = 1 / (1 + Math.exp(-sum));
    return this.#threshold === undefined ? score : Number(score > this.#threshold);
  }
}
