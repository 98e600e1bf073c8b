import { leastSquares } from './gradient.ts';
import { LinearRegressionModel } from './linear-models.ts';
import { StreamingLinearAlgorithm } from './streaming-linear-algorithm.ts';
import { simpleUpdater } from './updater.ts';
import type { DenseVector } from './vectors.ts';

/**
 * Learns to predict a number from points as they stream in, by least squares (MLlib's StreamingLinearRegressionWithSGD).
 */
export class StreamingLinearRegressionWithSGD extends StreamingLinearAlgorithm<LinearRegressionModel> {
  protected override readonly kind = 'StreamingLinearRegressionWithSGD';
  protected override readonly loss = { gradient: leastSquares, updater: simpleUpdater };

  protected override modelOf(weights: DenseVector): LinearRegressionModel {
    return new LinearRegressionModel(weights);
  }
}
