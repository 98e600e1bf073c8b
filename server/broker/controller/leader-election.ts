import { targetReplicas } from '../metadata/assigned-replicas.ts';
import type { PartitionState } from '../metadata/znodes.ts';
import type { ControlledPartition, ControllerContext } from './controller-context.ts';

/** Why a partition needs a leader, which decides who may lead (kafka.controller.PartitionLeaderElectionStrategy). */
export type ElectionStrategy =
  | {
      readonly kind: 'offline';
      /** Whether a replica that is not in sync may lead when no other can; undefined: as configured. */
      readonly unclean?: boolean;
    }
  | { readonly kind: 'reassign' }
  | { readonly kind: 'preferred' }
  | { readonly kind: 'controlledShutdown' };

export interface Elected {
  readonly leader: number;
  readonly isr: readonly number[];
  /** The brokers to be told. */
  readonly recipients: readonly number[];
  /** Whether the leader was not in sync: records may be lost. */
  readonly unclean: boolean;
}

/**
 * Chooses the partition's next leader, or nobody where none may lead (kafka.controller.Election).
 * @param mayBeUnclean whether an election that needs one may take a replica that is not in sync
 */
export function electLeader(
  context: ControllerContext,
  partition: ControlledPartition,
  { isr }: Pick<PartitionState, 'isr'>,
  strategy: ElectionStrategy,
  mayBeUnclean: boolean,
): Elected | undefined {
  const online = context.onlineReplicas(partition);
  const inSync = (id: number) => isr.includes(id);
  switch (strategy.kind) {
    case 'offline': {
      const clean = online.find(inSync);
      if (clean !== undefined) {
        return clearly(
          clean,
          isr.filter((id) => online.includes(id)),
          online,
        );
      }
      const unclean = mayBeUnclean ? online[0] : undefined;
      if (unclean === undefined) return undefined;
      return { leader: unclean, isr: [unclean], recipients: online, unclean: true };
    }
    case 'reassign': {
      const target = targetReplicas(partition.assignment);
      const leader = target.find((id) => online.includes(id) && inSync(id));
      return leader === undefined ? undefined : clearly(leader, isr, online);
    }
    case 'preferred': {
      const preferred = partition.replicas[0];
      const can = preferred !== undefined && online.includes(preferred) && inSync(preferred);
      return can ? clearly(preferred, isr, online) : undefined;
    }
    case 'controlledShutdown': {
      // Those that are about to stop still follow, and have to hear who leads.
      const recipients = context.onlineReplicas(partition, true);
      const leader = online.find(inSync);
      if (leader === undefined) return undefined;
      const staying = isr.filter((id) => !context.shuttingDown.has(id));
      return clearly(leader, staying, recipients);
    }
  }
}

function clearly(leader: number, isr: readonly number[], recipients: readonly number[]): Elected {
  return { leader, isr, recipients, unclean: false };
}
