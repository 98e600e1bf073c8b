/** `millrace start`: a cluster in the foreground. */
import { resolve } from 'node:path';
import { ClusterError } from '../cluster/cluster-error.ts';
import { createClusterHost } from '../cluster/local-cluster.ts';
import type { ClusterConfig, ClusterStatus } from '../contract/control.ts';
import { formatLogLine } from '../node/log-writer.ts';
import { type Command, ExitCode, type Terminal, UsageError } from './command.ts';
import { defaultDataDirectory } from './data-folder.ts';
import type { OptionValues } from './options/option.ts';
import { parseOptions } from './options/parse-options.ts';
import { wholeNumber } from './options/rules.ts';
import { usage } from './options/usage.ts';

const options = {
  brokers: { value: 'N', help: 'how many brokers; default 1' },
  replication: {
    value: 'N',
    help: 'how many replicas a topic gets by default, or as many as there are brokers; default 3',
  },
  port: {
    value: 'PORT',
    help: 'broker 1’s port, the others having the next ones; 0 for free ones; default 9092',
  },
  'zookeeper-port': { value: 'PORT', help: 'ZooKeeper’s port, 0 for a free one; default 2181' },
  host: { value: 'HOST', help: 'the interface to listen on and to advertise; default localhost' },
  data: { value: 'DIR', help: 'where the data is kept' },
  memory: { help: 'keep the data in memory: it goes with the cluster' },
  override: {
    value: 'KEY=VALUE',
    multiple: true,
    help: 'broker configuration by Kafka’s keys; may be repeated',
  },
  verbose: { help: 'log more, and where the time of the start goes' },
  help: { help: 'this text' },
} as const;

export const startCommand: Command = {
  async run(args, terminal) {
    const { values: given, rest } = parseOptions(args, options);
    if (rest.length > 0) throw new UsageError(`unexpected argument '${rest[0]}'`);
    if (given.help) {
      for (const line of help(terminal)) terminal.out(line);
      return ExitCode.ok;
    }
    return runCluster(toClusterConfig(given, terminal), given.verbose === true, terminal);
  },
};

/** The cluster that the options ask for. @throws UsageError */
export function toClusterConfig(
  given: OptionValues<typeof options>,
  terminal: Pick<Terminal, 'env'>,
): ClusterConfig {
  if (given.memory && given.data !== undefined) {
    throw new UsageError('--memory and --data exclude each other');
  }
  // An empty variable in a script would otherwise fill the folder that it runs in.
  if (given.data === '') throw new UsageError('--data must name a directory');
  const data = given.data ?? defaultDataDirectory(process.platform, terminal.env);
  return {
    brokers: wholeNumber('brokers', given.brokers ?? '1', 1, 100),
    replication: wholeNumber('replication', given.replication ?? '3', 1, 32_767),
    host: given.host ?? 'localhost',
    port: wholeNumber('port', given.port ?? '9092', 0, 65_535),
    zookeeperPort: wholeNumber('zookeeper-port', given['zookeeper-port'] ?? '2181', 0, 65_535),
    dataDirectory: given.memory ? null : resolve(data),
    overrides: Object.fromEntries((given.override ?? []).map(parseOverride)),
  };
}

function parseOverride(text: string): [key: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--override must be KEY=VALUE, not '${text}'`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** Runs the cluster until it is asked to end, or nothing of it runs any more. */
async function runCluster(
  config: ClusterConfig,
  verbose: boolean,
  terminal: Terminal,
): Promise<number> {
  const { host, trace } = createClusterHost({
    logLevel: verbose ? 'debug' : 'info',
    sink: (line) => terminal.err(formatLogLine(line)),
  });
  const over = waitForEnd(host, terminal.interrupted);
  try {
    const status = await host.start(config);
    terminal.out(`millrace ready bootstrap=${status.bootstrap} zookeeper=${status.zookeeper}`);
    if (verbose) for (const line of trace.lines(performance.timeOrigin)) terminal.err(line);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.failure.kind === 'invalid-config') throw new UsageError(error.message);
    terminal.err(`millrace: ${withFlags(error, config)}`);
    return ExitCode.failed;
  }
  const failure = await over;
  await host.stop();
  if (failure === undefined) return ExitCode.ok;
  terminal.err(`millrace: ${failure}`);
  return ExitCode.failed;
}

/** Resolves when the user ends the cluster, with nothing, or when nothing of it runs, with the reason. */
function waitForEnd(
  host: { onStatus(listener: (status: ClusterStatus) => void): () => void },
  interrupted: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    host.onStatus(({ state, brokers, failure }) => {
      if (state === 'failed') resolve(failure?.message);
      if (state !== 'running' || brokers.some((broker) => broker.state !== 'failed')) return;
      resolve(brokers[0]?.failure ?? 'no broker runs any more');
    });
    if (interrupted.aborted) resolve(undefined);
    interrupted.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** The message of a failure with the flag that gets around it. */
function withFlags({ failure }: ClusterError, config: ClusterConfig): string {
  if (failure.kind === 'data-locked') return `${failure.message} (--data DIR)`;
  if (failure.kind !== 'port-in-use') return failure.message;
  const flag = failure.port === config.zookeeperPort ? '--zookeeper-port' : '--port';
  return `${failure.message} (${flag} ${failure.freePort ?? 'PORT'})`;
}

function help(terminal: Terminal): string[] {
  return [
    'Usage: millrace start [options]',
    '',
    'Runs a cluster in the foreground until Ctrl-C. When it accepts connections it prints',
    '  millrace ready bootstrap=HOST:PORT[,HOST:PORT…] zookeeper=HOST:PORT',
    '',
    ...usage(options),
    '',
    `The data is kept in ${defaultDataDirectory(process.platform, terminal.env)} unless --data or --memory says otherwise.`,
    'Exit codes: 0 ended by a signal; 1 it could not start or keep running; 2 wrong arguments.',
  ];
}
