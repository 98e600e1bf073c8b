/** Says how many records a second a stream should take in, from how its batches have done (Spark's RateEstimator). */
export interface RateEstimator {
  /**
   * @param time when the batch was done, in milliseconds since the epoch.
   * @param numElements records of the stream in the batch.
   * @param processingDelay how long the batch took, in milliseconds.
   * @param schedulingDelay how long it had to wait before, in milliseconds.
   * @returns records a second, or undefined where the batch says nothing new.
   */
  compute(
    time: number,
    numElements: number,
    processingDelay: number,
    schedulingDelay: number,
  ): number | undefined;
}
