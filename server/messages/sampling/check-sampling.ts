import type { SamplingOptions } from '../../contract/messages/sampling.ts';
import { UserError } from '../../node/user-error.ts';

/** Records of a partition at most: reading more takes long, and tells no more. */
const MOST = 1_000_000;

/** @throws UserError for a sample that cannot be taken */
export function checkSampling({ perPartition }: SamplingOptions): void {
  if (Number.isInteger(perPartition) && perPartition >= 1 && perPartition <= MOST) return;
  throw new UserError(`A sample is of 1 to ${MOST} records of each partition.`);
}
