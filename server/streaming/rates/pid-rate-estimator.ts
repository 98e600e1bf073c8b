import { require } from '../errors.ts';
import type { RateEstimator } from './rate-estimator.ts';

/** The weights of the controller; each is a factor of what is taken off the last rate. */
export interface PIDWeights {
  /** Of the error: by how much the last rate was above what the batch managed in a second. */
  readonly proportional: number;
  /** Of the errors of the past: the records that wait by now, per batch interval. */
  readonly integral: number;
  /** Of the change of the error in a second. */
  readonly derivative: number;
}

/**
 * A controller with a proportional, an integral and a derivative part (Spark's PIDRateEstimator): it aims at as many
 * records a second as the last batch managed, less what makes up for those that wait.
 */
export class PIDRateEstimator implements RateEstimator {
  readonly #batchInterval: number;
  readonly #weights: PIDWeights;
  readonly #minRate: number;
  #latestTime = -1;
  #latestRate: number | undefined;
  #latestError = 0;

  /**
   * @param batchInterval milliseconds.
   * @param minRate records a second, below which it never goes, so that there are always batches to learn from.
   * @throws IllegalArgumentException for numbers that make no controller.
   */
  constructor(batchInterval: number, weights: PIDWeights, minRate: number) {
    require(batchInterval >
      0, `Specified batch interval ${batchInterval} in PIDRateEstimator is invalid.`);
    for (const [name, weight] of Object.entries(weights)) {
      const term = `${name[0]!.toUpperCase()}${name.slice(1)} term`;
      require(weight >= 0, `${term} ${weight} in PIDRateEstimator should be >= 0.`);
    }
    require(minRate > 0, 'Minimum rate in PIDRateEstimator should be > 0');
    this.#batchInterval = batchInterval;
    this.#weights = weights;
    this.#minRate = minRate;
  }

  compute(
    time: number,
    numElements: number,
    processingDelay: number,
    schedulingDelay: number,
  ): number | undefined {
    if (!(time > this.#latestTime && numElements > 0 && processingDelay > 0)) return undefined;
    const { proportional, integral, derivative } = this.#weights;
    const secondsSinceUpdate = (time - this.#latestTime) / 1000;
    this.#latestTime = time;
    const processingRate = (numElements / processingDelay) * 1000;
    if (this.#latestRate === undefined) {
      this.#latestRate = processingRate;
      return undefined;
    }
    const error = this.#latestRate - processingRate;
    // What waits came in over the time that the batch had to wait, and goes into the batches to come.
    const historicalError = (schedulingDelay * processingRate) / this.#batchInterval;
    const change = (error - this.#latestError) / secondsSinceUpdate;
    const rate =
      this.#latestRate - proportional * error - integral * historicalError - derivative * change;
    this.#latestError = error;
    this.#latestRate = Math.max(rate, this.#minRate);
    return this.#latestRate;
  }
}
