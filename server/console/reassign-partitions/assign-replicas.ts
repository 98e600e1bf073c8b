import { ToolError } from '../command.ts';

export interface BrokerRack {
  readonly id: number;
  /** Undefined where racks are not to be looked at. */
  readonly rack: string | undefined;
}

/**
 * Spreads partitions over brokers as Kafka does (AdminUtils.assignReplicasToBrokers): first replicas in turn, the
 * others at a distance that grows with each round; racks alternate, and none has a second replica of a partition
 * while another has none.
 * @param random where to begin, below a number
 * @returns the replicas of each partition
 * @throws ToolError
 */
export function assignReplicas(
  brokers: readonly BrokerRack[],
  partitions: number,
  replicas: number,
  random = (below: number) => Math.floor(Math.random() * below),
): number[][] {
  if (replicas > brokers.length) {
    throw new ToolError(
      `Replication factor: ${replicas} larger than available brokers: ${brokers.length}.`,
    );
  }
  const order = alternating(brokers);
  const racks = new Set(order.map(({ rack }) => rack));
  const start = random(order.length);
  let shift = random(order.length);
  return Array.from({ length: partitions }, (_, partition) => {
    if (partition > 0 && partition % order.length === 0) shift += 1;
    const first = (partition + start) % order.length;
    const chosen = [order[first]!];
    // With racks, followers begin a whole round of racks further.
    const distance = racks.size > 1 ? shift * racks.size : shift;
    for (let step = 0; chosen.length < replicas; step += 1) {
      const away = 1 + ((distance + step) % (order.length - 1));
      const next = order[(first + away) % order.length]!;
      if (isFree(next, chosen, racks.size)) chosen.push(next);
    }
    return chosen.map(({ id }) => id);
  });
}

/** A broker that has none of the partition, on a rack that has none while there is one. */
function isFree(next: BrokerRack, chosen: readonly BrokerRack[], racks: number): boolean {
  if (chosen.includes(next)) return false;
  const taken = new Set(chosen.map(({ rack }) => rack));
  return taken.size === racks || !taken.has(next.rack);
}

/** Brokers by number, one of each rack in turn. */
function alternating(brokers: readonly BrokerRack[]): BrokerRack[] {
  const byRack = new Map<string, BrokerRack[]>();
  for (const broker of [...brokers].sort((a, b) => a.id - b.id)) {
    const rack = broker.rack ?? '';
    byRack.set(rack, [...(byRack.get(rack) ?? []), broker]);
  }
  const queues = [...byRack].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, list]) => list);
  const longest = Math.max(...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, at) =>
    queues.flatMap((queue) => queue[at] ?? []),
  ).flat();
}
