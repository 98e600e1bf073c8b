// Our tools beside Kafka's: the same command lines print the same and end with the same code.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kafkaReleases } from '../../harness/kafka-java.ts';
import { type MillraceProcess, startMillrace } from '../../harness/millrace.ts';
import { missing, need } from '../../harness/requirements.ts';
import { type TempFolder, tempFolder } from '../../harness/temp.ts';
import { KafkaTools } from '../kafka/kafka-tools.ts';
import { play, runOurs, runTheirs } from './tool-runners.ts';

let folder: TempFolder;
let millrace: MillraceProcess;
beforeAll(async () => {
  folder = tempFolder('console');
  millrace = await startMillrace();
});
afterAll(async () => {
  await millrace?.stop();
  folder?.remove();
});

const topics = `
kafka-topics --create --topic NAME --partitions 3 --replication-factor 1 --config retention.ms=3600000
kafka-topics --create --topic NAME
kafka-topics --create --topic NAME --if-not-exists
kafka-topics --create --topic NAME.dots_and --partitions 2
kafka-topics --create --topic NAME-r --replica-assignment 1,1,1
kafka-topics --create --topic NAME-x --partitions 0
kafka-topics --create --topic NAME-x --replication-factor 0
kafka-topics --create --topic NAME-x --replication-factor 7
kafka-topics --create --topic NAME-x --replica-assignment 1:1
kafka-topics --create --topic NAME-x --config nonsense
~kafka-topics --create --topic NAME-x --config retention.ms=soon
~kafka-topics --create --topic NAME-x --partitions many
kafka-topics --create --topic NAME/x
kafka-topics --create
kafka-topics --list --create --topic NAME
kafka-topics --list --topic NAME.*
kafka-topics --list --topic NAME,NAME-r
kafka-topics --list --topic NAME-none
kafka-topics --list --topic NAME --exclude-internal
kafka-topics --list --partitions 3
kafka-topics --lis --top NAME
kafka-topics --nonsense
kafka-topics --describe --topic NAME
kafka-topics --describe --topic NAME-r --under-replicated-partitions
kafka-topics --describe --topic NAME --unavailable-partitions
kafka-topics --describe --topic NAME --at-min-isr-partitions
kafka-topics --describe --topic NAME --under-min-isr-partitions
kafka-topics --describe --topic NAME --topics-with-overrides
kafka-topics --describe --topic NAME-r --topics-with-overrides
kafka-topics --describe --topic NAME-none
kafka-topics --describe --topic NAME-none --if-exists
kafka-topics --describe --topic-id AAAAAAAAAAAAAAAAAAAAAQ
kafka-topics --describe --topics-with-overrides --under-replicated-partitions
kafka-topics --alter --topic NAME --partitions 5
kafka-topics --alter --topic NAME --partitions 2
kafka-topics --alter --topic NAME --config retention.ms=1
kafka-topics --alter --topic NAME
kafka-topics --alter --topic NAME-none --partitions 2
kafka-topics --alter --topic NAME-none --partitions 2 --if-exists
kafka-topics --describe --topic NAME
kafka-topics --delete --topic NAME-none
kafka-topics --delete --topic NAME-none --if-exists
kafka-topics --delete --topic NAME-r
kafka-topics --delete
kafka-topics --list --topic NAME.*
kafka-topics --help
`;

const configs = `
kafka-topics --create --topic NAME --config retention.ms=3600000
kafka-configs --describe --entity-type topics --entity-name NAME
kafka-configs --describe --topic NAME
kafka-configs --alter --topic NAME --add-config cleanup.policy=[compact,delete],retention.ms=7200000
kafka-configs --alter --topic NAME --add-config retention.ms=never
kafka-configs --alter --topic NAME --add-config no.such.key=1
kafka-configs --alter --topic NAME --add-config nonsense
kafka-configs --describe --entity-type topics --entity-name NAME
kafka-configs --describe --entity-type topics --entity-name NAME --all
kafka-configs --alter --topic NAME --delete-config retention.ms
kafka-configs --alter --topic NAME --delete-config segment.ms
kafka-configs --alter --topic NAME --add-config-file FOLDER/topic.properties
kafka-configs --alter --topic NAME --add-config-file FOLDER/none.properties
kafka-configs --describe --topic NAME
kafka-configs --describe --entity-type brokers --entity-name 1
kafka-configs --describe --entity-type brokers --entity-name 1 --all
kafka-configs --describe --entity-type brokers --entity-name one
kafka-configs --describe --broker 1
kafka-configs --describe --broker-defaults
kafka-configs --describe --entity-type brokers
kafka-configs --describe --entity-type topics --topic NAME
kafka-configs --describe --entity-type nonsense --entity-name NAME
kafka-configs --describe --add-config a=b --topic NAME
kafka-configs --describe
kafka-configs --alter --topic NAME
kafka-configs --alter --entity-type topics --add-config a=b
kafka-configs --alter --describe --topic NAME
kafka-configs --help
`;

