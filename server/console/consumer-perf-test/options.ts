import { clusterOptions } from '../cluster/open-cluster.ts';
import type { Options } from '../options/option.ts';

export const options = {
  ...clusterOptions,
  topic: {
    value: 'topic',
    kind: 'topic',
    help: 'REQUIRED unless --include is specified: The topic to consume from.',
  },
  include: {
    value: 'Java regex (String)',
    kind: 'topics',
    help: 'Regular expression specifying list of topics to include for consumption.',
  },
  messages: {
    value: 'count',
    type: 'integer',
    synonyms: ['num-records'],
    help: 'REQUIRED: The number of messages to consume',
  },
  group: {
    value: 'gid',
    kind: 'group',
    help: 'The group id to consume on (default: perf-consumer- and a random number).',
  },
  'fetch-size': {
    value: 'size',
    type: 'integer',
    help: 'The amount of data to fetch of a partition in a single request (default: 1048576).',
  },
  'from-latest': {
    help: 'If the consumer does not already have an established offset to consume from, start with the latest message present in the log rather than the earliest message.',
  },
  'socket-buffer-size': {
    value: 'size',
    type: 'integer',
    help: 'Taken for compatibility: the system sizes its buffers itself.',
  },
  'consumer.config': {
    value: 'config file',
    kind: 'file',
    help: 'Consumer config properties file.',
  },
  'print-metrics': { help: 'Print out the metrics.' },
  'show-detailed-stats': {
    help: 'If set, stats are reported for each reporting interval as configured by reporting-interval',
  },
  timeout: {
    value: 'milliseconds',
    type: 'integer',
    help: 'The maximum allowed time in milliseconds between returned records (default: 10000).',
  },
  'reporting-interval': {
    value: 'interval_ms',
    type: 'integer',
    help: 'Interval in milliseconds at which to print progress info (default: 5000).',
  },
  'date-format': {
    value: 'date format',
    help: 'The date format to use for formatting the time field. See java.text.SimpleDateFormat for options (default: yyyy-MM-dd HH:mm:ss:SSS).',
  },
  'hide-header': { help: 'If set, skips printing the header for the stats' },
  threads: { value: 'count', type: 'integer', hidden: true, help: 'Ignored.' },
  'num-fetch-threads': { value: 'count', type: 'integer', hidden: true, help: 'Ignored.' },
} satisfies Options;
