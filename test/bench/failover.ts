// How long a partition has no leader when its leader's broker is killed: from the kill to the first record
// that the new leader acknowledges with acks=all. `node test/bench/failover.ts [KILLS]`

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deferred } from '../../server/node/deferred.ts';
import { HostedCluster } from '../harness/hosted-cluster.ts';
import { tempFolder } from '../harness/temp.ts';
import { type Acknowledged, LeaderProducer } from './measure/leader-producer.ts';
import { percentile } from './measure/percentiles.ts';
import { addressesIn, createReplicated, metadataOf } from './measure/replicated-topic.ts';
import { formatTable, type Row, rounded } from './measure/table.ts';

const BROKERS = 3;
const topic = 'bench';
/** How long the producer is at work before the kill. */
const BEFORE_MS = 300;
const PATIENCE_MS = 30_000;

/** Kills that many brokers, each in a new cluster with default settings: the controller and another in turns. */
export async function benchFailover(kills: number): Promise<Row[]> {
  const controllers: number[] = [];
  const others: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const isController = kill % 2 === 1;
    (isController ? controllers : others).push(await millisecondsWithoutLeader(isController));
  }
  const rows = [row('a leader that is not the controller', others)];
  if (controllers.length > 0) rows.push(row('a leader that is the controller', controllers));
  return rows;
}

async function millisecondsWithoutLeader(isController: boolean): Promise<number> {
  const folder = tempFolder('bench-failover');
  const cluster = await HostedCluster.start({
    brokers: BROKERS,
    dataDirectory: join(folder.path, 'data'),
    controlPath: join(folder.path, 'control.sock'),
  });
  try {
    const { bootstrap } = cluster;
    // Each broker leads one of the partitions.
    await createReplicated(bootstrap, topic, BROKERS, BROKERS);
    const { controllerId, topics } = await metadataOf(addressesIn(bootstrap)[0]!, topic);
    const victim = topics[0]!.partitions.find(
      ({ leaderId }) => (leaderId === controllerId) === isController,
    );
    if (victim === undefined) throw new Error('the brokers do not lead one partition each');
    const { leaderId, partitionIndex } = victim;
    const next = deferred<Acknowledged>();
    const producer = new LeaderProducer(bootstrap, topic, partitionIndex, (acknowledged) => {
      if (acknowledged.leader !== leaderId) next.resolve(acknowledged);
    });
    await sleep(BEFORE_MS);
    const killed = performance.now();
    const kill = cluster.killBroker(leaderId);
    const patience = new AbortController();
    const late = sleep(PATIENCE_MS, undefined, { signal: patience.signal });
    const found = await Promise.race([next.promise, late.catch(() => undefined)]);
    patience.abort();
    await Promise.all([kill, producer.stop()]);
    if (found === undefined) throw new Error(`no new leader within ${PATIENCE_MS} ms`);
    return found.at - killed;
  } finally {
    await cluster.kill();
    folder.remove();
  }
}

function row(what: string, times: readonly number[]): Row {
  return {
    killed: what,
    kills: times.length,
    'least ms': rounded(Math.min(...times)),
    'median ms': rounded(percentile(times, 0.5)),
    'most ms': rounded(Math.max(...times)),
  };
}

if (import.meta.main) {
  console.log(formatTable(await benchFailover(Number(process.argv[2] ?? 10))));
}
