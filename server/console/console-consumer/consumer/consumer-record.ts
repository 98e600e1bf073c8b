import type { RecordHeader } from '../../../protocol/records/record-batch.ts';

/** A record as a consumer got it. */
export interface ConsumerRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970; -1 for none. */
  readonly timestamp: number;
  /** Whose time that is: the producer's or the broker's. */
  readonly timestampType: 'create' | 'append';
  /** -1 where batches are too old to tell. */
  readonly leaderEpoch: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
}
