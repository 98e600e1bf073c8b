import { InvalidAddress, parseAddresses } from '../../node/kafka/addresses.ts';
import { Cluster } from '../../node/kafka/cluster.ts';
import { connectionOptions } from '../../node/kafka/connection-options.ts';
import { type Properties, readProperties } from '../../node/kafka/properties.ts';
import { type Access, accessThrough, accessTo } from '../../node/kafka/selected-cluster.ts';
import { UsageError } from '../command.ts';
import type { Options, OptionValues } from '../options/option.ts';
import { givenCluster } from './given-cluster.ts';

/** How every tool is told where the cluster is. */
export const clusterOptions = {
  'bootstrap-server': {
    value: 'server to connect to',
    kind: 'brokers',
    help: 'REQUIRED: The Kafka server to connect to, as HOST1:PORT1,HOST2:PORT2.',
  },
  'broker-list': {
    value: 'server to connect to',
    ...{ hidden: true, deprecated: true, kind: 'brokers' },
    help: 'As --bootstrap-server.',
  },
  zookeeper: {
    value: 'urls',
    ...{ deprecated: true, kind: 'zookeeper' },
    help: 'Instead of --bootstrap-server: the ZooKeeper in which the brokers are registered, as HOST:PORT/CHROOT.',
  },
  'command-config': {
    value: 'command config property file',
    kind: 'file',
    help: 'Property file containing configs to be passed to the client.',
  },
} satisfies Options;

/** @throws UsageError unless it was said once where the cluster is */
export function checkClusterOptions(given: OptionValues<typeof clusterOptions>): void {
  const ways = (['bootstrap-server', 'broker-list', 'zookeeper'] as const).filter(
    (name) => given[name] !== undefined,
  );
  if (ways.length === 0) throw new UsageError('--bootstrap-server must be specified');
  if (ways.length > 1)
    throw new UsageError(`Only one of --${ways.join(' and --')} may be specified`);
}

/** The cluster that the options name, with what `--command-config` says. @throws UsageError, ToolError */
export async function openCluster(
  given: OptionValues<typeof clusterOptions>,
  extra: Properties = {},
): Promise<Cluster> {
  const file = given['command-config'];
  const properties = { ...(file === undefined ? {} : await readProperties(file)), ...extra };
  return await connectCluster(given, properties);
}

/**
 * The same with a client's configuration at hand. What speaks to the cluster that is selected where the tool was started needs
 * no credentials of its own, and changes nothing there if that is read-only.
 * @throws UsageError, ToolError
 */
export async function connectCluster(
  given: Pick<
    OptionValues<typeof clusterOptions>,
    'bootstrap-server' | 'broker-list' | 'zookeeper'
  >,
  properties: Properties,
): Promise<Cluster> {
  checkClusterOptions(given);
  const servers = given['bootstrap-server'] ?? given['broker-list'];
  const { properties: all, readOnly } = await accessOf(servers, given.zookeeper, properties);
  const protocol = all['security.protocol'] ?? 'PLAINTEXT';
  try {
    const bootstrap =
      servers === undefined
        ? await (await import('../../node/kafka/zookeeper.ts')).brokersInZooKeeper(
            given.zookeeper!,
            protocol,
          )
        : parseAddresses(servers);
    return new Cluster(bootstrap, await connectionOptions(all), all['client.id'], readOnly);
  } catch (error) {
    throw error instanceof InvalidAddress ? new UsageError(error.message) : error;
  }
}

async function accessOf(
  servers: string | undefined,
  zookeeper: string | undefined,
  properties: Properties,
): Promise<Access> {
  const selected = await givenCluster();
  if (selected === undefined) return { properties };
  return servers === undefined
    ? accessThrough(zookeeper!, properties, selected)
    : accessTo(servers, properties, selected);
}

/** Does something with the cluster that the options name, and closes it whatever happens. */
export async function withCluster<T>(
  given: OptionValues<typeof clusterOptions>,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const cluster = await openCluster(given);
  try {
    return await work(cluster);
  } finally {
    await cluster.close();
  }
}
