import type { LogConfig } from '../../storage/log-config.ts';
import type { TopicConfig } from './topic-config.ts';

/** What of a topic's configuration its partition logs go by. */
export function logConfigOf(topic: TopicConfig): LogConfig {
  return {
    cleanupPolicy: topic.get('cleanup.policy'),
    retentionBytes: topic.get('retention.bytes'),
    retentionMs: topic.get('retention.ms'),
    segmentBytes: topic.get('segment.bytes'),
    segmentMs: topic.get('segment.ms'),
  };
}
