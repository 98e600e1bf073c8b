import { checkClusterOptions, clusterOptions } from '../cluster/open-cluster.ts';
import { UsageError } from '../command.ts';
import type { Options, OptionValues } from '../options/option.ts';
import { oneOf, required } from '../options/rules.ts';

// `--broker-list` means something else here.
const { 'broker-list': _, ...connection } = clusterOptions;

/** The options of kafka-reassign-partitions (Kafka's ReassignPartitionsCommand). */
export const options = {
  ...connection,
  verify: {
    help: 'Verify if the reassignment completed as specified by the --reassignment-json-file option. If there is a throttle engaged for the replicas specified, and the rebalance has completed, the throttle will be removed',
  },
  generate: {
    help: 'Generate a candidate partition reassignment configuration. Note that this only generates a candidate assignment, it does not execute it.',
  },
  execute: {
    help: 'Kick off the reassignment as specified by the --reassignment-json-file option.',
  },
  cancel: { help: 'Cancel an active reassignment.' },
  list: { help: 'List all active partition reassignments.' },
  'reassignment-json-file': {
    value: 'manual assignment json file path',
    kind: 'file',
    help: 'The JSON file with the partition reassignment configuration. The format to use is -\n{"partitions":\n  [{"topic": "foo",\n    "partition": 1,\n    "replicas": [1,2,3] }],\n "version":1\n}',
  },
  'topics-to-move-json-file': {
    value: 'topics to reassign json file path',
    kind: 'file',
    help: 'Generate a reassignment configuration to move the partitions of the specified topics to the list of brokers specified by the --broker-list option. The format to use is -\n{"topics":\n  [{"topic": "foo"},{"topic": "foo1"}],\n "version":1\n}',
  },
  'broker-list': {
    value: 'brokerlist',
    help: 'The list of brokers to which the partitions need to be reassigned in the form "0,1,2". This is required if --topics-to-move-json-file is used to generate reassignment configuration',
  },
  'disable-rack-aware': { help: 'Disable rack aware replica assignment' },
  throttle: {
    value: 'throttle',
    type: 'integer',
    help: 'The movement of partitions between brokers will be throttled to this value (bytes/sec). This option can be included with --execute when a reassignment is started, and it can be altered by resubmitting the current reassignment along with the --additional flag. The throttle rate should be at least 1 KB/s.',
  },
  'replica-alter-log-dirs-throttle': {
    value: 'replicaAlterLogDirsThrottle',
    type: 'integer',
    help: 'The movement of replicas between log directories on the same broker will be throttled to this value (bytes/sec).',
  },
  timeout: {
    value: 'timeout',
    type: 'integer',
    help: 'The maximum time in ms to wait for log directory replica assignment to begin.',
  },
  additional: {
    help: 'Execute this reassignment in addition to any other ongoing ones. This option can also be used to change the throttle of an ongoing reassignment.',
  },
  'preserve-throttles': { help: 'Do not modify broker or topic throttles.' },
} satisfies Options;

export type Given = OptionValues<typeof options>;
type Name = keyof typeof options;

export const actions = ['generate', 'execute', 'verify', 'cancel', 'list'] as const;
export type Action = (typeof actions)[number];

const needs: Record<Action, readonly Name[]> = {
  generate: ['topics-to-move-json-file', 'broker-list'],
  execute: ['reassignment-json-file'],
  verify: ['reassignment-json-file'],
  cancel: ['reassignment-json-file'],
  list: [],
};
const allows: Record<Action, readonly Name[]> = {
  generate: ['disable-rack-aware'],
  execute: ['additional', 'throttle', 'replica-alter-log-dirs-throttle', 'timeout'],
  verify: ['preserve-throttles'],
  cancel: ['preserve-throttles', 'timeout'],
  list: [],
};

/** @throws UsageError */
export function check(given: Given): void {
  const action = oneOf(
    given,
    actions,
    `Command must include exactly one action: ${actions.map((name) => `--${name}`).join(', ')}`,
  );
  checkClusterOptions(connectionOf(given));
  required(given, ...needs[action]);
  const allowed = [action, ...Object.keys(connection), ...needs[action], ...allows[action]];
  const wrong = Object.keys(given).find((name) => !allowed.includes(name));
  if (wrong !== undefined) {
    throw new UsageError(`Option "[${wrong}]" can't be used with action "[${action}]"`);
  }
}

/** How to reach the cluster: without the brokers that partitions go to. */
export function connectionOf(given: Given): Omit<Given, 'broker-list'> {
  const { 'broker-list': _brokers, ...rest } = given;
  return rest;
}