const offsets = `
kafka-topics --create --topic NAME --partitions 11
kafka-topics --create --topic NAME-2
kafka-get-offsets --topic NAME
kafka-get-offsets --topic NAME.*
kafka-get-offsets --topic NAME --partitions 1,3
kafka-get-offsets --topic NAME --partitions one
kafka-get-offsets --topic NAME --time -1
kafka-get-offsets --topic NAME --time -2
kafka-get-offsets --topic NAME --time earliest
kafka-get-offsets --topic NAME --time -3
kafka-get-offsets --topic NAME --time max-timestamp
kafka-get-offsets --topic NAME --time 1500000000000
kafka-get-offsets --topic NAME --time yesterday
kafka-get-offsets --topic-partitions NAME:0
kafka-get-offsets --topic-partitions NAME:2-4,NAME-2
kafka-get-offsets --topic-partitions NAME:9-
kafka-get-offsets --topic-partitions NAME:-2
kafka-get-offsets --topic-partitions NAME:x
kafka-get-offsets --topic-partitions NAME --topic NAME
kafka-get-offsets --topic NAME-none
kafka-get-offsets --topic NAME --exclude-internal-topics
kafka-get-offsets --nonsense
kafka-get-offsets --help
kafka-delete-records --offset-json-file FOLDER/NAME-offsets.json
kafka-delete-records --offset-json-file FOLDER/NAME-beyond.json
kafka-delete-records --offset-json-file FOLDER/twice.json
kafka-delete-records --offset-json-file FOLDER/version.json
kafka-delete-records --offset-json-file FOLDER/broken.json
kafka-delete-records --offset-json-file FOLDER/none.json
kafka-delete-records
kafka-delete-records --help
`;

/** What a release prints otherwise than those before it. */
const since41 = `
kafka-configs --describe --topic NAME-none
`;

const reassignments = `
kafka-topics --create --topic NAME --partitions 2
kafka-leader-election --election-type preferred --topic NAME --partition 0
~kafka-leader-election --election-type preferred --topic NAME --partition 7
~kafka-leader-election --election-type preferred --topic NAME-none --partition 0
kafka-leader-election --election-type unclean --topic NAME --partition 1
kafka-leader-election --election-type preferred --path-to-json-file FOLDER/NAME-move.json
kafka-leader-election --election-type preferred --path-to-json-file FOLDER/twice.json
kafka-leader-election --election-type preferred --path-to-json-file FOLDER/topics.json
kafka-leader-election --election-type nonsense --topic NAME --partition 0
kafka-leader-election --election-type preferred --topic NAME
kafka-leader-election --election-type preferred
kafka-leader-election --topic NAME --partition 0
kafka-leader-election --election-type preferred --topic NAME --partition 0 --all-topic-partitions
kafka-leader-election --help
kafka-reassign-partitions --list
kafka-reassign-partitions --generate --topics-to-move-json-file FOLDER/NAME-topics.json --broker-list 1
kafka-reassign-partitions --generate --topics-to-move-json-file FOLDER/topics.json --broker-list 1
kafka-reassign-partitions --generate --topics-to-move-json-file FOLDER/NAME-topics.json --broker-list 1,1
~kafka-reassign-partitions --generate --topics-to-move-json-file FOLDER/NAME-topics.json --broker-list 7
kafka-reassign-partitions --generate --topics-to-move-json-file FOLDER/NAME-topics.json
kafka-reassign-partitions --execute --reassignment-json-file FOLDER/NAME-move.json
kafka-reassign-partitions --execute --reassignment-json-file FOLDER/NAME-lost.json
kafka-reassign-partitions --execute --reassignment-json-file FOLDER/NAME-unknown.json
kafka-reassign-partitions --execute --reassignment-json-file FOLDER/twice.json
kafka-reassign-partitions --execute --reassignment-json-file FOLDER/version.json
kafka-reassign-partitions --verify --reassignment-json-file FOLDER/NAME-move.json --preserve-throttles
kafka-reassign-partitions --verify --reassignment-json-file FOLDER/NAME-unknown.json --preserve-throttles
kafka-reassign-partitions --cancel --reassignment-json-file FOLDER/NAME-move.json --preserve-throttles
kafka-reassign-partitions --list --verify
kafka-reassign-partitions --list --throttle 5
kafka-reassign-partitions --nonsense
kafka-reassign-partitions --help
`;

