import { isBrokerKey } from '../broker/config/broker-config.ts';
import type { ClusterConfig } from '../contract/control.ts';

/** Kafka's default for its internal topics, and what is usual for all others. */
const USUAL_REPLICAS = 3;

/**
 * What a cluster of that many brokers is configured with unless the user says otherwise. Kafka's defaults
 * are for one broker here and for three there: a topic gets one replica, and the internal topics three,
 * which fewer brokers cannot give them. Here all get three replicas, or as many as there are brokers, so
 * that a broker can be killed and nothing is lost. `min.insync.replicas` stays Kafka's 1: as a default it
 * would refuse acks=all for each topic that is created with fewer replicas.
 *
 * Every broker of a run gets the same, also one that is added later.
 */
export function replicationDefaults({
  brokers,
  replication,
}: Pick<ClusterConfig, 'brokers' | 'replication'>): Record<string, string> {
  const internal = Math.min(USUAL_REPLICAS, brokers);
  const defaults = {
    'default.replication.factor': String(Math.min(replication ?? USUAL_REPLICAS, brokers)),
    'offsets.topic.replication.factor': String(internal),
    'transaction.state.log.replication.factor': String(internal),
    // One of three replicas may be missing, as in Kafka.
    'transaction.state.log.min.isr': String(Math.max(1, internal - 1)),
  };
  // Brokers warn of keys that have no effect, which nobody has set.
  return Object.fromEntries(Object.entries(defaults).filter(([key]) => isBrokerKey(key)));
}
