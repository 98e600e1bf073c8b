/**
 * The control channel between the extension (or any supervisor) and the cluster host: life cycle only.
 * Everything about topics, records and groups goes through the Kafka protocol instead.
 *
 * Framing: one JSON object a line, UTF-8, over a Unix-domain socket or a Windows named pipe.
 * The client sends `ControlRequest`s; the host answers each with a `ControlResponse` of the same `id`,
 * and sends `ControlEvent`s unasked. The host ends itself, after a grace period, when the last
 * connection has gone.
 */

/** Raised when either side's messages change shape; `hello` refuses a client of another version. */
export const CONTROL_PROTOCOL_VERSION = 2;

/** For the extension, which takes nothing but types from here. */
export type ControlProtocolVersion = typeof CONTROL_PROTOCOL_VERSION;

export type ClusterState = 'stopped' | 'starting' | 'running' | 'stopping' | 'failed';
export type BrokerState = 'stopped' | 'starting' | 'running' | 'stopping' | 'failed';
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export interface ClusterConfig {
  /**
   * How many brokers. Those whose data is in the data directory come first, lowest ids first; further ones
   * get the lowest ids from 1 that are free. While brokers are added and removed, how many there are now.
   */
  readonly brokers: number;
  /** How many replicas a topic gets by default, or as many as there are brokers; three if absent. */
  readonly replication?: number;
  /** The interface to listen on and to advertise; loopback unless the user says otherwise. */
  readonly host: string;
  /** Broker 1's port; broker N gets the one N - 1 above it. 0 gives every broker a free one. */
  readonly port: number;
  /** The coordination service's port; 0 for a free one. */
  readonly zookeeperPort: number;
  /** Absolute path of the folder that holds all of the cluster's data; null keeps everything in memory. */
  readonly dataDirectory: string | null;
  /** Broker configuration by Kafka's keys. */
  readonly overrides: Readonly<Record<string, string>>;
}

export interface BrokerStatus {
  readonly id: number;
  readonly state: BrokerState;
  readonly host: string;
  readonly port: number;
  /** Why it is `failed`, for the user. */
  readonly failure?: string;
}

export interface ClusterStatus {
  readonly state: ClusterState;
  /** The host's process id. */
  readonly pid: number;
  /** What runs, or ran last; absent before the first start. */
  readonly config?: ClusterConfig;
  readonly brokers: readonly BrokerStatus[];
  /** `host:port[,host:port…]`; empty unless brokers run. */
  readonly bootstrap: string;
  /** `host:port`; empty unless it runs. */
  readonly zookeeper: string;
  /** Milliseconds since the epoch, while it runs. */
  readonly startedAt?: number;
  readonly failure?: ClusterFailure;
}

/** Why a cluster could not start, with what an interface needs to offer a way on. */
export interface ClusterFailure {
  readonly kind:
    | 'port-in-use'
    | 'invalid-config'
    | 'data-locked'
    | 'data-unreadable'
    | 'data-newer'
    | 'disk-full'
    | 'other';
  /** One line: what happened and what to do. */
  readonly message: string;
  /**
   * For `port-in-use`: the port, who has it where that can be told, and the next free one; where the port
   * is a broker's, one that can be the cluster's first.
   */
  readonly port?: number;
  readonly owner?: string;
  readonly freePort?: number;
}

export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly level: LogLevel;
  /** `host`, `zookeeper` or `broker N`. */
  readonly source: string;
  readonly text: string;
}

/** Each request's parameters and result. `start` and `restart` resolve when everything accepts connections. */
export interface ControlMethods {
  hello: { params: { readonly protocol: number }; result: ClusterStatus };
  status: { params: Record<string, never>; result: ClusterStatus };
  start: { params: { readonly config: ClusterConfig }; result: ClusterStatus };
  stop: { params: Record<string, never>; result: ClusterStatus };
  restart: { params: { readonly config?: ClusterConfig }; result: ClusterStatus };
  startBroker: { params: { readonly id: number }; result: ClusterStatus };
  stopBroker: { params: { readonly id: number }; result: ClusterStatus };
  /** Ends the broker's thread without any clean-up, as `kill -9` would. */
  killBroker: { params: { readonly id: number }; result: ClusterStatus };
  /** Stops the broker cleanly, if it runs, and starts it. */
  restartBroker: { params: { readonly id: number }; result: ClusterStatus };
  /** Starts one more broker, with the lowest id that is free. */
  addBroker: { params: Record<string, never>; result: ClusterStatus };
  /**
   * Stops the broker and deletes its data. Its replicas of partitions are not moved: whoever wants that
   * reassigns the partitions first. Refused, unless forced, where records would be lost: when nobody
   * else has an in-sync replica of a partition.
   */
  removeBroker: {
    params: { readonly id: number; readonly force?: boolean };
    result: ClusterStatus;
  };
}

export type ControlMethod = keyof ControlMethods;

export type ControlRequest = {
  [M in ControlMethod]: {
    readonly id: number;
    readonly method: M;
    readonly params: ControlMethods[M]['params'];
  };
}[ControlMethod];

export type ControlResponse =
  | { readonly id: number; readonly result: ClusterStatus }
  | { readonly id: number; readonly error: ClusterFailure };

export type ControlEvent =
  | { readonly event: 'status'; readonly status: ClusterStatus }
  | { readonly event: 'log'; readonly line: LogLine };
