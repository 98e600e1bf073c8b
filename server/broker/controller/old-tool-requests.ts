import type { Logger } from '../../ports/logger.ts';
import { KafkaError } from '../../protocol/errors.ts';
import { isBeingReassigned, sameReplicas, targetReplicas } from '../metadata/assigned-replicas.ts';
import { unlessMissing } from '../metadata/topic-store.ts';
import { paths } from '../metadata/znode-paths.ts';
import {
  preferredElectionZnode,
  type Reassignment,
  reassignmentZnode,
  ZnodeError,
} from '../metadata/znodes.ts';
import type { ControlledPartition, ControllerContext } from './controller-context.ts';
import type { FencedCoordination } from './fenced-coordination.ts';
import type { LeaderElections } from './leader-elections.ts';
import type { Reassignments } from './reassignments.ts';

interface Parts {
  readonly context: ControllerContext;
  readonly zk: FencedCoordination;
  readonly elections: LeaderElections;
  readonly reassignments: Reassignments;
  readonly logger: Logger;
  /** Hear that a request has come or changed, or has been dealt with. */
  readonly onReassignment: () => void;
  readonly onPreferredElection: () => void;
}

/**
 * What tools ask of the controller that write to the coordination service themselves:
 * `kafka-reassign-partitions --zookeeper` and `kafka-preferred-replica-election --zookeeper`. Such a tool takes
 * its request for done when the znode is gone.
 */
export class OldToolRequests {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** `/admin/reassign_partitions` (KafkaController.processZkPartitionReassignment). */
  async reassign(): Promise<void> {
    const { context, reassignments, onReassignment, logger } = this.#parts;
    const moves = await this.#take(paths.reassignPartitions, onReassignment, reassignmentZnode);
    const refused: Reassignment[] = [];
    for (const move of moves ?? []) {
      const partition = context.partition(move.topic, move.partition);
      try {
        if (partition === undefined) refused.push(move);
        else if (!isHeadingFor(partition, move))
          await reassignments.begin(partition, move.replicas);
      } catch (error) {
        if (!(error instanceof KafkaError)) throw error;
        logger.error(`cannot move ${move.topic}-${move.partition}: ${error.message}`);
        refused.push(move);
      }
    }
    if (refused.length > 0) await this.#drop((move) => refused.some((each) => isSame(each, move)));
  }

  /** A partition has arrived: the tool is told. */
  async moved({ topic, number }: ControlledPartition): Promise<void> {
    await this.#drop((move) => move.topic === topic.name && move.partition === number);
  }

  /** `/admin/preferred_replica_election` (KafkaController.processReplicaLeaderElection). */
  async electPreferred(): Promise<void> {
    const { context, zk, elections, onPreferredElection } = this.#parts;
    const path = paths.preferredReplicaElection;
    const asked = await this.#take(path, onPreferredElection, preferredElectionZnode);
    if (asked === undefined) return;
    const known = asked.flatMap(
      ({ topic, partition }) => context.partition(topic, partition) ?? [],
    );
    await elections.elect(known, 'preferred');
    await zk.writeEach([{ type: 'delete', path }]);
  }

  async #drop(isDone: (move: Reassignment) => boolean): Promise<void> {
    const { zk } = this.#parts;
    const path = paths.reassignPartitions;
    const found = await unlessMissing(zk.read((each) => each.getData(path)));
    if (found === undefined) return;
    const moves = reassignmentZnode.decode(path, found.data);
    const left = moves.filter((move) => !isDone(move));
    if (left.length === moves.length) return;
    await zk.writeEach([
      left.length === 0
        ? { type: 'delete', path }
        : { type: 'setData', path, data: reassignmentZnode.encode(left) },
    ]);
  }

  /** What is asked for, or undefined; what comes next is heard of. One that nobody can read is removed. */
  async #take<T>(
    path: string,
    onRequest: () => void,
    codec: { readonly decode: (path: string, data: Uint8Array | null) => T },
  ): Promise<T | undefined> {
    const { zk, logger } = this.#parts;
    const there = await zk.read((each) => each.exists(path, onRequest));
    if (there === undefined) return undefined;
    const found = await unlessMissing(zk.read((each) => each.getData(path)));
    if (found === undefined) return undefined;
    try {
      return codec.decode(path, found.data);
    } catch (error) {
      if (!(error instanceof ZnodeError)) throw error;
      logger.error(error.message);
      await zk.writeEach([{ type: 'delete', path }]);
      return undefined;
    }
  }
}

function isHeadingFor({ assignment }: ControlledPartition, { replicas }: Reassignment): boolean {
  return isBeingReassigned(assignment) && sameReplicas(targetReplicas(assignment), replicas);
}

function isSame(one: Reassignment, other: Reassignment): boolean {
  return one.topic === other.topic && one.partition === other.partition;
}
