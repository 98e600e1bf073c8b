import { BrokerConfig } from '../broker/config/broker-config.ts';
import { ConfigError } from '../broker/config/definition.ts';
import type { ClusterConfig } from '../contract/control.ts';
import { ClusterError } from './cluster-error.ts';
import { brokerOverrides, coordinationConfig } from './coordination-config.ts';

/** Each has a thread and some ten megabytes of memory. */
const MOST_BROKERS = 100;

/** @throws ClusterError `invalid-config` for the first thing that cannot be. */
export function checkClusterConfig(config: ClusterConfig): void {
  const complaint =
    complainOfBrokers(config) ??
    complainOfReplication(config) ??
    complainOfHost(config) ??
    complainOfPorts(config) ??
    complainOfOverrides(config);
  if (complaint === undefined) return;
  throw new ClusterError({ kind: 'invalid-config', message: complaint });
}

/** The port that the broker `id` is to listen on; 0 for any free one. */
export function brokerPort({ port }: ClusterConfig, id: number): number {
  return port === 0 ? 0 : port + id - 1;
}

/** Every port that the configuration asks for by number. */
export function fixedPorts(config: ClusterConfig): Set<number> {
  const ports = brokerPorts(config);
  ports.add(config.zookeeperPort);
  ports.delete(0);
  return ports;
}

function complainOfBrokers({ brokers }: ClusterConfig): string | undefined {
  if (Number.isInteger(brokers) && brokers >= 1 && brokers <= MOST_BROKERS) return undefined;
  return `The number of brokers must be a whole number from 1 to ${MOST_BROKERS}, not ${brokers}.`;
}

function complainOfReplication({ replication }: ClusterConfig): string | undefined {
  if (replication === undefined || (Number.isInteger(replication) && replication >= 1)) {
    return undefined;
  }
  return `The default replication factor must be a whole number from 1, not ${replication}.`;
}

function complainOfHost({ host }: ClusterConfig): string | undefined {
  if (host === '') return 'The host must not be empty.';
  if (host !== '0.0.0.0' && host !== '::') return undefined;
  return `Clients cannot connect to ${host}: give the name or address by which they reach this machine.`;
}

function complainOfPorts(config: ClusterConfig): string | undefined {
  const last = config.port === 0 ? 0 : config.port + config.brokers - 1;
  if (!isPort(config.port) || !isPort(last)) {
    return `Port ${config.port} is not from 0 to 65535${last > config.port ? `, or port ${last}, the last broker’s` : ''}.`;
  }
  if (!isPort(config.zookeeperPort)) {
    return `ZooKeeper port ${config.zookeeperPort} is not from 0 to 65535.`;
  }
  if (config.zookeeperPort !== 0 && brokerPorts(config).has(config.zookeeperPort)) {
    return `Port ${config.zookeeperPort} cannot be both a broker’s and ZooKeeper’s.`;
  }
  return undefined;
}

function complainOfOverrides({ overrides }: ClusterConfig): string | undefined {
  try {
    coordinationConfig(overrides);
    new BrokerConfig(brokerOverrides(overrides));
    return undefined;
  } catch (error) {
    if (error instanceof ClusterError) return error.message;
    if (error instanceof ConfigError) return sentence(`Broker configuration: ${error.message}`);
    throw error;
  }
}

/** A message may end in a question of its own: did you mean …? */
function sentence(text: string): string {
  return text.endsWith('?') ? text : `${text}.`;
}

function brokerPorts(config: ClusterConfig): Set<number> {
  const ports = Array.from({ length: config.brokers }, (_, index) => brokerPort(config, index + 1));
  return new Set(config.port === 0 ? [] : ports);
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65_535;
}
