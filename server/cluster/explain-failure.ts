import type { ClusterConfig, ClusterFailure } from '../contract/control.ts';
import { nextFreePorts } from '../node/free-port.ts';
import { portOwner } from '../node/port-owner.ts';
import { tcpTransport } from '../node/tcp-transport.ts';
import { fixedPorts } from './cluster-config.ts';
import { dataDirectoryOwner } from './data-directory.ts';

/** Adds to a failure what the user needs to get on: who has the port or the data, and which port is free. */
export async function explainFailure(
  failure: ClusterFailure,
  config: ClusterConfig,
): Promise<ClusterFailure> {
  if (failure.kind === 'port-in-use' && failure.port !== undefined) {
    return explainPort(failure, failure.port, config);
  }
  if (failure.kind === 'data-locked' && config.dataDirectory !== null) {
    return explainLock(failure, config.dataDirectory);
  }
  return failure;
}

async function explainPort(
  failure: ClusterFailure,
  port: number,
  config: ClusterConfig,
): Promise<ClusterFailure> {
  // Brokers take consecutive ports: whatever is offered must have room for all of them.
  const count = port === config.zookeeperPort ? 1 : config.brokers;
  const [found, freePort] = await Promise.all([
    portOwner(port),
    nextFreePorts(tcpTransport(), { host: config.host, port, count, except: taken(config, port) }),
  ]);
  const owner = found && `${found.name} (process ${found.pid})`;
  const by = owner === undefined ? '' : ` by ${owner}`;
  const wayOn =
    freePort === undefined ? 'use another port' : `use another port, such as ${freePort}`;
  return {
    ...failure,
    message: `Port ${port} is in use${by}: stop that, or ${wayOn}.`,
    ...(owner !== undefined && { owner }),
    ...(freePort !== undefined && { freePort }),
  };
}

/** What is to be left alone: ZooKeeper's port or, where that is in question, the brokers'. */
function taken(config: ClusterConfig, port: number): ReadonlySet<number> {
  return port === config.zookeeperPort ? fixedPorts(config) : new Set([config.zookeeperPort]);
}

async function explainLock(failure: ClusterFailure, directory: string): Promise<ClusterFailure> {
  const pid = await dataDirectoryOwner(directory);
  const owner = `another Millrace${pid === undefined ? '' : ` (process ${pid})`}`;
  return {
    ...failure,
    message: `The data directory ${directory} is in use by ${owner}: stop that, or choose another data directory.`,
    owner,
  };
}
