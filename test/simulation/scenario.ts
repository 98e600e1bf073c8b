import type { DiskProfile } from './world/simulated-disk.ts';
import type { NetworkProfile } from './world/simulated-network.ts';
import type { SimulatedRandom } from './world/simulated-random.ts';

/** What can go wrong, each with how often it does, relative to the others. */
export interface FaultMix {
  /** A process is killed and started again later. */
  readonly kill: number;
  /** A machine loses its power: nobody hears of the end. */
  readonly powerLoss: number;
  /** A process is shut down cleanly and started again later. */
  readonly shutDown: number;
  /** A process stands still for a while. */
  readonly pause: number;
  /** Machines cannot reach each other for a while, in one direction or both. */
  readonly partition: number;
  /** Standing connections break. */
  readonly disconnect: number;
  /** A disk is slow for a while. */
  readonly slowDisk: number;
  /** A disk is full for a while. */
  readonly fullDisk: number;
  /** A wall clock jumps. */
  readonly clockJump: number;
  /** A client process is killed, and another one takes its place. */
  readonly killClient: number;
}

/** All that a seed decides about a simulation before it begins. Times in milliseconds. */
export interface Scenario {
  readonly brokers: number;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  readonly uncleanElection: boolean;
  /** How little of a partition is kept; undefined keeps everything. */
  readonly retention:
    | { readonly segmentBytes: number; readonly retentionBytes: number }
    | undefined;
  readonly producers: readonly ProducerKind[];
  readonly consumers: number;
  readonly groupMembers: number;
  /** How many of them are static (KIP-345). */
  readonly staticMembers: number;
  /** Clients of the coordination service that work on one znode. */
  readonly counters: number;
  /** Clients that create and delete topics. */
  readonly churners: number;
  /** Whether someone moves partitions and leaders about. */
  readonly administrators: number;
  /** How long faults happen. */
  readonly faultsMs: number;
  /** Mean time from one fault to the next. */
  readonly meanFaultMs: number;
  /** Mean time that a fault lasts, where it lasts. */
  readonly meanFaultLengthMs: number;
  readonly faults: FaultMix;
  readonly network: NetworkProfile;
  readonly disk: DiskProfile;
  readonly brokerConfig: Readonly<Record<string, string>>;
}

export interface ProducerKind {
  readonly acks: 1 | -1;
  readonly idempotent: boolean;
  /** Batches under way at once, for each partition. */
  readonly pipeline: number;
  /** Mean time between batches. */
  readonly meanPauseMs: number;
}

/** How many brokers simulations may have at most. */
export const MOST_BROKERS = 4;

/**
 * Draws a scenario: not only sizes and times but also which faults there are at all, since some only show where
 * others do not get in their way ("swarm testing").
 */
export function drawScenario(random: SimulatedRandom): Scenario {
  const brokers = random.between(1, MOST_BROKERS);
  const replicationFactor = random.between(1, Math.min(brokers, 3));
  const idempotent = () => random.chance(0.7);
  const sessionTimeoutMs = random.pick([4_000, 6_000, 10_000]);
  const harsh = random.chance(0.3);
  return {
    brokers,
    partitions: random.between(1, 4),
    replicationFactor,
    minInsyncReplicas: random.between(1, replicationFactor),
    uncleanElection: random.chance(0.1),
    retention: random.chance(0.25)
      ? {
          segmentBytes: random.pick([200, 1_000, 5_000]),
          retentionBytes: random.pick([500, 5_000, 20_000]),
        }
      : undefined,
    producers: Array.from({ length: random.between(1, 3) }, () => ({
      acks: replicationFactor > 1 && random.chance(0.15) ? 1 : -1,
      idempotent: idempotent(),
      pipeline: random.pick([1, 1, 2, 5]),
      meanPauseMs: random.pick([20, 100, 500]),
    })),
    consumers: random.between(0, 2),
    groupMembers: random.between(0, 4),
    staticMembers: random.pick([0, 0, 1, 2]),
    counters: random.pick([0, 0, 1, 2]),
    churners: random.pick([0, 0, 0, 1, 2]),
    administrators: brokers > 1 && random.chance(0.4) ? 1 : 0,
    faultsMs: random.pick([10_000, 20_000, 40_000]),
    meanFaultMs: harsh ? random.pick([300, 700]) : random.pick([1_500, 3_000, 8_000]),
    meanFaultLengthMs: random.pick([200, 2_000, 6_000]),
    faults: drawFaults(random),
    network: {
      meanDelayMs: random.pick([0.2, 1, 5]),
      spikes: random.pick([0, 0.002, 0.02]),
      meanSpikeMs: random.pick([20, 200, 1_000]),
      splits: random.pick([0, 0.02, 0.3]),
    },
    disk: {
      meanWriteMs: random.pick([0.1, 1, 8]),
      meanReadMs: random.pick([0.1, 1, 4]),
    },
    brokerConfig: {
      'zookeeper.session.timeout.ms': String(sessionTimeoutMs),
      'group.min.session.timeout.ms': '1000',
      'offsets.topic.num.partitions': String(random.between(1, 4)),
      'offsets.topic.replication.factor': String(replicationFactor),
      'group.initial.rebalance.delay.ms': String(random.pick([0, 500])),
      'log.retention.check.interval.ms': '2000',
      'auto.create.topics.enable': 'false',
      // Clocks jump by more than this allows by default.
      'log.message.timestamp.after.max.ms': '9223372036854775807',
    },
  };
}

/**
 * The scenario with disks that are full again and again: in one of ten they are at all, and what fails to be written
 * may be there nevertheless, which much has to be right for.
 */
export function withFullDisks(scenario: Scenario): Scenario {
  return { ...scenario, faults: { ...scenario.faults, fullDisk: 10 } };
}

/** Each kind of fault is there or not, and more or less likely. */
function drawFaults(random: SimulatedRandom): FaultMix {
  const share = () => (random.chance(0.5) ? 0 : random.between(1, 10));
  return {
    kill: share(),
    powerLoss: share(),
    shutDown: share(),
    pause: share(),
    partition: share(),
    disconnect: share(),
    slowDisk: share(),
    fullDisk: random.chance(0.8) ? 0 : share(),
    clockJump: share(),
    killClient: share(),
  };
}
