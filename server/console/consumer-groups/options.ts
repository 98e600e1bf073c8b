import { clusterOptions } from '../cluster/open-cluster.ts';
import type { Options } from '../options/option.ts';

/** In the order in which Kafka names them. */
export const STATES = [
  ...['Dead', 'Stable', 'Empty', 'Assigning', 'CompletingRebalance', 'Reconciling'],
  'PreparingRebalance',
];
export const TYPES = ['Classic', 'Consumer'];

export const options = {
  ...clusterOptions,
  group: {
    value: 'consumer group',
    ...{ multiple: true, kind: 'group' },
    help: 'The consumer group we wish to act on.',
  },
  'all-groups': { help: 'Apply to all consumer groups.' },
  topic: {
    value: 'topic',
    ...{ multiple: true, kind: 'topic' },
    help: 'The topic whose consumer group information should be deleted or topic which should be included in the reset offset process. Partitions can be specified using this format: `topic1:0,1,2`. May be given several times.',
  },
  'all-topics': {
    help: 'Consider all topics assigned to a group in the `reset-offsets` process.',
  },
  list: { help: 'List all consumer groups.' },
  describe: {
    help: 'Describe consumer group and list offset lag (number of messages not yet processed) related to given group.',
  },
  delete: {
    help: 'Pass in groups to delete topic partition offsets and ownership information over the entire consumer group. For instance --group g1 --group g2',
  },
  'delete-offsets': {
    help: 'Delete offsets of consumer group. Supports one consumer group at the time, and multiple topics.',
  },
  'reset-offsets': {
    help: [
      'Reset offsets of consumer group. Supports one consumer group at the time, and instances should be inactive.',
      'Has 2 execution options: --dry-run (the default) to plan which offsets to reset, and --execute to update the offsets. Additionally, the --export option is used to export the results to a CSV format.',
      'You must choose one of the following reset specifications: --to-datetime, --by-duration, --to-earliest, --to-latest, --shift-by, --from-file, --to-current, --to-offset.',
      "To define the scope use --all-topics or --topic. One scope must be specified unless you use '--from-file'.",
    ].join('\n'),
  },
  'dry-run': { help: 'Only show results without executing changes. Of reset-offsets.' },
  execute: { help: 'Execute operation. Of reset-offsets.' },
  export: { help: 'Export operation execution to a CSV file. Of reset-offsets.' },
  'to-offset': { value: 'offset', type: 'integer', help: 'Reset offsets to a specific offset.' },
  'from-file': {
    value: 'path to CSV file',
    kind: 'file',
    help: 'Reset offsets to values defined in CSV file.',
  },
  'to-datetime': {
    value: 'datetime',
    help: "Reset offsets to offset from datetime. Format: 'YYYY-MM-DDTHH:mm:SS.sss'",
  },
  'by-duration': {
    value: 'duration',
    help: "Reset offsets to offset by duration from current timestamp. Format: 'PnDTnHnMnS'",
  },
  'to-earliest': { help: 'Reset offsets to earliest offset.' },
  'to-latest': { help: 'Reset offsets to latest offset.' },
  'to-current': { help: 'Reset offsets to current offset.' },
  'shift-by': {
    value: 'number-of-offsets',
    type: 'integer',
    help: "Reset offsets shifting current offset by 'n', where 'n' can be positive or negative.",
  },
  timeout: {
    value: 'timeout (ms)',
    type: 'integer',
    help: 'How long to wait for a group whose coordinator is on the move, or that is going through some changes (default: 5000).',
  },
  members: { help: 'Describe members of the group. With --describe.' },
  offsets: {
    help: 'Describe the group and list all topic partitions in the group along with their offset lag. The default of --describe.',
  },
  state: {
    value: 'String',
    ...{ optional: true, choices: STATES },
    help: 'With --describe, the state of the group. With --list, the state of all groups, or of groups in these states: --list --state stable,empty',
  },
  type: {
    value: 'String',
    ...{ optional: true, choices: TYPES },
    help: 'With --list, the types of all groups, or groups of these types: --list --type classic,consumer',
  },
  'new-consumer': { hidden: true, help: 'Of former days; there is no other.' },
  verbose: { help: 'Provide additional information, if any, when describing the group.' },
} satisfies Options;
