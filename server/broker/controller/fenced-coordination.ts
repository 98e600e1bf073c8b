import { type Clock, sleep } from '../../ports/clock.ts';
import {
  type Coordination,
  MultiError,
  type Operation,
  type OperationResult,
  ZooKeeperError,
} from '../../zookeeper/coordination.ts';
import { chunks } from '../metadata/topic-store.ts';
import { paths } from '../metadata/znode-paths.ts';

/** Keeps one transaction well below the coordination service's limit of a megabyte. */
const OPERATIONS_A_TRANSACTION = 500;

/** How long to wait after a connection was lost before trying again, in milliseconds. */
const RETRY_MS = 100;

/** This broker is not the controller any more (Kafka's ControllerMovedException). */
export class ControllerMovedError extends Error {
  override readonly name = 'ControllerMovedError';

  constructor() {
    super('another broker may have been elected controller');
  }
}

/** One election's outcome. */
export interface Term {
  readonly epoch: number;
  /** The version of `/controller_epoch` that the election gave it; the next one changes it. */
  readonly epochZkVersion: number;
  /** The session that won it: `/controller` is its ephemeral znode. */
  readonly sessionId: bigint;
}

/**
 * The coordination service for one term of a controller. Reads and writes are tried again when the
 * connection is lost. Each write is a transaction that fails when another controller has been elected, so
 * that nothing a controller of the past still has in mind can take effect (KafkaZkClient's
 * expectedControllerEpochZkVersion). When the term has ended, or the session that won it, everything throws
 * ControllerMovedError at once.
 */
export class FencedCoordination {
  readonly #coordination: Coordination;
  readonly #clock: Clock;
  readonly #term: Term;
  #ended = false;

  constructor(coordination: Coordination, clock: Clock, term: Term) {
    this.#coordination = coordination;
    this.#clock = clock;
    this.#term = term;
  }

  /** Ends the term: what is under way goes no further. */
  end(): void {
    this.#ended = true;
  }

  /** @throws ControllerMovedError, ZooKeeperError */
  async read<T>(operation: (coordination: Coordination) => Promise<T>): Promise<T> {
    for (;;) {
      this.#check();
      try {
        const result = await operation(this.#coordination);
        this.#check();
        return result;
      } catch (error) {
        if (!(error instanceof ZooKeeperError)) throw error;
        if (error.code === 'SESSIONEXPIRED') throw new ControllerMovedError();
        if (error.code !== 'CONNECTIONLOSS') throw error;
        await sleep(this.#clock, RETRY_MS);
      }
    }
  }

  /**
   * Applies all operations or none. After a lost connection they are tried again although they may have
   * been applied: the second attempt then ends in NODEEXISTS, NONODE or BADVERSION.
   * @throws ControllerMovedError, MultiError
   */
  async write(operations: readonly Operation[]): Promise<OperationResult[]> {
    return await this.read(async (coordination) => {
      try {
        const [, ...results] = await coordination.multi([this.#guard, ...operations]);
        return results;
      } catch (error) {
        if (!(error instanceof MultiError)) throw error;
        const [guarded, ...codes] = error.codes;
        if (guarded !== 'OK' && guarded !== 'RUNTIMEINCONSISTENCY') {
          throw new ControllerMovedError();
        }
        throw new MultiError(
          codes,
          operations.map(({ path }) => path),
        );
      }
    });
  }

  /**
   * Applies as many of the operations as can be, each for itself, and says how each went. Many go in one
   * transaction first; only if that fails do they go one by one.
   * @throws ControllerMovedError
   */
  async writeEach(operations: readonly Operation[]): Promise<(OperationResult | ZooKeeperError)[]> {
    const outcomes: (OperationResult | ZooKeeperError)[] = [];
    for (const some of chunks(operations, OPERATIONS_A_TRANSACTION)) {
      const together = await this.#attempt(some);
      if (!(together instanceof ZooKeeperError)) outcomes.push(...together);
      else if (some.length === 1) outcomes.push(together);
      else outcomes.push(...(await Promise.all(some.map((each) => this.#alone(each)))));
    }
    return outcomes;
  }

  /**
   * Gives up the controller's place, for the next one to be elected without waiting. Tried once: what is not
   * given up goes with the session.
   * @throws ZooKeeperError
   */
  async resign(): Promise<void> {
    await this.#coordination.multi([this.#guard, { type: 'delete', path: paths.controller }]);
  }

  get #guard(): Operation {
    return { type: 'check', path: paths.controllerEpoch, version: this.#term.epochZkVersion };
  }

  async #alone(operation: Operation): Promise<OperationResult | ZooKeeperError> {
    const outcome = await this.#attempt([operation]);
    return outcome instanceof ZooKeeperError ? outcome : outcome[0]!;
  }

  async #attempt(operations: readonly Operation[]): Promise<OperationResult[] | ZooKeeperError> {
    try {
      return await this.write(operations);
    } catch (error) {
      if (error instanceof ZooKeeperError) return error;
      throw error;
    }
  }

  #check(): void {
    if (this.#ended || this.#coordination.sessionId !== this.#term.sessionId) {
      throw new ControllerMovedError();
    }
  }
}
