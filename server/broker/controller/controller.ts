import type { Timer } from '../../ports/clock.ts';
import { ErrorCode, KafkaError } from '../../protocol/errors.ts';
import { ZooKeeperError } from '../../zookeeper/coordination.ts';
import { paths } from '../metadata/znode-paths.ts';
import type { TopicPartition } from '../metadata/znodes.ts';
import { ActiveController, type ActiveControllerOptions } from './active-controller.ts';
import type { ControlledPartition } from './controller-context.ts';
import { electController } from './controller-election.ts';
import { ControllerEventQueue, type ControllerEvents } from './controller-event-queue.ts';
import { ControllerMovedError, type Term } from './fenced-coordination.ts';
import type { ElectionType } from './leader-elections.ts';
import type { ElectionResult } from './partition-state-machine.ts';

/** How long to wait before standing for election again after a failure, in milliseconds. */
const RETRY_MS = 500;

/** What a controller is made of; a term adds its own. */
export type ControllerOptions = Omit<ActiveControllerOptions, 'term' | 'events'>;

/** A partition that is being moved (KIP-455). */
export interface OngoingReassignment extends TopicPartition {
  readonly replicas: readonly number[];
  readonly adding: readonly number[];
  readonly removing: readonly number[];
}

/**
 * This broker's part in being the cluster's controller (kafka.controller.KafkaController): it stands for
 * election whenever there is none, and while it is, does what `ActiveController` can. A term ends at once when
 * the session that won it expires or another broker has been elected.
 */
export class Controller {
  readonly #options: ControllerOptions;
  readonly #queue = new ControllerEventQueue((event, error) => this.#onError(event, error));
  #active: ActiveController | undefined;
  #retry: Timer | undefined;
  /** How many terms this broker has had. */
  #terms = 0;
  #stopListening = () => {};
  #stopped = false;

  constructor(options: ControllerOptions) {
    this.#options = options;
  }

  get isActive(): boolean {
    return this.#active !== undefined;
  }

  /** Of this broker as controller; -1 while it is not. */
  get epoch(): number {
    return this.#active?.term.epoch ?? -1;
  }

