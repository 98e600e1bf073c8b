import { decodeSubscription } from '../../protocol/consumer-protocol.ts';
import { DecodeError } from '../../protocol/decode-error.ts';
import type { Group } from './group.ts';

/** `ConsumerProtocol.PROTOCOL_TYPE`: what consumers call themselves, as opposed to Kafka Connect, say. */
export const CONSUMER_PROTOCOL_TYPE = 'consumer';

/**
 * What the members of a consumer group have subscribed to, which decides what may be deleted under them.
 * Undefined where it cannot be told: a group of another type or without a protocol yet, or metadata that is
 * not the consumer protocol's.
 */
export function subscribedTopics(group: Group): ReadonlySet<string> | undefined {
  if (group.protocolType !== CONSUMER_PROTOCOL_TYPE) return undefined;
  const topics = new Set<string>();
  if (group.size === 0) return topics;
  if (group.protocolName === undefined) return undefined;
  try {
    for (const member of group.members) {
      const subscription = decodeSubscription(member.metadata(group.protocolName));
      for (const topic of subscription.topics) topics.add(topic);
    }
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
  return topics;
}
