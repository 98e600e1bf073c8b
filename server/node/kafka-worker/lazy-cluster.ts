import { parseAddresses } from '../kafka/addresses.ts';
import { Cluster } from '../kafka/cluster.ts';
import type { Properties } from '../kafka/properties.ts';
import { readSecurity } from '../kafka/security.ts';
import { CLIENT_ID, TIMEOUTS } from './client-options.ts';

/**
 * The cluster that a client's configuration names, which is read when it is first needed, and again after that has failed: a
 * certificate that cannot be read now may be there the next time. What it returns rejects with UserError.
 */
export function lazyCluster(properties: Properties): () => Promise<Cluster> {
  let cluster: Promise<Cluster> | undefined;
  return () => {
    cluster ??= open(properties).catch((error: unknown) => {
      cluster = undefined;
      throw error;
    });
    return cluster;
  };
}

async function open(properties: Properties): Promise<Cluster> {
  const bootstrap = parseAddresses(properties['bootstrap.servers'] ?? '');
  const security = await readSecurity(properties);
  return new Cluster(bootstrap, { ...TIMEOUTS, ...security }, CLIENT_ID);
}
