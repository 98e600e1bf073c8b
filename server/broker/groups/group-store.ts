import type { Clock } from '../../ports/clock.ts';
import { counted, type Logger } from '../../ports/logger.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import type { Compression } from '../../protocol/records/compression.ts';
import { groupAppendError, offsetAppendError } from './append-errors.ts';
import type { OffsetAndMetadata, TopicPartition } from './committed-offsets.ts';
import { Group } from './group.ts';
import { coordinatorPartition } from './java-hash.ts';
import { loadGroups } from './load.ts';
import type { Member } from './member.ts';
import { OFFSETS_TOPIC, type OffsetsTopic } from './offsets-topic.ts';
import { type OffsetsRecord, OffsetsWriter } from './offsets-writer.ts';
import { groupRecord, groupTombstone, offsetRecord, offsetTombstone } from './records.ts';

export interface GroupStorePorts {
  readonly topic: OffsetsTopic;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly compression: Compression;
}

/** Tombstones need not stay together, so that a large group's go in several batches. */
const TOMBSTONES_PER_WRITE = 1000;

/**
 * The groups of those partitions of `__consumer_offsets` that this broker leads, and their way to the log
 * and back (Kafka's GroupMetadataManager).
 */
export class GroupStore {
  readonly #ports: GroupStorePorts;
  readonly #writer: OffsetsWriter;
  /** The groups of each partition that is served. */
  readonly #partitions = new Map<number, Map<string, Group>>();
  /** The loads under way, by partition; resigning forgets one, which makes it come to nothing. */
  readonly #loads = new Map<number, Promise<void>>();

  constructor(ports: GroupStorePorts) {
    this.#ports = ports;
    this.#writer = new OffsetsWriter(ports.topic, ports.clock, ports.compression);
  }

  /** The partition that a group belongs to, or undefined while the topic does not exist. */
  partitionFor(groupId: string): number | undefined {
    const count = this.#ports.topic.partitionCount();
    return count === undefined ? undefined : coordinatorPartition(groupId, count);
  }

