import type { Command } from './command.ts';

/** A command as it is listed; loaded when it is called. */
export interface Entry {
  readonly summary: string;
  load(): Promise<Command>;
}

/**
 * Kafka's tools by the middle of their scripts' names; `zookeeper-shell` has no other. The build makes a bundle of
 * each module that is imported here, and a script of each name: errors do not cross, a tool reports its own.
 */
export const tools: Readonly<Record<string, Entry>> = {
  topics: {
    summary: 'kafka-topics: create, list, describe, alter, delete topics',
    load: async () => (await import('./topics/topics.ts')).topicsCommand,
  },
  'console-producer': {
    summary: 'kafka-console-producer: send lines as messages',
    load: async () =>
      (await import('./console-producer/console-producer.ts')).consoleProducerCommand,
  },
  'console-consumer': {
    summary: 'kafka-console-consumer: print messages as lines',
    load: async () =>
      (await import('./console-consumer/console-consumer.ts')).consoleConsumerCommand,
  },
  'consumer-groups': {
    summary: 'kafka-consumer-groups: list, describe, reset, delete consumer groups',
    load: async () => (await import('./consumer-groups/consumer-groups.ts')).consumerGroupsCommand,
  },
  'producer-perf-test': {
    summary: 'kafka-producer-perf-test: how fast messages are sent',
    load: async () =>
      (await import('./producer-perf-test/producer-perf-test.ts')).producerPerfTestCommand,
  },
  'consumer-perf-test': {
    summary: 'kafka-consumer-perf-test: how fast messages are read',
    load: async () =>
      (await import('./consumer-perf-test/consumer-perf-test.ts')).consumerPerfTestCommand,
  },
  configs: {
    summary: 'kafka-configs: show and change the configuration of topics and brokers',
    load: async () => (await import('./configs/configs.ts')).configsCommand,
  },
  'get-offsets': {
    summary: 'kafka-get-offsets: the offsets of partitions at a time',
    load: async () => (await import('./get-offsets/get-offsets.ts')).getOffsetsCommand,
  },
  'delete-records': {
    summary: 'kafka-delete-records: delete the records before given offsets',
    load: async () => (await import('./delete-records/delete-records.ts')).deleteRecordsCommand,
  },
  'leader-election': {
    summary: 'kafka-leader-election: elect preferred or any living leaders',
    load: async () => (await import('./leader-election/leader-election.ts')).leaderElectionCommand,
  },
  'reassign-partitions': {
    summary: 'kafka-reassign-partitions: move partitions to other brokers',
    load: async () =>
      (await import('./reassign-partitions/reassign-partitions.ts')).reassignPartitionsCommand,
  },
  'zookeeper-shell': {
    summary: 'zookeeper-shell: look into ZooKeeper and change what is there',
    load: async () => (await import('./zookeeper-shell/zookeeper-shell.ts')).zookeeperShellCommand,
  },
};

/** `topics` for `kafka-topics` and `kafka-topics.sh`: the name under which a command is listed. */
export function commandName(typed: string): string {
  const bare = typed.replace(/\.(sh|bat)$/, '').replace(/^kafka-/, '');
  return Object.hasOwn(tools, bare) ? bare : typed;
}
