import { expect, test } from 'vitest';
import { UsageError } from '../../../../server/console/command.ts';
import { parseOptions } from '../../../../server/console/options/parse-options.ts';
import { check, options } from '../../../../server/console/topics/options.ts';

const checked = (line: string) => check(parseOptions(line.split(' '), options).values);

test.each([
  '--list --bootstrap-server b:1',
  '--list --zookeeper localhost:2181/kafka',
  '--create --zookeeper localhost:2181 --replication-factor 1 --partitions 1 --topic test',
  '--create --broker-list b:1 --topic a --config a=b --config c=d --if-not-exists',
  '--alter --bootstrap-server b:1 --topic a --partitions 3 --replica-assignment 1,2,3',
  '--alter --zookeeper z --topic a --config a=b',
  '--describe --bootstrap-server b:1 --under-replicated-partitions --exclude-internal',
  '--delete --bootstrap-server b:1 --topic a --if-exists',
])('%s is right', (line) => {
  checked(line);
});

const oneAction =
  'Command must include exactly one action: --list, --describe, --create, --alter or --delete';

test.each([
  ['--topic a', oneAction],
  ['--list --delete', oneAction],
  ['--list', '--bootstrap-server must be specified'],
  [
    '--list --zookeeper z --bootstrap-server b:1',
    'Only one of --bootstrap-server and --zookeeper may be specified',
  ],
  ['--create --bootstrap-server b:1', 'Missing required argument "[topic]"'],
  ['--alter --bootstrap-server b:1 --topic a', 'Missing required argument "[partitions]"'],
  [
    '--list --bootstrap-server b:1 --partitions 1',
    `Option "[partitions]" can't be used with option "[list]"`,
  ],
  [
    '--alter --bootstrap-server b:1 --topic a --partitions 1 --replication-factor 1',
    `Option "[replication-factor]" can't be used with option "[alter]"`,
  ],
  [
    '--create --bootstrap-server b:1 --topic a --replica-assignment 1 --partitions 1',
    `Option "[replica-assignment]" can't be used with option "[partitions]"`,
  ],
  [
    '--describe --bootstrap-server b:1 --topics-with-overrides --unavailable-partitions',
    `Option "[unavailable-partitions]" can't be used with option "[topics-with-overrides]"`,
  ],
  [
    '--alter --bootstrap-server b:1 --topic a --config a=b',
    `Option combination "[bootstrap-server],[config]" can't be used with option "[alter]" (To alter topic configurations, the kafka-configs tool can be used.)`,
  ],
  [
    '--describe --bootstrap-server b:1 --if-exists',
    '--topic or --topic-id is required to describe a topic',
  ],
])('%s is wrong: %s', (line, message) => {
  expect(() => checked(line)).toThrow(new UsageError(message));
});