  /** Stands for election, now and whenever the controller goes. The broker is registered already. */
  start(): void {
    this.#stopListening = this.#options.coordination.onState((state) => {
      // What is under way must not go on for a moment in which another may have been elected.
      if (state === 'expired') this.#endTerm();
    });
    this.#queue.put('Startup', () => this.#contend());
  }

  /** Stands for election again, as in a new session in which the broker has been registered again. */
  reelect(): void {
    this.#queue.put('Reelect', () => this.#contend());
  }

  /** Ends for good: nothing is written or sent any more. Its place goes with the broker's registration. */
  stop(): void {
    this.#stopped = true;
    this.#stopListening();
    this.#retry?.cancel();
    this.#queue.close();
    this.#endTerm();
  }

  /**
   * Relieves a broker that is about to stop.
   * @returns what it still leads.
   * @throws KafkaError NOT_CONTROLLER, STALE_BROKER_EPOCH, BROKER_NOT_AVAILABLE
   */
  controlledShutdown(broker: number, brokerEpoch: number): Promise<TopicPartition[]> {
    return this.#ask('ControlledShutdown', async ({ shutdowns }) => {
      const remaining = await shutdowns.process(broker, brokerEpoch);
      return remaining.map(nameOf);
    });
  }

  /**
   * Elects leaders of the partitions, or of all for null.
   * @returns how it went for each, in the order asked; without those of `null` that need no election.
   * @throws KafkaError NOT_CONTROLLER
   */
  electLeaders(
    asked: readonly TopicPartition[] | null,
    type: ElectionType,
  ): Promise<(TopicPartition & { readonly result: ElectionResult })[]> {
    return this.#ask('ReplicaLeaderElection', async ({ context, elections }) => {
      const found = asked?.map((each) => ({
        each,
        partition: context.partition(each.topic, each.partition),
      }));
      const known = found?.flatMap(({ partition }) => partition ?? []) ?? [...context.partitions()];
      const results = await elections.elect(known, type);
      if (found === undefined) {
        return Array.from(results, ([partition, result]) => ({
          ...nameOf(partition),
          result,
        })).filter(
          ({ result }) =>
            !(result instanceof KafkaError && result.code === ErrorCode.ELECTION_NOT_NEEDED),
        );
      }
      const unknown = new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
      return found.map(({ each, partition }) => ({
        ...each,
        result: (partition && results.get(partition)) ?? unknown,
      }));
    });
  }

  /**
   * Begins to move partitions, or has them go back (`replicas: null`).
   * @returns why each could not be moved, in the order asked; undefined where it could.
   * @throws KafkaError NOT_CONTROLLER
   */
  alterReassignments(
    asked: readonly (TopicPartition & { readonly replicas: readonly number[] | null })[],
  ): Promise<(KafkaError | undefined)[]> {
    return this.#ask('ApiPartitionReassignment', async ({ context, reassignments }) => {
      const outcomes: (KafkaError | undefined)[] = [];
      for (const { topic, partition, replicas } of asked) {
        const found = context.partition(topic, partition);
        try {
          if (!found) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
          await reassignments.begin(found, replicas);
          outcomes.push(undefined);
        } catch (error) {
          if (!(error instanceof KafkaError)) throw error;
          outcomes.push(error);
        }
      }
      return outcomes;
    });
  }

  /** The partitions that are being moved, of all or of those asked for. @throws KafkaError NOT_CONTROLLER */
  listReassignments(asked: readonly TopicPartition[] | null): Promise<OngoingReassignment[]> {
    return this.#ask('ListPartitionReassignments', async ({ context }) => {
      const partitions =
        asked?.flatMap(({ topic, partition }) => context.partition(topic, partition) ?? []) ??
        context.partitions();
      return [...partitions]
        .filter(({ isBeingReassigned }) => isBeingReassigned)
        .map((partition) => ({ ...nameOf(partition), ...partition.assignment }));
    });
  }

  /** A topic, or all (undefined), may now have leaders that are not in sync. */
  onUncleanAllowed(topic?: string): void {
    this.#queue.put('TopicUncleanLeaderElectionEnable', async () => {
      await this.#active?.onUncleanAllowed(topic);
    });
  }

  /** Looks who is controller, hears of the next change, and takes the place if it is free. */
  async #contend(): Promise<void> {
    if (this.#retry !== undefined) return;
    const { coordination, clock, brokerId, logger } = this.#options;
    const holder = await coordination.exists(paths.controller, () =>
      this.#queue.putOnce('ControllerChange', () => this.#contend()),
    );
    const isOurs = holder?.ephemeralOwner === coordination.sessionId;
    if (this.#active !== undefined) {
      if (isOurs) return;
      logger.warn('another broker is controller now');
      this.#endTerm();
    }
    const term = await electController(coordination, brokerId, clock.now());
    if (term === undefined || this.#stopped) return;
    // A session that has expired meanwhile has lost it again; the next one stands for election.
    if (term.sessionId !== coordination.sessionId) return;
    this.#active = new ActiveController({ ...this.#options, term, events: this.#during(term) });
    await this.#active.open();
  }

  /** Events of a term: those that come, or whose turn comes, when it is over are dropped. */
  #during(term: Term): ControllerEvents {
    const isOver = () => this.#active?.term !== term;
    const serial = ++this.#terms;
    const put = (name: string, process: () => Promise<void>, once: boolean) => {
      if (isOver()) return;
      const unlessOver = async () => {
        if (!isOver()) await process();
      };
      // One of an earlier term that still waits must not stand for one of this.
      if (once) this.#queue.putOnce(`${name} in term ${serial}`, unlessOver);
      else this.#queue.put(name, unlessOver);
    };
    return {
      put: (name, process) => put(name, process, false),
      putOnce: (name, process) => put(name, process, true),
    };
  }

  async #ask<T>(name: string, answer: (active: ActiveController) => Promise<T>): Promise<T> {
    try {
      return await this.#queue.ask(name, async () => {
        if (this.#active === undefined) throw new KafkaError(ErrorCode.NOT_CONTROLLER);
        return await answer(this.#active);
      });
    } catch (error) {
      if (error instanceof ControllerMovedError) throw new KafkaError(ErrorCode.NOT_CONTROLLER);
      throw error;
    }
  }

  /** Whatever an event could not do, the next term starts from what the znodes say. */
  async #onError(event: string, error: unknown): Promise<void> {
    const { logger, clock } = this.#options;
    if (this.#stopped) return;
    if (error instanceof ControllerMovedError) this.#endTerm();
    else {
      const lost =
        error instanceof ZooKeeperError &&
        (error.code === 'CONNECTIONLOSS' || error.code === 'SESSIONEXPIRED');
      if (!lost) logger.error(`controller event ${event}: ${describe(error)}`);
      await this.#resign();
    }
    this.#retry?.cancel();
    this.#retry = clock.after(RETRY_MS, () => {
      this.#retry = undefined;
      this.reelect();
    });
  }

  /** Ends the term and leaves the place to whoever is faster. */
  async #resign(): Promise<void> {
    const active = this.#active;
    if (active === undefined) return;
    try {
      await active.resign();
    } catch {
      // It is not ours any more, or goes with the session.
    }
    if (this.#active === active) this.#endTerm();
  }

  #endTerm(): void {
    this.#active?.close();
    this.#active = undefined;
  }
}

function nameOf({ topic, number }: ControlledPartition): TopicPartition {
  return { topic: topic.name, partition: number };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
