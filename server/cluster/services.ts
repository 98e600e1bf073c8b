import type { Address } from '../ports/transport.ts';
import type { CoordinationConfig } from './coordination-config.ts';

/** What the cluster host supervises, as it sees it: `local-cluster.ts` has the real ones. */
export interface Services {
  /**
   * Begins to start the coordination service.
   * @param dataDirectory the cluster's; null keeps everything in memory.
   */
  startCoordination(options: {
    readonly host: string;
    readonly port: number;
    readonly dataDirectory: string | null;
    readonly config: CoordinationConfig;
  }): Coordination;

  /**
   * Begins to start a broker. It connects to the coordination service once that is there, and gives up
   * when `coordination` rejects.
   */
  startBroker(options: BrokerOptions): BrokerService;

  /** The brokers that have data in the directory, running or not. */
  brokersWithData(dataDirectory: string): Promise<readonly number[]>;

  /** Deletes the data of a broker that does not run, if it has any. */
  deleteBrokerData(dataDirectory: string, broker: number): Promise<void>;
}

export interface BrokerOptions {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly coordination: Promise<Address>;
  /** The cluster's; null keeps everything in memory. */
  readonly dataDirectory: string | null;
  /** Broker configuration by Kafka's keys. */
  readonly config: Readonly<Record<string, string>>;
}

export interface BrokerService extends Service {
  /**
   * Ends it cleanly, and by force when that takes too long. Resolves when it has ended.
   * @param handsOver whether it has others lead what it leads first.
   */
  stop(handsOver?: boolean): Promise<void>;
}

/** The coordination service, and what the host asks of it; nothing while it is not ready. */
export interface Coordination extends Service {
  /**
   * Takes note that a broker's thread has ended: its session ends with it, at once, where the session of
   * a broker that is out of sight goes on until its timeout. So nobody waits for a broker that was killed.
   */
  brokerIsGone(broker: number): void;

  /** The topics with a partition of which nobody but the broker has an in-sync replica, by name. */
  topicsOnlyOn(broker: number): readonly string[];
}

export interface Service {
  /**
   * Resolves with where it accepts connections.
   * @throws ClusterError when it cannot; it has then ended.
   */
  readonly ready: Promise<Address>;
  /** Resolves when it has ended, with the reason unless it was asked to. */
  readonly ended: Promise<Error | undefined>;
  /** Ends it cleanly, and by force when that takes too long. Resolves when it has ended. */
  stop(): Promise<void>;
  /** Ends it at once, without clean-up. Resolves when it has ended. */
  kill(): Promise<void>;
}
