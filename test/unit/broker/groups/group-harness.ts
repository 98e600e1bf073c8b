import type { GroupConfig } from '../../../../server/broker/groups/config.ts';
import { GroupCoordinator } from '../../../../server/broker/groups/group-coordinator.ts';
import { compression } from '../../../../server/node/compression.ts';
import type { Logger } from '../../../../server/ports/logger.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';
import { seededRandom } from '../../../harness/seeded-random.ts';
import { MemoryOffsetsTopic } from './memory-offsets-topic.ts';

/** Kafka's defaults, but for the initial delay. */
export const groupConfig: GroupConfig = {
  minSessionTimeoutMs: 6_000,
  maxSessionTimeoutMs: 1_800_000,
  maxSize: 2 ** 31 - 1,
  initialRebalanceDelayMs: 0,
  offsetsRetentionMs: 7 * 24 * 3_600_000,
  offsetsRetentionCheckIntervalMs: 600_000,
  offsetMetadataMaxBytes: 4096,
};

/** A group coordinator that leads every partition of an offsets topic in memory, and can be restarted. */
export class GroupHarness {
  readonly clock = new ManualClock();
  readonly lines: string[] = [];
  readonly topic: MemoryOffsetsTopic;
  config: GroupConfig;
  groups: GroupCoordinator;
  readonly #random;

  constructor(config: Partial<GroupConfig> = {}, topic = new MemoryOffsetsTopic(), seed = 1) {
    this.topic = topic;
    this.config = { ...groupConfig, ...config };
    this.#random = seededRandom(seed);
    this.groups = this.#coordinator();
  }

  static async open(config?: Partial<GroupConfig>, seed = 1): Promise<GroupHarness> {
    const harness = new GroupHarness(config, new MemoryOffsetsTopic(), seed);
    await harness.elect();
    return harness;
  }

  /** Makes the coordinator the leader of every partition. */
  async elect(): Promise<void> {
    await Promise.all(this.topic.logs.map((_, p) => this.groups.onPartitionElected(p)));
  }

  /** Makes another broker the leader of every partition. */
  resign(): void {
    for (const partition of this.topic.logs.keys()) this.groups.onPartitionResigned(partition);
    this.topic.fence();
  }

  /** Ends the coordinator as a crash does, and starts another on the same log. */
  async restart(): Promise<void> {
    this.resign();
    this.groups.close();
    this.groups = this.#coordinator();
    await this.elect();
  }

  #coordinator(): GroupCoordinator {
    const keep = (level: string) => (line: string) => {
      this.lines.push(`${level} ${line}`);
    };
    const logger: Logger = {
      error: keep('error'),
      warn: keep('warn'),
      info: keep('info'),
      debug: () => undefined,
    };
    const { clock, topic } = this;
    const random = this.#random;
    return new GroupCoordinator({
      clock,
      topic,
      random,
      logger,
      compression,
      config: () => this.config,
    });
  }
}