const moves = `
kafka-topics --create --topic NAME --replica-assignment 1:2,2:3
kafka-reassign-partitions --execute --reassignment-json-file FOLDER/NAME-spread.json
`;

const moved = `
kafka-reassign-partitions --verify --reassignment-json-file FOLDER/NAME-spread.json
kafka-reassign-partitions --cancel --reassignment-json-file FOLDER/NAME-spread.json
kafka-reassign-partitions --verify --reassignment-json-file FOLDER/NAME-move.json --preserve-throttles
kafka-leader-election --election-type preferred --topic NAME --partition 1
kafka-topics --describe --topic NAME
`;

/** The older release prints the same; that it does is looked at where there is most to print. */
const scripts = {
  '3.9.1': { topics, configs },
  '4.1.0': { topics, configs: configs + since41, offsets, reassignments },
};

describe.each(kafkaReleases)('beside the tools of Kafka %s', (release) => {
  let tools: KafkaTools;
  beforeAll(async () => {
    if (missing('java') === undefined) tools = await KafkaTools.start(release);
  });
  afterAll(() => tools?.stop());

  test.for(Object.entries(scripts[release]))('%s', async ([name, script], context) => {
    need(context, 'java');
    if (name === 'reassignments' && !(await movesPartitions()))
      context.skip('no reassignments yet');
    const names = ['theirs', 'ours'].map(
      (whose) => `${name}-${whose}-${release.replaceAll('.', '-')}`,
    );
    writeFiles(names);
    const lines = linesOf(script);
    const [theirs, ours] = await Promise.all([
      play(lines, names[0]!, millrace.bootstrap, runTheirs(tools)),
      play(lines, names[1]!, millrace.bootstrap, runOurs),
    ]);
    expect(ours).toEqual(theirs);
  });
});

test('partitions move between three brokers', async (context) => {
  need(context, 'java');
  const tools = await KafkaTools.start('4.1.0');
  const cluster = await startMillrace({ brokers: 3 });
  try {
    const names = ['moved-theirs', 'moved-ours'];
    writeFiles(names);
    const runs = [runTheirs(tools), runOurs];
    const outcomes = await Promise.all(
      runs.map(async (run, at) => {
        const name = names[at]!;
        const steps = (script: string) =>
          play(linesOf(script), name, cluster.bootstrap, (tool, args) => run(tool, args));
        const begun = await steps(moves);
        await expect
          .poll(async () => (await steps('kafka-reassign-partitions --list'))[0]?.stdout, {
            timeout: 20_000,
          })
          .toBe('No partition reassignments found.');
        return [...begun, ...(await steps(moved))];
      }),
    );
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[1]!.at(-1)!.stdout).toMatch(/Partition: 0\tLeader: \d\tReplicas: 3,2\t/);
  } finally {
    tools.stop();
    await cluster.stop();
  }
});

function linesOf(script: string): string[] {
  return script
    .replaceAll('FOLDER', folder.path)
    .split('\n')
    .filter((line) => line !== '');
}

async function movesPartitions(): Promise<boolean> {
  const list = ['--list', '--bootstrap-server', millrace.bootstrap];
  return (await runOurs('kafka-reassign-partitions', list)).code === 0;
}

/** What the lines name in FOLDER. */
function writeFiles(topics: readonly string[]): void {
  const file = (path: string, content: unknown) =>
    writeFileSync(
      join(folder.path, path),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  const partitions = (...list: unknown[]) => ({ version: 1, partitions: list });
  file('topic.properties', '# a comment\nsegment.ms = 60000\nretention.ms: 1000\n');
  file('broken.json', '{');
  file('version.json', { version: 2, partitions: [] });
  file('topics.json', { version: 1, topics: [{ topic: 'no-such-topic' }] });
  const twice = { topic: 'a', partition: 0, offset: 0, replicas: [1] };
  file('twice.json', partitions(twice, twice));
  for (const topic of topics) {
    file(`${topic}-topics.json`, { topics: [{ topic }] });
    file(`${topic}-offsets.json`, partitions({ topic, partition: 0, offset: 0 }));
    file(`${topic}-beyond.json`, partitions({ topic, partition: 0, offset: 9 }));
    file(`${topic}-move.json`, partitions({ topic, partition: 0, replicas: [1] }));
    file(`${topic}-spread.json`, partitions({ topic, partition: 0, replicas: [3, 2] }));
    file(`${topic}-unknown.json`, partitions({ topic, partition: 1, replicas: [8] }));
    file(`${topic}-lost.json`, partitions({ topic, partition: 8, replicas: [1] }));
  }
}
