// Our kafka-consumer-groups beside Kafka's, and our consumers in a group with others.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Child } from '../harness/child.ts';
import { type MillraceProcess, startMillrace } from '../harness/millrace.ts';
import { inDist, node } from '../harness/places.ts';
import { missing, need } from '../harness/requirements.ts';
import { type TempFolder, tempFolder } from '../harness/temp.ts';
import { runOurs } from './console/tool-runners.ts';
import { KafkaTools } from './kafka/kafka-tools.ts';
import { until } from './kafka/until.ts';

let folder: TempFolder;
let millrace: MillraceProcess;
let tools: KafkaTools;
beforeAll(async () => {
  folder = tempFolder('console-groups');
  millrace = await startMillrace();
  if (missing('java') === undefined) tools = await KafkaTools.start('4.1.0');
});
afterAll(async () => {
  tools?.stop();
  await millrace?.stop();
  folder?.remove();
});

const at = (args: readonly string[]) => ['--bootstrap-server', millrace.bootstrap, ...args];
const ours = (...args: string[]) => runOurs('kafka-consumer-groups', at(args));
const theirs = (...args: string[]) => tools.run('kafka-consumer-groups', at(args));

/** A topic with three partitions and five messages in each. */
async function makeTopic(topic: string): Promise<void> {
  await runOurs('kafka-topics', at(['--create', '--topic', topic, '--partitions', '3']));
  // k3, k0 and k1 belong to partitions 0, 1 and 2.
  const lines = Array.from({ length: 30 }, (_, i) => `k${i}\tv${i}\n`).join('');
  await runOurs(
    'kafka-console-producer',
    at(['--topic', topic, '--property', 'parse.key=true']),
    lines,
  );
}

/** A consumer of ours that has joined and read. */
async function startConsumer(...args: string[]): Promise<Child> {
  const consumer = await Child.start(node, [
    ...[inDist('cli.js'), 'console-consumer', ...at(args)],
    ...['--property', 'print.partition=true', '--from-beginning'],
  ]);
  await consumer.line(/^Partition:\d+\tv\d+$/, 20_000);
  return consumer;
}

/** Waits until the members of a group have as many partitions as `pattern` says: `client 2,other 1`. */
async function untilShared(group: string, pattern: RegExp): Promise<void> {
  let members = '';
  const look = async () => {
    const { stdout } = await ours('--describe', '--group', group, '--members');
    const rows = stdout
      .split('\n')
      .slice(2)
      .map((line) => line.trimEnd().split(/\s+/).slice(-2));
    members = rows
      .filter((row) => row.length === 2)
      .map((row) => row.join(' '))
      .sort()
      .join();
    return pattern.test(members);
  };
  await until(() => `the group ${group} to become ${pattern}, not ${members}`, look, 30_000);
}

describe('without members', () => {
  const plans = {
    'plan.csv': 'NAME-t,0,1\nNAME-t,2,1000\n',
    'plans.csv': 'NAME-g,NAME-t,1,2\nNAME-h,NAME-t,1,3\n',
  };

  /** Each line is played with names of its own; of `~` lines, the order of rows does not count. */
  const script = `
--describe --group NAME-g
~--reset-offsets --group NAME-g --topic NAME-t --to-earliest --dry-run
~--reset-offsets --group NAME-g --topic NAME-t --to-earliest --execute
--describe --group NAME-g
--describe --group NAME-g --verbose
--describe --group NAME-g --members
--describe --group NAME-g --members --verbose
--describe --group NAME-g --state
--describe --group NAME-g --state --verbose
--describe --group NAME-g --group NAME-none --offsets
--reset-offsets --group NAME-g --topic NAME-t:1 --to-latest --execute
--reset-offsets --group NAME-g --topic NAME-t:1 --shift-by -2 --execute
--reset-offsets --group NAME-g --topic NAME-t:1 --shift-by 100 --execute
--reset-offsets --group NAME-g --topic NAME-t:1 --shift-by -100 --execute
~--reset-offsets --group NAME-g --topic NAME-t:0,2 --to-offset 3 --execute
~--reset-offsets --group NAME-g --all-topics --to-current --dry-run
~--reset-offsets --group NAME-g --all-topics --to-current --export
~--reset-offsets --group NAME-g --topic NAME-t --to-datetime 2000-01-01T00:00:00.000 --dry-run
~--reset-offsets --group NAME-g --topic NAME-t --to-datetime 2099-01-01T00:00:00.000+02:00 --dry-run
~--reset-offsets --group NAME-g --topic NAME-t --by-duration P1DT1H --dry-run
~--reset-offsets --group NAME-g --topic NAME-t --by-duration PT0S --dry-run
~--reset-offsets --group NAME-g --from-file FOLDER/plan.csv --dry-run
~--reset-offsets --group NAME-g --group NAME-h --from-file FOLDER/plans.csv --execute
~--reset-offsets --group NAME-g --group NAME-h --topic NAME-t:0 --to-latest --export --dry-run
--reset-offsets --group NAME-g --topic NAME-t:x --to-latest --dry-run
--reset-offsets --group NAME-g --topic NAME-none --to-latest --dry-run
--reset-offsets --group NAME-none --topic NAME-t:0 --shift-by 1 --dry-run
--reset-offsets --group NAME-g --topic NAME-t --to-latest --to-earliest
--reset-offsets --group NAME-g --topic NAME-t --to-latest --execute --dry-run
--reset-offsets --topic NAME-t --to-latest
--delete-offsets --group NAME-g --topic NAME-t:1
--delete-offsets --group NAME-g --topic NAME-t
--delete-offsets --group NAME-none --topic NAME-t:0
--delete-offsets --group NAME-h --topic NAME-none
--delete-offsets --group NAME-h
--describe --group NAME-h
--delete --group NAME-h
--delete --group NAME-h --group NAME-none
--delete
--delete --group NAME-h --topic NAME-t
--list --state nonsense
--list --describe
--list --members
--nonsense
`;

  test('both print the same and end with the same codes', async (context) => {
    need(context, 'java');
    const play = async (name: string, run: typeof ours) => {
      await makeTopic(`${name}-t`);
      for (const [file, text] of Object.entries(plans)) {
        writeFileSync(join(folder.path, `${name}-${file}`), text.replaceAll('NAME', name));
      }
      const outcomes: unknown[] = [];
      for (const line of script.trim().split('\n')) {
        const args = line
          .replace(/^~/, '')
          .replaceAll('FOLDER/', `${folder.path}/${name}-`)
          .replaceAll('NAME', name)
          .split(' ');
        const { code, stdout } = await run(...args);
        const text = stdout.replaceAll(name, 'NAME');
        const rows = line.startsWith('~') ? text.split('\n').sort().join('\n') : text;
        // Where usage was wrong, Kafka's tool goes on for a while after it has said so.
        outcomes.push({ line, code, stdout: code === 0 ? rows : '' });
      }
      return outcomes;
    };
    const [mine, java] = await Promise.all([play('mine', ours), play('java', theirs)]);
    expect(mine).toEqual(java);
  });
});

