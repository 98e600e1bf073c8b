import { ErrorCode } from '../protocol/errors.ts';
import type { Broker } from './broker.ts';

/** Whether the error is for who asks the wrong broker, and who leads is worth telling (KIP-951). */
export function isAboutLeader(errorCode: number): boolean {
  return (
    errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER || errorCode === ErrorCode.FENCED_LEADER_EPOCH
  );
}

/** Who leads a partition, and since which epoch, as far as this broker knows; -1 and -1 if it does not. */
export function currentLeader(
  { partitions, image }: Broker,
  topic: string,
  partition: number,
): { leaderId: number; leaderEpoch: number } {
  const held = partitions.get(topic, partition)?.state;
  const told = image.topic(topic)?.partitions[partition];
  const latest = (held?.leaderEpoch ?? -1) >= (told?.leaderEpoch ?? -1) ? held : told;
  return { leaderId: latest?.leader ?? -1, leaderEpoch: latest?.leaderEpoch ?? -1 };
}

/** Where those of the brokers are found that this broker knows of. */
export function endpointsOf({ image }: Broker, brokerIds: Iterable<number>) {
  return Array.from(new Set(brokerIds)).flatMap((nodeId) => {
    const broker = image.brokers.get(nodeId);
    return broker === undefined ? [] : [{ nodeId, ...broker }];
  });
}
