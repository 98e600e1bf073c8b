import type { Logger } from '../../ports/logger.ts';
import { unlessMissing } from '../metadata/topic-store.ts';
import { paths } from '../metadata/znode-paths.ts';
import { isrChangeZnode, ZnodeError } from '../metadata/znodes.ts';
import type { BrokerRequests } from './broker-requests.ts';
import type { ControlledPartition, ControllerContext } from './controller-context.ts';
import type { FencedCoordination } from './fenced-coordination.ts';
import type { PartitionStates } from './partition-states.ts';

interface Parts {
  readonly context: ControllerContext;
  readonly zk: FencedCoordination;
  readonly states: PartitionStates;
  readonly requests: BrokerRequests;
  readonly logger: Logger;
  /** Hears that there is a notification. */
  readonly onNotification: () => void;
}

/**
 * Leaders change their ISRs themselves and leave a note, for the controller to tell everybody
 * (KafkaController.processIsrChangeNotification).
 */
export class IsrChanges {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Drops the notes that are there as the term begins, before all states are read; hears of the next. */
  async discard(): Promise<void> {
    await this.#delete(await this.#notifications());
  }

  async process(): Promise<void> {
    const { context, states, requests } = this.#parts;
    const notifications = await this.#notifications();
    const partitions = new Set<ControlledPartition>();
    const named = await Promise.all(notifications.map((path) => this.#read(path)));
    for (const { topic, partition } of named.flat()) {
      const found = context.partition(topic, partition);
      if (found && !found.topic.isToBeDeleted) partitions.add(found);
    }
    for (const [partition, leadership] of await states.read([...partitions])) {
      partition.leadership = leadership;
    }
    if (partitions.size > 0) {
      const batch = requests.batch();
      batch.updateMetadata(partitions);
      batch.send();
    }
    await this.#delete(notifications);
  }

  async #notifications(): Promise<string[]> {
    const { zk, onNotification } = this.#parts;
    const { children } = await zk.read((each) =>
      each.getChildren(paths.isrChanges, onNotification),
    );
    return children.map((name) => `${paths.isrChanges}/${name}`);
  }

  async #read(path: string) {
    const { zk, logger } = this.#parts;
    const found = await unlessMissing(zk.read((each) => each.getData(path)));
    if (found === undefined) return [];
    try {
      return isrChangeZnode.decode(path, found.data);
    } catch (error) {
      if (!(error instanceof ZnodeError)) throw error;
      logger.warn(error.message);
      return [];
    }
  }

  /** Those that are gone already were deleted by an attempt whose answer was lost. */
  async #delete(notifications: readonly string[]): Promise<void> {
    await this.#parts.zk.writeEach(notifications.map((path) => ({ type: 'delete', path })));
  }
}
