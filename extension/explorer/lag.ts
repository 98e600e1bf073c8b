import type { CommittedOffset } from '../../server/contract/kafka-client/model.ts';

/** Records that the group has yet to read; undefined where that cannot be told. */
export function lagOf({ committed, latest }: CommittedOffset): number | undefined {
  if (committed === undefined || latest === undefined) return undefined;
  return Math.max(0, latest - committed);
}
