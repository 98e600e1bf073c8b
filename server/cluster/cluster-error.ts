import type { ClusterFailure } from '../contract/control.ts';

/** Why something about the cluster could not be done, in the form that interfaces show. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
  readonly failure: ClusterFailure;

  constructor(failure: ClusterFailure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}
