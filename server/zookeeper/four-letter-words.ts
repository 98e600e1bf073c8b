import type { CoordinationService } from './coordination-service.ts';
import type { ServerConnection } from './server-connection.ts';
import type { Statistics } from './statistics.ts';

/** The version of Apache ZooKeeper whose behaviour this server has, and what it is itself. */
const VERSION = '3.9.3-millrace';

/** What the words tell of. */
export interface ServerStatus {
  readonly service: CoordinationService;
  readonly port: number;
  readonly statistics: Statistics;
  readonly connections: readonly ServerConnection[];
  readonly environment: Readonly<Record<string, string>>;
}

const words = {
  ruok: () => 'imok',
  isro: () => 'rw',
  srvr: (status: ServerStatus) => lines(`Zookeeper version: ${VERSION}`, ...summary(status)),
  stat: (status: ServerStatus) =>
    lines(
      `Zookeeper version: ${VERSION}`,
      'Clients:',
      ...status.connections.map((connection) => ` ${clientLine(connection)})`),
      '',
      ...summary(status),
    ),
  srst: (status: ServerStatus) => {
    status.statistics.reset();
    return lines('Server stats reset.');
  },
  cons: (status: ServerStatus) => lines(...status.connections.map(connectionLine), ''),
  crst: (status: ServerStatus) => {
    for (const connection of status.connections) connection.statistics.reset();
    return lines('Connection stats reset.');
  },
  conf: ({ service, port }: ServerStatus) =>
    lines(
      `clientPort=${port}`,
      `tickTime=${service.tickTime}`,
      'maxClientCnxns=0',
      `minSessionTimeout=${service.minSessionTimeout}`,
      `maxSessionTimeout=${service.maxSessionTimeout}`,
      'serverId=0',
    ),
  envi: ({ environment }: ServerStatus) =>
    lines(
      'Environment:',
      `zookeeper.version=${VERSION}`,
      ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    ),
  dump: (status: ServerStatus) => lines(...dump(status)),
  mntr: (status: ServerStatus) => lines(...monitored(status)),
  wchs: ({ service }: ServerStatus) => {
    const { sinks, paths, watches } = service.watches.count();
    return lines(`${sinks} connections watching ${paths} paths`, `Total watches:${watches}`, '');
  },
};

/** The commands that there are (Apache ZooKeeper's `FourLetterCommands`). */
export type FourLetterWord = keyof typeof words;

export const fourLetterWords = Object.keys(words) as readonly FourLetterWord[];

/**
 * The answer to `word`; undefined if it is none of ZooKeeper's. One that is not allowed is answered with the
 * reason. `srvr` is always allowed.
 */
export function answerFourLetterWord(
  word: string,
  allowed: readonly (FourLetterWord | '*')[],
  status: ServerStatus,
): string | undefined {
  if (!isWord(word)) return undefined;
  if (word !== 'srvr' && !allowed.includes('*') && !allowed.includes(word)) {
    return `${word} is not executed because it is not in the whitelist.\n`;
  }
  return words[word](status);
}

function isWord(word: string): word is FourLetterWord {
  return Object.hasOwn(words, word);
}

function lines(...texts: string[]): string {
  return `${texts.join('\n')}\n`;
}

function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

function outstanding(connections: readonly ServerConnection[]): number {
  return connections.reduce((sum, connection) => sum + connection.outstanding, 0);
}

function summary({ service, statistics, connections }: ServerStatus): string[] {
  const { min, average, max } = statistics.latency;
  return [
    `Latency min/avg/max: ${min}/${average}/${max}`,
    `Received: ${statistics.received}`,
    `Sent: ${statistics.sent}`,
    `Connections: ${connections.length}`,
    `Outstanding: ${outstanding(connections)}`,
    `Zxid: ${hex(service.lastZxid)}`,
    'Mode: standalone',
    `Node count: ${service.tree.size}`,
  ];
}

function clientLine({ remote, outstanding: queued, statistics }: ServerConnection): string {
  const { received, sent } = statistics;
  return `/${remote}[1](queued=${queued},recved=${received},sent=${sent}`;
}

function connectionLine(connection: ServerConnection): string {
  const { session, statistics } = connection;
  const { min, average, max } = statistics.latency;
  const details =
    session === undefined
      ? ''
      : `,sid=${hex(session.id)},to=${session.timeout},minlat=${min},avglat=${average},maxlat=${max}`;
  return ` ${clientLine(connection)}${details})`;
}

function dump({ service, connections }: ServerStatus): string[] {
  const sessions = [...service.sessions.all()];
  const owners = [...service.tree.ephemeralOwners()];
  return [
    'SessionTracker dump:',
    `Sessions (${sessions.length}):`,
    ...sessions.map(({ id, timeout }) => `${hex(id)}\t${timeout}ms`),
    'ephemeral nodes dump:',
    `Sessions with Ephemerals (${owners.length}):`,
    ...owners.flatMap((owner) => [
      `${hex(owner)}:`,
      ...service.tree.ephemeralsOf(owner).map((path) => `\t${path}`),
    ]),
    'Connections dump:',
    `Connections Sets (1)/(${connections.length}):`,
    ...connections.map((connection) => connectionLine(connection)),
  ];
}

function monitored({ service, statistics, connections }: ServerStatus): string[] {
  const { min, average, max } = statistics.latency;
  let dataSize = 0;
  for (const path of service.tree.paths()) {
    dataSize += path.length + (service.tree.get(path)?.data?.length ?? 0);
  }
  const values: Record<string, string | number> = {
    version: VERSION,
    server_state: 'standalone',
    avg_latency: average,
    max_latency: max,
    min_latency: min,
    packets_received: statistics.received,
    packets_sent: statistics.sent,
    num_alive_connections: connections.length,
    outstanding_requests: outstanding(connections),
    znode_count: service.tree.size,
    watch_count: service.watches.count().watches,
    ephemerals_count: service.tree.ephemeralCount,
    approximate_data_size: dataSize,
    global_sessions: service.sessions.size,
  };
  return Object.entries(values).map(([name, value]) => `zk_${name}\t${value}`);
}
