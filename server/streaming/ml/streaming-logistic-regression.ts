import { require } from '../errors.ts';
import { logistic } from './gradient.ts';
import { LogisticRegressionModel } from './linear-models.ts';
import { StreamingLinearAlgorithm } from './streaming-linear-algorithm.ts';
import { squaredL2Updater } from './updater.ts';
import type { DenseVector } from './vectors.ts';

/**
 * Learns to tell two classes apart, labelled 0 and 1, from points as they stream in (MLlib's
 * StreamingLogisticRegressionWithSGD).
 */
export class StreamingLogisticRegressionWithSGD extends StreamingLinearAlgorithm<LogisticRegressionModel> {
  protected override readonly kind = 'StreamingLogisticRegressionWithSGD';
  protected override readonly loss = { gradient: logistic, updater: squaredL2Updater };

  protected override modelOf(weights: DenseVector): LogisticRegressionModel {
    return new LogisticRegressionModel(weights);
  }

  protected override checkLabel(label: number): void {
    require(label === 0 || label === 1, `Classification labels should be 0 or 1. Found ${label}.`);
  }
}
