/**
 * DescribeLogDirs, versions 0–4: how many bytes each partition holds that has a replica here. There is one
 * log directory, the broker's store; what the disk has in all is not told.
 */
import {
  describeLogDirsRequest,
  describeLogDirsResponse,
} from '../../protocol/api/35-describe-log-dirs.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { handler } from '../handler.ts';
import type { Partition } from '../partition.ts';

export const describeLogDirsHandler = handler(
  describeLogDirsRequest,
  describeLogDirsResponse,
  { versions: [0, 4] },
  (request, { broker }) => {
    const asked =
      request.topics ??
      Array.from(broker.partitions.topics(), (topic) => ({ topic, partitions: null }));
    const topics = asked.map(({ topic, partitions }) => ({
      name: topic,
      partitions: broker.partitions
        .ofTopic(topic)
        .filter(({ number }) => partitions === null || partitions.includes(number))
        .map(sizeOf),
    }));
    const held = topics.filter(({ partitions }) => partitions.length > 0);
    return {
      errorCode: ErrorCode.NONE,
      results: [{ errorCode: ErrorCode.NONE, logDir: broker.dataDirectory, topics: held }],
    };
  },
);

function sizeOf({ number, log }: Partition) {
  return {
    partitionIndex: number,
    partitionSize: log.sizeInBytes,
    // A high watermark is never beyond the end, here as in Kafka.
    offsetLag: 0,
    isFutureKey: false,
  };
}
