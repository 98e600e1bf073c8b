import { ErrorCode } from '../../protocol/errors.ts';
import type { Message } from '../../protocol/schema.ts';
import { KafkaError } from './kafka-error.ts';

/** A cluster that is not to be changed was about to be; nothing was sent. It counts as the cluster's own policy. */
export class ReadOnlyError extends KafkaError {
  override readonly name = 'ReadOnlyError';

  /** @param cluster what the cluster is called. @param request the name of what was refused, as Kafka has it */
  constructor(cluster: string, request: string) {
    const what = sending.has(request)
      ? 'no records are sent to it'
      : `${request} is not sent to it, which would change it`;
    super(
      ErrorCode.POLICY_VIOLATION,
      `'${cluster}' is read-only: ${what}. Edit the connection to allow changes.`,
    );
  }
}

const sending: ReadonlySet<string> = new Set(['Produce', 'InitProducerId']);

/**
 * The requests that change nothing. All others are refused, those too that are not known yet. A member of a group takes
 * partitions from those that are in it already: joining one is a change.
 */
const readingApis: ReadonlySet<string> = new Set([
  ...['ApiVersions', 'SaslHandshake', 'SaslAuthenticate', 'Metadata', 'FindCoordinator'],
  ...['Fetch', 'ListOffsets', 'OffsetFetch', 'OffsetForLeaderEpoch', 'ListGroups'],
  ...['DescribeGroups', 'ConsumerGroupDescribe', 'DescribeConfigs', 'DescribeLogDirs'],
  ...['DescribeAcls', 'DescribeClientQuotas', 'DescribeUserScramCredentials', 'DescribeCluster'],
  ...['DescribeProducers', 'DescribeTransactions', 'ListTransactions', 'DescribeTopicPartitions'],
  'ListPartitionReassignments',
]);

/**
 * A request as it may be sent to a cluster that is not to be changed: one that asks for topics creates none.
 * @param cluster what the cluster is called
 * @throws ReadOnlyError for one that changes something
 */
export function readingOnly<B>({ name: message }: Message, body: B, cluster: string): B {
  const name = message.replace(/Request$/, '');
  if (!readingApis.has(name)) throw new ReadOnlyError(cluster, name);
  return name === 'Metadata' ? { ...body, allowAutoTopicCreation: false } : body;
}
