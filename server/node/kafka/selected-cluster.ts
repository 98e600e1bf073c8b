import type { KernelCluster } from '../../contract/kernel.ts';
import { UserError } from '../user-error.ts';
import type { Properties } from './properties.ts';

/** How some servers are to be spoken to. */
export interface Access {
  readonly properties: Properties;
  /** What the cluster is called, where nothing is to be changed there. */
  readonly readOnly?: string;
}

/** The part of a client's configuration by which it proves who it is and knows whom it speaks with. */
const security = /^(security|ssl|sasl)\./;

/**
 * How bootstrap servers, `host:port,…`, are spoken to that may be those of the selected cluster. Its credentials are for its own
 * servers: with a strange one among them they are for none. Whoever says something of security says all of it, and whoever
 * names one server of a cluster that is read-only means that cluster.
 * @param given a client's configuration, which has the last word
 */
export function accessTo(servers: string, given: Properties, selected: KernelCluster): Access {
  const known = addressesIn(selected.bootstrap);
  const named = addressesIn(servers);
  const isKnown = (address: string) => known.includes(address);
  const saysItself = Object.keys(given).some((key) => security.test(key));
  const own = named.every(isKnown) ? Object.entries(selected.properties ?? {}) : [];
  const wanted = own.filter(([key]) => !saysItself || !security.test(key));
  return {
    properties: { ...Object.fromEntries(wanted), ...given },
    ...(selected.readOnly && named.some(isKnown) ? { readOnly: selected.name } : {}),
  };
}

/** The same by way of a cluster's ZooKeeper, `host:port[/path]`, which tells its clients where the servers are. */
export function accessThrough(
  zookeeper: string,
  given: Properties,
  selected: KernelCluster,
): Access {
  const own = addressesIn(selected.zookeeper ?? '');
  const isOwn = addressesIn(zookeeper.replace(/\/.*/, '')).some((each) => own.includes(each));
  return isOwn ? accessTo(selected.bootstrap, given, selected) : { properties: given };
}

/** Where a cluster is. @throws UserError that says what to do where it cannot be spoken to */
export function serversOf({ name, bootstrap, problem }: KernelCluster): string {
  if (bootstrap !== '') return bootstrap;
  throw new UserError(
    problem ?? `${name} does not run. Start it, or select another cluster, and run the cell again.`,
  );
}

/** Each as it is told from others: clients take `SSL://HOST:09093` for `host:9093`. */
function addressesIn(servers: string): string[] {
  return servers
    .split(',')
    .map((address) => address.trim().toLowerCase())
    .filter((address) => address !== '')
    .map((address) => address.replace(/^\w+:\/\//, '').replace(/:0+(?=\d+$)/, ':'))
    .map((address) => address.replace(/^(127\.0\.0\.1|\[::1\])(?=:|$)/, 'localhost'));
}
