import { Codec } from '../../protocol/records/compression.ts';
import { clusterOptions } from '../cluster/open-cluster.ts';
import type { Options, OwnKey } from '../options/option.ts';
import { keyLines } from '../options/usage.ts';

const SERVERS = ', as HOST1:PORT1,HOST2:PORT2.';

/** The keys of the reader of lines (LineMessageReader), with what they are by default. */
const readerKeys = {
  'parse.key': { value: 'false', help: 'Whether each line begins with the key.' },
  'parse.headers': { value: 'false', help: 'Whether each line begins with headers.' },
  'ignore.error': {
    value: 'false',
    help: 'Whether a line without the separators is sent as it is, instead of ending the command.',
  },
  'key.separator': { value: '\\t', help: 'What stands between key and value.' },
  'headers.delimiter': { value: '\\t', help: 'What stands behind the headers.' },
  'headers.separator': { value: ',', help: 'What stands between one header and the next.' },
  'headers.key.separator': { value: ':', help: 'What stands between name and value of a header.' },
  'null.marker': {
    value: '',
    help: 'When set, any fields (key, value and headers) equal to this are replaced by null',
  },
} satisfies Readonly<Record<string, OwnKey>>;

export const options = {
  ...clusterOptions,
  'bootstrap-server': {
    value: 'server to connect to',
    kind: 'brokers',
    help: `REQUIRED unless --broker-list or --zookeeper is specified. The server(s) to connect to${SERVERS}`,
  },
  'broker-list': {
    value: 'broker-list',
    ...{ deprecated: true, kind: 'brokers' },
    help: `DEPRECATED, use --bootstrap-server instead. The server(s) to connect to${SERVERS}`,
  },
  topic: {
    value: 'topic',
    kind: 'topic',
    help: 'REQUIRED: The topic name to produce messages to.',
  },
  sync: {
    help: 'If set message send requests to the brokers are synchronously, one at a time as they arrive.',
  },
  'compression-codec': {
    value: 'compression-codec',
    ...{ optional: true, choices: Object.keys(Codec) },
    help: "The compression codec: either 'none', 'gzip', 'snappy', 'lz4', or 'zstd'. If specified without value, then it defaults to 'gzip'.",
  },
  'batch-size': {
    value: 'size',
    type: 'integer',
    help: 'The size in bytes of a batch of messages to one partition, `batch.size` (default: 16384). --max-partition-memory-bytes takes precedence.',
  },
  'message-send-max-retries': {
    value: 'Integer',
    type: 'integer',
    help: 'How often a message that a broker refuses for the time being is sent again, `retries` (default: 3).',
  },
  'retry-backoff-ms': {
    value: 'Long',
    type: 'integer',
    help: 'How long to wait before that, `retry.backoff.ms` (default: 100).',
  },
  timeout: {
    value: 'timeout_ms',
    type: 'integer',
    help: 'The maximum amount of time in ms that a message waits for others to be sent with, `linger.ms` (default: 1000; 0 where lines are typed).',
  },
  'request-required-acks': {
    value: 'request required acks',
    choices: ['all', '-1', '1', '0'],
    help: 'Who has to acknowledge a message, `acks`: -1 or all in-sync replicas, 1 the leader, 0 nobody (default: -1).',
  },
  'request-timeout-ms': {
    value: 'request timeout ms',
    type: 'integer',
    help: 'The ack timeout of the producer requests, `request.timeout.ms` (default: 1500).',
  },
  'metadata-expiry-ms': {
    value: 'metadata expiration interval',
    type: 'integer',
    help: 'After which time metadata are looked at again without a reason, `metadata.max.age.ms` (default: 300000).',
  },
  'max-block-ms': {
    value: 'max block on send',
    type: 'integer',
    help: 'How long to wait for a topic or for room in the buffer, `max.block.ms` (default: 60000).',
  },
  'max-memory-bytes': {
    value: 'total memory in bytes',
    type: 'integer',
    help: 'How much waits to be sent at most, `buffer.memory` (default: 33554432).',
  },
  'max-partition-memory-bytes': {
    value: 'memory in bytes per partition',
    type: 'integer',
    help: 'As --batch-size.',
  },
  'socket-buffer-size': {
    value: 'size',
    type: 'integer',
    help: 'Taken for compatibility: the system sizes its buffers itself.',
  },
  'line-reader': {
    value: 'reader_class',
    kind: 'class',
    help: 'Only org.apache.kafka.tools.LineMessageReader is there: each line is a message.',
  },
  property: {
    value: 'prop',
    ...{ multiple: true, keys: readerKeys },
    help: [
      'A property of the reader of lines in the form key=value:',
      ...keyLines(readerKeys),
      'Default parsing pattern when:',
      ' parse.headers=true and parse.key=true:',
      '  "h1:v1,h2:v2...\\tkey\\tvalue"',
      ' parse.key=true:',
      '  "key\\tvalue"',
      ' parse.headers=true:',
      '  "h1:v1,h2:v2...\\tvalue"',
    ].join('\n'),
  },
  'reader-property': {
    value: 'prop',
    ...{ multiple: true, keys: readerKeys },
    help: 'As --property.',
  },
  'reader-config': {
    value: 'config file',
    kind: 'file',
    help: 'Config properties file for the reader of lines; --property takes precedence.',
  },
  'producer-property': {
    value: 'producer_prop',
    ...{ multiple: true, kind: 'producer-config' },
    help: 'A property of the producer in the form key=value.',
  },
  'command-property': {
    value: 'prop',
    ...{ multiple: true, kind: 'producer-config' },
    help: 'As --producer-property.',
  },
  'producer.config': {
    value: 'config file',
    kind: 'file',
    help: 'Producer config properties file; --producer-property takes precedence.',
  },
  'command-config': { value: 'config file', kind: 'file', help: 'As --producer.config.' },
} satisfies Options;
