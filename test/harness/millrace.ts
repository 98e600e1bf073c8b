// A cluster started by the command-line tool, as a user starts one without VS Code.

import { Child, type Exit } from './child.ts';
import { inDist, node } from './places.ts';

export interface ClusterOptions {
  /** Number of brokers; 1 if absent. */
  brokers?: number;
  /** The port of the first broker; a free one if absent. */
  port?: number;
  zookeeperPort?: number;
  /** The data directory; in memory if absent. */
  data?: string;
  /** Broker configuration, by Kafka's names. */
  overrides?: Readonly<Record<string, string | number | boolean>>;
  /** Flags of Node itself, for example `--max-old-space-size=64`. */
  nodeFlags?: readonly string[];
  /** How long it may take until it is ready; 20 s if absent. */
  timeoutMs?: number;
}

/** A running `millrace start`. */
export interface MillraceProcess {
  readonly pid: number;
  /** `HOST:PORT[,HOST:PORT…]` as printed in the line that says that it is ready. */
  readonly bootstrap: string;
  /** The first broker's port. */
  readonly port: number;
  readonly zookeeper: string;
  /** From start to the ready line, in milliseconds. */
  readonly startMs: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exited: Promise<Exit>;
  /** Stops it as Ctrl-C does and waits for its end. */
  stop(): Promise<Exit>;
  /** Ends it as `kill -9` does. */
  kill(): Promise<Exit>;
}

/**
 * Starts `dist/cli.js start` and waits until it accepts connections. Ports are free ones unless given,
 * so that tests run beside each other and beside a developer's own cluster.
 * @throws Error with what it printed if it does not become ready.
 */
export async function startMillrace(options: ClusterOptions = {}): Promise<MillraceProcess> {
  const started = performance.now();
  const child = await Child.start(node, [
    ...(options.nodeFlags ?? []),
    inDist('cli.js'),
    'start',
    ...['--brokers', String(options.brokers ?? 1)],
    ...['--port', String(options.port ?? 0)],
    ...['--zookeeper-port', String(options.zookeeperPort ?? 0)],
    ...(options.data === undefined ? ['--memory'] : ['--data', options.data]),
    ...Object.entries(options.overrides ?? {}).flatMap(([key, value]) => [
      '--override',
      `${key}=${value}`,
    ]),
  ]);
  try {
    const [, bootstrap = '', zookeeper = ''] = await child.line(
      /^millrace ready bootstrap=(\S+) zookeeper=(\S+)$/,
      options.timeoutMs ?? 20_000,
    );
    return {
      pid: child.pid,
      bootstrap,
      port: Number(bootstrap.split(',')[0]?.split(':').at(-1)),
      zookeeper,
      startMs: performance.now() - started,
      stdout: () => child.stdout,
      stderr: () => child.stderr,
      exited: child.exited,
      stop: () => child.stop('SIGINT'),
      kill: () => child.kill(),
    };
  } catch (error) {
    await child.kill();
    throw error;
  }
}