describe('with members', () => {
  const topic = 'read-together';
  const group = 'readers';
  let first: Child;
  let second: Child;
  beforeAll(async () => {
    await makeTopic(topic);
    first = await startConsumer('--topic', topic, '--group', group);
    second = await Child.start(node, [
      ...[inDist('cli.js'), 'console-consumer', ...at(['--topic', topic, '--group', group])],
      ...[
        '--consumer-property',
        'client.id=second',
        '--consumer-property',
        'group.instance.id=two',
      ],
    ]);
    await untilShared(group, /^console-consumer [12],second [12]$/);
  });
  afterAll(async () => {
    await first?.stop('SIGINT');
    await second?.stop('SIGINT');
  });

  test.for([
    ['--list'],
    ['--list', '--state'],
    ['--list', '--type', '--state'],
    ['--list', '--state', 'stable'],
    ['--list', '--state', 'Dead'],
    ['--list', '--type', 'consumer'],
    ['--describe', '--group', group],
    ['--describe', '--group', group, '--verbose'],
    ['--describe', '--group', group, '--members', '--verbose'],
    ['--describe', '--group', group, '--state'],
    ['--describe', '--all-groups', '--state'],
    ['--reset-offsets', '--group', group, '--topic', topic, '--to-latest', '--execute'],
    ['--delete-offsets', '--group', group, '--topic', topic],
    ['--delete', '--group', group],
  ])('both print the same: %j', async (args, context) => {
    need(context, 'java');
    const [mine, java] = [await ours(...args), await theirs(...args)];
    expect({ code: mine.code, stdout: rowsInOrder(mine.stdout) }).toEqual({
      code: java.code,
      stdout: rowsInOrder(java.stdout),
    });
  });

  test('who leaves gives its partitions to the others', async () => {
    await first.stop('SIGINT');
    expect(first.stderr).toBe('Processed a total of 30 messages\n');
    await untilShared(group, /^second 3$/);
    const { stdout } = await ours('--describe', '--group', group);
    expect(stdout.match(/ 0 +second-|\s0\s+two-/g)).toHaveLength(3);
  });
});

/** Members and groups come in the order of Java's hashes. */
function rowsInOrder(text: string): string[] {
  return text.split('\n').sort();
}

test('our consumer shares a topic with librdkafka’s', async (context) => {
  need(context, 'kcat');
  await makeTopic('shared');
  const consumer = await startConsumer('--topic', 'shared', '--group', 'mixed');
  const kcat = await Child.start('kcat', [
    ...['-b', millrace.bootstrap, '-G', 'mixed', '-q', '-u', '-X', 'client.id=kcat'],
    ...['-X', 'partition.assignment.strategy=range', 'shared'],
  ]);
  try {
    await untilShared('mixed', /^console-consumer [12],kcat [12]$/);
    await kcat.stop();
    await untilShared('mixed', /^console-consumer 3$/);
  } finally {
    await kcat.kill();
    expect(await consumer.stop('SIGINT')).toEqual({ code: 130, signal: null });
  }
});
