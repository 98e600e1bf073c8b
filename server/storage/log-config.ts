/**
 * What a partition log is configured with, under the names of Kafka's topic keys. Compaction will
 * add `min.compaction.lag.ms`, `max.compaction.lag.ms`, `delete.retention.ms` and
 * `min.cleanable.dirty.ratio`.
 */
export interface LogConfig {
  /** `cleanup.policy`: without `delete` neither retention.ms nor retention.bytes applies. */
  readonly cleanupPolicy: readonly ('delete' | 'compact')[];
  /** `retention.bytes`: −1 for no limit. */
  readonly retentionBytes: number;
  /** `retention.ms`: −1 for ever. */
  readonly retentionMs: number;
  /** `segment.bytes` */
  readonly segmentBytes: number;
  /** `segment.ms` */
  readonly segmentMs: number;
}