  /** Whether groups of this id are this broker's to coordinate. */
  ownership(groupId: string): 'owned' | 'loading' | 'elsewhere' {
    const partition = this.partitionFor(groupId);
    if (partition === undefined) return 'elsewhere';
    if (this.#loads.has(partition)) return 'loading';
    return this.#partitions.has(partition) ? 'owned' : 'elsewhere';
  }

  get(groupId: string): Group | undefined {
    return this.#siblings(groupId)?.get(groupId);
  }

  /** @throws Error unless `ownership` is 'owned' */
  getOrCreate(groupId: string): Group {
    const siblings = this.#siblings(groupId);
    if (siblings === undefined) throw new Error(`Group ${groupId} is not coordinated here`);
    let group = siblings.get(groupId);
    if (group === undefined) {
      group = new Group(groupId, this.#ports.clock);
      siblings.set(groupId, group);
    }
    return group;
  }

  groups(): Group[] {
    return [...this.#partitions.values()].flatMap((groups) => [...groups.values()]);
  }

  /** Every partition that is served or being loaded. */
  get partitions(): number[] {
    return [...this.#partitions.keys(), ...this.#loads.keys()];
  }

  get isLoading(): boolean {
    return this.#loads.size > 0;
  }

  /** Resolves when a load of the partition that is under way has ended. */
  async loaded(partition: number): Promise<void> {
    await this.#loads.get(partition);
  }

  /** Takes over a partition, with every group in it. Never rejects. */
  load(partition: number, onLoaded: (group: Group) => void): Promise<void> {
    if (this.#partitions.has(partition)) return Promise.resolve();
    let load = this.#loads.get(partition);
    if (load === undefined) {
      load = this.#load(partition, () => this.#loads.get(partition) === load, onLoaded);
      this.#loads.set(partition, load);
    }
    return load;
  }

  /** Lets go of a partition and every group in it. */
  unload(partition: number, onUnloaded: (group: Group) => void): void {
    this.#loads.delete(partition);
    const groups = this.#partitions.get(partition);
    this.#partitions.delete(partition);
    this.#writer.abandon(partition);
    for (const group of groups?.values() ?? []) onUnloaded(group);
  }

  /**
   * Writes a group's generation, and answers with the error code for its members. A record too large is
   * the only failure that trying again does not mend.
   */
  async storeGroup(group: Group, assignmentOf: (member: Member) => Uint8Array): Promise<number> {
    try {
      await this.#append(group, [groupRecord(group, assignmentOf)]);
      return ErrorCode.NONE;
    } catch (error) {
      this.#warn(group, 'its generation could not be stored', error);
      return groupAppendError(error);
    }
  }

  /** Writes offsets, all or none, after which they show; answers with the error code for them. */
  async storeOffsets(
    group: Group,
    offsets: readonly { readonly of: TopicPartition; readonly committed: OffsetAndMetadata }[],
  ): Promise<number> {
    const pending = offsets.map(({ of, committed }) => group.offsets.begin(of, committed));
    try {
      await this.#append(
        group,
        offsets.map(({ of, committed }) => offsetRecord(group.groupId, of, committed)),
      );
    } catch (error) {
      for (const commit of pending) commit.failed();
      this.#warn(group, 'offsets could not be stored', error);
      return offsetAppendError(error);
    }
    for (const commit of pending) commit.written();
    return ErrorCode.NONE;
  }

  /**
   * Takes offsets away from a group, and the group itself if it is dead, or empty with nothing left. They
   * are gone at once; the answer is the error code of having it written.
   */
  async remove(group: Group, offsets: readonly TopicPartition[]): Promise<number> {
    const { groupId, generationId } = group;
    const tombstones = offsets
      .filter((of) => group.offsets.remove(of))
      .map((of) => offsetTombstone(groupId, of));
    if (group.is('Empty') && group.offsets.isEmpty && !group.hasPending) group.transitionTo('Dead');
    if (group.is('Dead') && this.get(groupId) === group) {
      this.#siblings(groupId)?.delete(groupId);
      group.clearPending();
      // A group that only ever stored offsets has no record of its own to take back.
      if (generationId > 0) tombstones.push(groupTombstone(groupId));
      this.#ports.logger.debug(`group ${groupId}: removed in generation ${generationId}`);
    }
    const writes: Promise<void>[] = [];
    for (let at = 0; at < tombstones.length; at += TOMBSTONES_PER_WRITE) {
      writes.push(this.#append(group, tombstones.slice(at, at + TOMBSTONES_PER_WRITE)));
    }
    for (const outcome of await Promise.allSettled(writes)) {
      if (outcome.status === 'fulfilled') continue;
      this.#warn(group, 'what was removed from it may come back', outcome.reason);
      return offsetAppendError(outcome.reason);
    }
    return ErrorCode.NONE;
  }

  /**
   * Where the log cannot be read, the partition stays without a coordinator: to serve what is left of its
   * offsets would make consumers start over without a word.
   */
  async #load(
    partition: number,
    isWanted: () => boolean,
    onLoaded: (group: Group) => void,
  ): Promise<void> {
    const { topic, logger } = this.#ports;
    try {
      const groups = await loadGroups(topic.read(partition), this.#ports);
      if (!isWanted()) return;
      this.#partitions.set(partition, new Map(groups.map((group) => [group.groupId, group])));
      for (const group of groups) onLoaded(group);
      logger.debug(`${OFFSETS_TOPIC}-${partition}: loaded ${counted(groups.length, 'group')}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error(`cannot load groups from ${OFFSETS_TOPIC}-${partition}: ${reason}`);
    } finally {
      if (isWanted()) this.#loads.delete(partition);
    }
  }

  /** The groups that share a partition with this one, and it; undefined if it is not coordinated here. */
  #siblings(groupId: string): Map<string, Group> | undefined {
    const partition = this.partitionFor(groupId);
    return partition === undefined ? undefined : this.#partitions.get(partition);
  }

  async #append(group: Group, records: readonly OffsetsRecord[]): Promise<void> {
    const partition = this.partitionFor(group.groupId);
    if (partition === undefined || !this.#partitions.has(partition)) {
      throw new KafkaError(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }
    await this.#writer.append(partition, records);
  }

  #warn(group: Group, what: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#ports.logger.warn(`group ${group.groupId}: ${what}: ${reason}`);
  }
}
