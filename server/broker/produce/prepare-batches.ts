import type { Compression } from '../../protocol/records/compression.ts';
import { RecordsError } from '../../protocol/records/records-error.ts';
import { validateProduced } from '../../protocol/records/validate.ts';
import type { TopicConfig } from '../config/topic-config.ts';

/**
 * What a producer sent to one partition, checked and in the form that the topic stores.
 * @throws RecordsError with what the producer is told.
 */
export function prepareBatches(
  records: Uint8Array | null,
  topic: TopicConfig,
  { version, now, compression }: { version: number; now: number; compression: Compression },
): Uint8Array {
  if (records === null) throw new RecordsError('INVALID_RECORD', 'there are no records');
  const options = {
    produceVersion: version,
    now,
    timestampType:
      topic.get('message.timestamp.type') === 'LogAppendTime' ? 'append' : ('create' as const),
    timestampBeforeMaxMs: topic.get('message.timestamp.before.max.ms'),
    timestampAfterMaxMs: topic.get('message.timestamp.after.max.ms'),
    maxMessageBytes: topic.get('max.message.bytes'),
    segmentBytes: topic.get('segment.bytes'),
    compressionType: topic.get('compression.type'),
    compacted: topic.get('cleanup.policy').includes('compact'),
  } as const;
  return validateProduced(records, options, compression);
}
