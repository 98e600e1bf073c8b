import { clusterOptions } from '../cluster/open-cluster.ts';
import type { Options, OwnKey } from '../options/option.ts';
import { keyLines } from '../options/usage.ts';

/** The keys of formatters (DefaultMessageFormatter). */
const formatterKeys = {
  'print.timestamp': { value: 'true|false', help: 'Whether the time of each message is printed.' },
  'print.key': { value: 'true|false', help: 'Whether the key is printed.' },
  'print.offset': { value: 'true|false', help: 'Whether the offset is printed.' },
  'print.epoch': { value: 'true|false', help: 'Whether the leader epoch is printed.' },
  'print.partition': { value: 'true|false', help: 'Whether the partition is printed.' },
  'print.headers': { value: 'true|false', help: 'Whether the headers are printed.' },
  'print.value': { value: 'true|false', help: 'Whether the value is printed; it is by default.' },
  'key.separator': { value: '<key.separator>', help: 'What stands between columns; a tab.' },
  'line.separator': { value: '<line.separator>', help: 'What ends a message; a new line.' },
  'headers.separator': {
    value: '<headers.separator>',
    help: 'What stands between headers; a comma.',
  },
  'null.literal': { value: '<null.literal>', help: 'What is printed for what is not there; null.' },
  'key.deserializer': { value: '<key.deserializer>', help: 'The class that makes text of keys.' },
  'value.deserializer': {
    value: '<value.deserializer>',
    help: 'The class that makes text of values.',
  },
  'headers.deserializer': {
    value: '<headers.deserializer>',
    help: 'The class that makes text of the values of headers.',
  },
} satisfies Readonly<Record<string, OwnKey>>;

export const options = {
  ...clusterOptions,
  topic: { value: 'topic', kind: 'topic', help: 'The topic to consume on.' },
  include: {
    value: 'Java regex (String)',
    kind: 'topics',
    synonyms: ['whitelist'],
    help: 'Regular expression specifying list of topics to include for consumption.',
  },
  partition: {
    value: 'partition',
    type: 'integer',
    help: "The partition to consume from. Consumption starts from the end of the partition unless '--offset' is specified.",
  },
  offset: {
    value: 'consume offset',
    choices: ['earliest', 'latest'],
    help: "The offset to consume from (a non-negative number), or 'earliest' which means from beginning, or 'latest' which means from end (default: latest).",
  },
  'from-beginning': {
    help: 'If the consumer does not already have an established offset to consume from, start with the earliest message present in the log rather than the latest message.',
  },
  'max-messages': {
    value: 'num_messages',
    type: 'integer',
    help: 'The maximum number of messages to consume before exiting. If not set, consumption is continual.',
  },
  'timeout-ms': {
    value: 'timeout_ms',
    type: 'integer',
    help: 'If specified, exit if no message is available for consumption for the specified interval.',
  },
  'skip-message-on-error': {
    help: 'If there is an error when processing a message, skip it instead of halt.',
  },
  group: {
    value: 'consumer group id',
    kind: 'group',
    help: 'The consumer group id of the consumer.',
  },
  'consumer-property': {
    value: 'consumer_prop',
    ...{ multiple: true, kind: 'consumer-config' },
    help: 'A property of the consumer in the form key=value.',
  },
  'command-property': {
    value: 'prop',
    ...{ multiple: true, kind: 'consumer-config' },
    help: 'As --consumer-property.',
  },
  'consumer.config': {
    value: 'config file',
    kind: 'file',
    help: 'Consumer config properties file; --consumer-property takes precedence.',
  },
  'command-config': { value: 'config file', kind: 'file', help: 'As --consumer.config.' },
  formatter: {
    value: 'class',
    kind: 'class',
    help: 'The name of a class to use for formatting kafka messages for display: DefaultMessageFormatter, LoggingMessageFormatter or NoOpMessageFormatter; OffsetsMessageFormatter and GroupMetadataMessageFormatter for __consumer_offsets, TransactionLogMessageFormatter for __transaction_state (default: org.apache.kafka.tools.consumer.DefaultMessageFormatter).',
  },
  property: {
    value: 'prop',
    ...{ multiple: true, keys: formatterKeys },
    help: ['A property of the formatter in the form key=value:', ...keyLines(formatterKeys)].join(
      '\n',
    ),
  },
  'formatter-property': {
    value: 'prop',
    ...{ multiple: true, keys: formatterKeys },
    help: 'As --property.',
  },
  'formatter-config': {
    value: 'config file',
    kind: 'file',
    help: 'Config properties file of the formatter; --property takes precedence.',
  },
  'key-deserializer': {
    value: 'deserializer for keys',
    help: 'The name of the class to use for deserializing keys.',
  },
  'value-deserializer': {
    value: 'deserializer for values',
    help: 'The name of the class to use for deserializing values.',
  },
  'isolation-level': {
    value: 'String',
    choices: ['read_uncommitted', 'read_committed'],
    help: 'Set to read_committed in order to filter out transactional messages which are not committed. Set to read_uncommitted to read all messages (default: read_uncommitted).',
  },
  'enable-systest-events': { hidden: true, help: 'Not supported.' },
  'new-consumer': { hidden: true, help: 'Of former days; there is no other.' },
} satisfies Options;
