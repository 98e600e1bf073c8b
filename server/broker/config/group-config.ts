import type { GroupConfig } from '../groups/config.ts';
import type { BrokerConfig } from './broker-config.ts';

/** What of a broker's configuration its group coordinator goes by. */
export function groupConfigOf(config: BrokerConfig): GroupConfig {
  return {
    minSessionTimeoutMs: config.get('group.min.session.timeout.ms'),
    maxSessionTimeoutMs: config.get('group.max.session.timeout.ms'),
    maxSize: config.get('group.max.size'),
    initialRebalanceDelayMs: config.get('group.initial.rebalance.delay.ms'),
    offsetsRetentionMs: config.get('offsets.retention.minutes') * 60_000,
    offsetsRetentionCheckIntervalMs: config.get('offsets.retention.check.interval.ms'),
    offsetMetadataMaxBytes: config.get('offset.metadata.max.bytes'),
  };
}
