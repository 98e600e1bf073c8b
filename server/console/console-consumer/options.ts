import { clusterOptions } from '../cluster/open-cluster.ts';
import type { Options } from '../options/option.ts';

export const options = {
  ...clusterOptions,
  topic: { value: 'topic', help: 'The topic to consume on.' },
  include: {
    value: 'Java regex (String)',
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
  group: { value: 'consumer group id', help: 'The consumer group id of the consumer.' },
  'consumer-property': {
    value: 'consumer_prop',
    multiple: true,
    help: 'A property of the consumer in the form key=value.',
  },
  'command-property': { value: 'prop', multiple: true, help: 'As --consumer-property.' },
  'consumer.config': {
    value: 'config file',
    help: 'Consumer config properties file; --consumer-property takes precedence.',
  },
  'command-config': { value: 'config file', help: 'As --consumer.config.' },
  formatter: {
    value: 'class',
    help: 'The name of a class to use for formatting kafka messages for display: DefaultMessageFormatter, LoggingMessageFormatter or NoOpMessageFormatter; OffsetsMessageFormatter and GroupMetadataMessageFormatter for __consumer_offsets, TransactionLogMessageFormatter for __transaction_state (default: org.apache.kafka.tools.consumer.DefaultMessageFormatter).',
  },
  property: {
    value: 'prop',
    multiple: true,
    help: [
      'A property of the formatter in the form key=value:',
      ' print.timestamp=true|false',
      ' print.key=true|false',
      ' print.offset=true|false',
      ' print.epoch=true|false',
      ' print.partition=true|false',
      ' print.headers=true|false',
      ' print.value=true|false',
      ' key.separator=<key.separator>',
      ' line.separator=<line.separator>',
      ' headers.separator=<headers.separator>',
      ' null.literal=<null.literal>',
      ' key.deserializer=<key.deserializer>',
      ' value.deserializer=<value.deserializer>',
      ' headers.deserializer=<headers.deserializer>',
    ].join('\n'),
  },
  'formatter-property': { value: 'prop', multiple: true, help: 'As --property.' },
  'formatter-config': {
    value: 'config file',
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
    help: 'Set to read_committed in order to filter out transactional messages which are not committed. Set to read_uncommitted to read all messages (default: read_uncommitted).',
  },
  'enable-systest-events': { hidden: true, help: 'Not supported.' },
  'new-consumer': { hidden: true, help: 'Of former days; there is no other.' },
} satisfies Options;
