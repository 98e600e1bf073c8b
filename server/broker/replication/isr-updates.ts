import type { Clock, Timer } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import { type Coordination, ZooKeeperError } from '../../zookeeper/coordination.ts';
import { persistently } from '../metadata/persistently.ts';
import { paths } from '../metadata/znode-paths.ts';
import {
  isrChangeZnode,
  type PartitionState,
  partitionStateZnode,
  type TopicPartition,
} from '../metadata/znodes.ts';

/** How long changes gather before the controller is told of them, so that a thousand are one znode. */
const PROPAGATION_DELAY_MS = 500;

/** How many partitions one notification names: a znode holds a megabyte at most. */
const PARTITIONS_A_NOTIFICATION = 3_000;

interface Ports {
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Writes in-sync replicas to the partitions' state znodes, as their leaders did before AlterPartition
 * (kafka.server.ZkIsrManager, ReplicationUtils.updateLeaderAndIsr), and tells the controller.
 */
export class IsrUpdates {
  readonly #ports: Ports;
  readonly #untold = new Map<string, TopicPartition>();
  #propagation: Timer | undefined;
  #closed = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * Writes the state if its znode is still at `version`, and goes on trying while nobody knows whether it
   * was written: the same content under the same version is written once at most.
   * @param isWanted false once the controller has decided something newer
   * @returns the znode's version after it, or undefined if it was not written and never will be
   */
  async write(
    of: TopicPartition,
    state: PartitionState,
    version: number,
    isWanted: () => boolean,
  ): Promise<number | undefined> {
    const { clock, logger } = this.#ports;
    const write = () => this.#writeOnce(of, state, version);
    try {
      const written = await persistently(clock, write, () => isWanted() && !this.#closed);
      if (written !== undefined) this.#notify(of);
      return written;
    } catch (error) {
      if (isWanted() && !this.#closed) {
        const name = `${of.topic}-${of.partition}`;
        logger.error(`${name}: in-sync replicas cannot be written: ${(error as Error).message}`);
      }
      return undefined;
    }
  }

  /** Has nothing tried again. */
  close(): void {
    this.#closed = true;
    this.#propagation?.cancel();
  }

  async #writeOnce(
    { topic, partition }: TopicPartition,
    state: PartitionState,
    version: number,
  ): Promise<number | undefined> {
    const { coordination } = this.#ports;
    const path = paths.partitionState(topic, partition);
    try {
      const stat = await coordination.setData(path, partitionStateZnode.encode(state), version);
      return stat.version;
    } catch (error) {
      if (!(error instanceof ZooKeeperError)) throw error;
      if (error.code === 'NONODE') return undefined;
      if (error.code !== 'BADVERSION') throw error;
    }
    // Perhaps by this very write, whose answer was lost with a connection.
    const { data, stat } = await coordination.getData(path);
    const found = partitionStateZnode.decode(path, data);
    return stat.version === version + 1 && isSame(found, state) ? stat.version : undefined;
  }

  #notify(of: TopicPartition): void {
    this.#untold.set(`${of.topic}-${of.partition}`, of);
    if (this.#propagation !== undefined || this.#closed) return;
    this.#propagation = this.#ports.clock.after(PROPAGATION_DELAY_MS, () => {
      this.#propagation = undefined;
      void this.#propagate();
    });
  }

  async #propagate(): Promise<void> {
    const { coordination } = this.#ports;
    const told = [...this.#untold.values()].slice(0, PARTITIONS_A_NOTIFICATION);
    for (const { topic, partition } of told) this.#untold.delete(`${topic}-${partition}`);
    try {
      const data = isrChangeZnode.encode(told);
      await coordination.create(paths.isrChange, data, { mode: 'persistentSequential' });
    } catch {
      for (const of of told) this.#notify(of);
      return;
    }
    const [next] = this.#untold.values();
    if (next !== undefined) this.#notify(next);
  }
}

function isSame(a: PartitionState, b: PartitionState): boolean {
  return (
    a.leader === b.leader &&
    a.leaderEpoch === b.leaderEpoch &&
    a.controllerEpoch === b.controllerEpoch &&
    a.isr.join() === b.isr.join()
  );
}
