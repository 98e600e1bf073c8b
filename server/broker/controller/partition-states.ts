import type { Logger } from '../../ports/logger.ts';
import { type Operation, ZooKeeperError } from '../../zookeeper/coordination.ts';
import { BrokerLists } from '../metadata/broker-lists.ts';
import { chunks, unlessMissing } from '../metadata/topic-store.ts';
import { paths } from '../metadata/znode-paths.ts';
import { type PartitionState, partitionStateZnode, ZnodeError } from '../metadata/znodes.ts';
import type { ControlledPartition, Leadership } from './controller-context.ts';
import { ControllerMovedError, type FencedCoordination } from './fenced-coordination.ts';

/** Keeps what is read at once, and each transaction, in bounds. */
const PARTITIONS_AT_ONCE = 500;

/** The state znodes of partitions, `/brokers/topics/T/partitions/N/state`, as a controller reads and writes them. */
export class PartitionStates {
  readonly #zk: FencedCoordination;
  readonly #controllerEpoch: number;
  readonly #logger: Logger;
  readonly #lists = new BrokerLists();

  constructor(zk: FencedCoordination, controllerEpoch: number, logger: Logger) {
    this.#zk = zk;
    this.#controllerEpoch = controllerEpoch;
    this.#logger = logger;
  }

  /**
   * What the znodes say now; partitions without one that can be read are left out.
   * @throws ControllerMovedError, also when a later controller has written one of them
   */
  async read(
    partitions: readonly ControlledPartition[],
  ): Promise<Map<ControlledPartition, Leadership>> {
    const found = new Map<ControlledPartition, Leadership>();
    for (const some of chunks(partitions, PARTITIONS_AT_ONCE)) {
      const states = await Promise.all(some.map((partition) => this.#readOne(partition)));
      for (const [i, state] of states.entries()) if (state) found.set(some[i]!, state);
    }
    return found;
  }

  /**
   * Gives partitions their first state. One that has a state already, from a controller before or from an
   * attempt whose answer was lost, keeps it.
   * @returns what the znodes say then.
   * @throws ControllerMovedError, ZooKeeperError
   */
  async create(
    states: ReadonlyMap<ControlledPartition, PartitionState>,
  ): Promise<Map<ControlledPartition, Leadership>> {
    const created = new Map<ControlledPartition, Leadership>();
    for (const some of chunks([...states], PARTITIONS_AT_ONCE)) {
      if (await this.#createFresh(some)) {
        for (const [partition, state] of some) created.set(partition, this.#leadership(state, 0));
        continue;
      }
      await this.#createMissing(some);
      const found = await this.read(some.map(([partition]) => partition));
      for (const [partition, state] of found) created.set(partition, state);
    }
    return created;
  }

  /**
   * Writes each state if its znode is still as `leadership.zkVersion` says.
   * @returns the partitions that were written; the others have been changed by their leader meanwhile.
   * @throws ControllerMovedError, ZooKeeperError
   */
  async update(
    states: ReadonlyMap<ControlledPartition, Leadership>,
  ): Promise<Map<ControlledPartition, Leadership>> {
    const asked = [...states].map(([partition, state]) => ({
      partition,
      next: { ...state, controllerEpoch: this.#controllerEpoch },
    }));
    const outcomes = await this.#zk.writeEach(
      asked.map(({ partition, next }) => ({
        type: 'setData',
        path: statePath(partition),
        data: partitionStateZnode.encode(next),
        version: next.zkVersion,
      })),
    );
    const written = new Map<ControlledPartition, Leadership>();
    for (const [i, { partition, next }] of asked.entries()) {
      const outcome = outcomes[i]!;
      if (outcome instanceof ZooKeeperError) {
        if (outcome.code !== 'BADVERSION' && outcome.code !== 'NONODE') throw outcome;
      } else if (outcome.type === 'setData') {
        written.set(partition, { ...next, zkVersion: outcome.stat.version });
      }
    }
    return written;
  }

  async #readOne(partition: ControlledPartition): Promise<Leadership | undefined> {
    const path = statePath(partition);
    const found = await unlessMissing(this.#zk.read((zk) => zk.getData(path)));
    if (found === undefined) return undefined;
    const state = this.#decode(path, found.data);
    if (state === undefined) return undefined;
    if (state.controllerEpoch > this.#controllerEpoch) throw new ControllerMovedError();
    return this.#leadership(state, found.stat.version);
  }

  #leadership(state: PartitionState, zkVersion: number): Leadership {
    return { ...state, isr: this.#lists.of(state.isr), zkVersion };
  }

  #decode(path: string, data: Uint8Array | null): PartitionState | undefined {
    try {
      return partitionStateZnode.decode(path, data);
    } catch (error) {
      if (!(error instanceof ZnodeError)) throw error;
      this.#logger.error(error.message);
      return undefined;
    }
  }

  /** Makes the states of partitions that have no znodes at all, in one transaction; whether it could. */
  async #createFresh(states: readonly NewState[]): Promise<boolean> {
    const topics = new Set(states.map(([{ topic }]) => topic));
    // A topic's first partition brings the parent of all: the others follow in the same transaction or a later one.
    const parents = [...topics].filter((topic) =>
      states.some(([partition]) => partition === topic.partitions.values().next().value),
    );
    const operations: Operation[] = [
      ...parents.map(({ name }): Operation => create(paths.partitions(name), null)),
      ...states.flatMap(([partition, state]) => [
        create(paths.partition(partition.topic.name, partition.number), null),
        create(statePath(partition), partitionStateZnode.encode(state)),
      ]),
    ];
    try {
      await this.#zk.write(operations);
      return true;
    } catch (error) {
      if (error instanceof ZooKeeperError) return false;
      throw error;
    }
  }

  /** Makes what is missing, level by level; does not mind what is there. */
  async #createMissing(states: readonly NewState[]): Promise<void> {
    const topics = new Set(states.map(([{ topic }]) => topic.name));
    const levels = [
      [...topics].map((name) => create(paths.partitions(name), null)),
      states.map(([{ topic, number }]) => create(paths.partition(topic.name, number), null)),
      states.map(([partition, state]) =>
        create(statePath(partition), partitionStateZnode.encode(state)),
      ),
    ];
    for (const level of levels) {
      for (const outcome of await this.#zk.writeEach(level)) {
        // Without a parent the topic has been deleted under our hands: its partitions stay as they are.
        const expected = ['NODEEXISTS', 'NONODE'];
        if (outcome instanceof ZooKeeperError && !expected.includes(outcome.code)) throw outcome;
      }
    }
  }
}

type NewState = readonly [ControlledPartition, PartitionState];

function create(path: string, data: Uint8Array | null): Operation {
  return { type: 'create', path, data };
}

function statePath({ topic, number }: ControlledPartition): string {
  return paths.partitionState(topic.name, number);
}
