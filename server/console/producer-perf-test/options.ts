import { clusterOptions } from '../cluster/open-cluster.ts';
import type { Options } from '../options/option.ts';

export const options = {
  ...clusterOptions,
  'bootstrap-server': {
    ...clusterOptions['bootstrap-server'],
    help: 'Instead of bootstrap.servers in --producer-props.',
  },
  topic: { value: 'TOPIC', kind: 'topic', help: 'REQUIRED: produce messages to this topic' },
  'num-records': {
    value: 'NUM-RECORDS',
    type: 'integer',
    help: 'REQUIRED: number of messages to produce',
  },
  'record-size': {
    value: 'RECORD-SIZE',
    type: 'integer',
    help: 'message size in bytes. Exactly one of --record-size, --payload-file and --payload-monotonic must be given.',
  },
  'payload-file': {
    value: 'PAYLOAD-FILE',
    kind: 'file',
    help: 'file to read the message payloads from, in UTF-8. Of these each message has one at random.',
  },
  'payload-monotonic': { help: 'payload is a monotonically increasing integer.' },
  'payload-delimiter': {
    value: 'PAYLOAD-DELIMITER',
    help: 'what stands between payloads in --payload-file (default: \\n)',
  },
  throughput: {
    value: 'THROUGHPUT',
    type: 'number',
    help: 'REQUIRED: throttle maximum message throughput to *approximately* THROUGHPUT messages/sec. Set this to -1 to disable throttling.',
  },
  'producer-props': {
    value: 'PROP-NAME=PROP-VALUE',
    ...{ multiple: true, several: true, kind: 'producer-config' },
    help: 'producer related configuration properties like bootstrap.servers, client.id etc., several behind each other. They take precedence over --producer.config.',
  },
  'producer.config': {
    value: 'CONFIG-FILE',
    kind: 'file',
    help: 'producer config properties file.',
  },
  'print-metrics': { help: 'print out metrics at the end of the test.' },
  'transactional-id': { value: 'TRANSACTIONAL-ID', hidden: true, help: 'Not supported.' },
  'transaction-duration-ms': {
    value: 'TRANSACTION-DURATION',
    hidden: true,
    help: 'Not supported.',
  },
} satisfies Options;
