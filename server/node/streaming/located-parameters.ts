import type { KernelCluster } from '../../contract/kernel.ts';
import type { KafkaParameters } from '../../streaming/kafka/kafka-client.ts';
import { accessTo, serversOf } from '../kafka/selected-cluster.ts';

/** Our own key: what the cluster is called, if nothing is to be changed there. Clients with and without it are two. */
export const READ_ONLY = 'millrace.read.only';

/**
 * Parameters for the selected cluster where they name none, and with its credentials where they name its servers.
 * @throws UserError where that cluster is meant and cannot be spoken to
 */
export function locatedParameters(
  parameters: KafkaParameters,
  selected: KernelCluster,
): KafkaParameters {
  const given = Object.entries(parameters).map(([key, value]) => [key, String(value)] as const);
  const servers = serversIn(parameters);
  if (servers === undefined && 'zookeeper.connect' in parameters) return parameters;
  const named = servers === undefined ? { 'bootstrap.servers': serversOf(selected) } : {};
  const all = { ...Object.fromEntries(given), ...named };
  const { properties, readOnly } = accessTo(servers ?? selected.bootstrap, all, selected);
  return readOnly === undefined ? properties : { ...properties, [READ_ONLY]: readOnly };
}

/** By the name of today or that of old Spark code. */
function serversIn(parameters: KafkaParameters): string | undefined {
  return (parameters['bootstrap.servers'] ?? parameters['metadata.broker.list'])?.toString();
}
