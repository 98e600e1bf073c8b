/** How a tool is told where the cluster is. */
export type Location =
  /** By one of these options, whose values are addresses of brokers, or by `--zookeeper`. */
  | { readonly by: 'options'; readonly brokers: readonly string[] }
  /** By `bootstrap.servers=` among its words as well. */
  | { readonly by: 'properties'; readonly brokers: readonly string[] }
  /** By its first argument, or `-server`: an address of ZooKeeper. */
  | { readonly by: 'argument' };

const BY_OPTIONS: Location = { by: 'options', brokers: ['bootstrap-server', 'broker-list'] };

/** The tools that run in console cells, by the names that the command line lists them under. */
export const consoleTools: Readonly<Record<string, Location>> = {
  topics: BY_OPTIONS,
  'console-producer': BY_OPTIONS,
  'console-consumer': BY_OPTIONS,
  'consumer-groups': BY_OPTIONS,
  'producer-perf-test': { by: 'properties', brokers: ['bootstrap-server', 'broker-list'] },
  'consumer-perf-test': BY_OPTIONS,
  configs: BY_OPTIONS,
  'get-offsets': BY_OPTIONS,
  'delete-records': BY_OPTIONS,
  'leader-election': BY_OPTIONS,
  // Its --broker-list has the ids of brokers.
  'reassign-partitions': { by: 'options', brokers: ['bootstrap-server'] },
  'zookeeper-shell': { by: 'argument' },
};

/** As Kafka's users type it: `kafka-topics`. */
export function scriptName(tool: string): string {
  return tool === 'zookeeper-shell' ? tool : `kafka-${tool}`;
}

/** The tool that a script is, `kafka-topics.sh` or `kafka-topics`; undefined for any other word. */
export function toolOf(script: string): string | undefined {
  const bare = script.replace(/\.(sh|bat|cmd)$/, '');
  return Object.keys(consoleTools).find((tool) => scriptName(tool) === bare);
}

/** Whether a word would name a script of Kafka's or ZooKeeper's, be it there or not. */
export function isLikeScript(word: string): boolean {
  return /^(kafka|zookeeper)-[a-z-]+(\.sh|\.bat|\.cmd)?$/.test(word);
}

/** Scripts around Kafka's servers: the command line knows what to do here instead. */
export function isServerScript(word: string): boolean {
  return /^(kafka|zookeeper)-server-(start|stop)(\.sh|\.bat)?$/.test(word);
}
