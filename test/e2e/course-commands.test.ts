// The shell commands of a course on Kafka, typed as its slides print them by a learner who has started the local
// cluster, which is where the course's servers are: ZooKeeper on port 2181, the broker on 9092.
//
// The slides leave words to fill in (<zookeeper-ip>, <broker-id>, <topic_name>) and break some lines within an option
// (`--` at the end of one, `replication-factor` on the next), which is typed in one piece. The commands on groups are
// what the consumer of the slides makes one curious about.
//
// Left out, for Millrace does not run it: the course's second half in Python (pyspark, StreamingContext, DStreams), and
// the sources that it mentions beside Kafka (Flume, Kinesis).

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inOrder } from '../harness/in-order.ts';
import { MillraceWindow } from '../harness/millrace-window.ts';
import { portsTaken } from '../harness/ports.ts';
import { type TempFolder, tempFolder } from '../harness/temp.ts';
import { Terminal, terminalSettings } from '../harness/terminal-panel.ts';
import type { TreeView } from '../harness/tree-view.ts';

const TOPIC = 'insofe_batch42_fruit';

describe('the commands of the course', () => {
  let window: MillraceWindow;
  let tree: TreeView;
  let home: TempFolder;
  /** Where commands are typed, and the producer runs. */
  let left: Terminal;
  /** Where the consumer runs. */
  let right: Terminal;

  /** Why none of this can run. */
  let taken: string | undefined;

  beforeAll(async () => {
    taken = await portsTaken(9092, 2181);
    if (taken !== undefined) return;
    home = tempFolder('course-home');
    window = await MillraceWindow.open({
      name: 'course-commands',
      settings: {
        // The defaults: those are the ports that the course has.
        'millrace.cluster.port': undefined,
        'millrace.cluster.zookeeperPort': undefined,
        ...terminalSettings(home.path),
      },
    });
    tree = window.workbench.tree('Clusters');
    left = new Terminal(window.workbench.page, 0);
    right = new Terminal(window.workbench.page, 1);
  });
  afterAll(async () => {
    await window?.close();
    home?.remove();
  });
  beforeEach((context) => context.skip(taken !== undefined, taken));
  inOrder((step) => window.keepEvidence(step));

  const until = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 50 });

  /** Enters a command, and waits for what it prints and for the prompt after it. */
  const run = async (terminal: Terminal, command: string, prints: RegExp) => {
    await terminal.enter(command);
    await until(() => terminal.printed()).toMatch(prints);
  };

  test('the cluster starts', async () => {
    await window.workbench.openContainer('Millrace');
    await until(() => tree.welcome()).toMatch(/Run a Kafka-compatible cluster/);
    await tree.welcomeAction('Start Local Cluster');
    await until(() => tree.outline()).toMatch(/^Local Cluster {2}localhost:9092$/m);
  });

  test('a topic is created, and listed', async () => {
    await window.workbench.runCommand('Terminal: Create New Terminal');
    await until(() => left.text()).toBe('$');
    await run(left, 'export PATH=$PATH:/usr/hdp/current/kafka-broker/bin', /^$/);
    await run(left, 'kafka-topics.sh --list --zookeeper localhost', /^$/);
    await run(
      left,
      `kafka-topics.sh --create --zookeeper localhost:2181 --replication-factor 1 --partitions 1 --topic ${TOPIC}`,
      new RegExp(`^Created topic ${TOPIC}\\.$`, 'm'),
    );
    await run(left, 'kafka-topics.sh --list --zookeeper localhost:2181', new RegExp(`^${TOPIC}$`));
    await until(() => tree.outline()).toMatch(new RegExp(` ${TOPIC} {2}1 partition$`, 'm'));
    await window.picture('a topic');
  });

  test('what the producer is told, the consumer beside it prints', async () => {
    await left.enter(`kafka-console-producer.sh --broker-list localhost:9092 --topic ${TOPIC}`);
    for (const line of ['apple', 'pear']) {
      await until(() => left.text()).toMatch(/\n>$/);
      await left.enter(line);
    }
    await window.workbench.runCommand('Terminal: Split Terminal');
    await until(() => right.text()).toBe('$');
    await right.enter(
      `kafka-console-consumer.sh --zookeeper localhost:2181 --topic ${TOPIC} --from-beginning`,
    );
    await until(() => right.text()).toMatch(/\napple\npear$/);
    await left.enter('plum');
    await until(() => right.text()).toMatch(/\napple\npear\nplum$/);
    await until(() => left.text()).toMatch(/\n>plum\n>$/);
    await window.picture('producer and consumer');
  });

  test('the consumer’s group is listed, and described', async () => {
    await window.workbench.runCommand('Terminal: Create New Terminal');
    // It has the panel for itself.
    const own = left;
    await until(() => own.text()).toBe('$');
    await run(
      own,
      'kafka-consumer-groups.sh --list --bootstrap-server localhost:9092',
      /^console-consumer-\d+$/,
    );
    const group = await own.printed();
    // A consumer that was not told its group commits nothing.
    await run(
      own,
      `kafka-consumer-groups.sh --describe --group ${group} --bootstrap-server localhost:9092`,
      new RegExp(`^${group} +${TOPIC} +0 +- +3 +-`, 'm'),
    );
    await tree.expand('Consumer Groups', group ?? '');
    await until(() => tree.outline()).toMatch(new RegExp(` ${group} {2}stable · 1 member`));
    await window.picture('a group');
    await own.exit();
  });

  test('Ctrl-C ends them, and the consumer says how much it has read', async () => {
    await right.press('Control+C');
    await until(() => right.printed()).toMatch(/\^CProcessed a total of 3 messages$/);
    await left.press('Control+C');
    await until(() => left.printed()).toBeDefined();
    await window.picture('both at the prompt again');
  });

  test('without a cluster, they say what to do', async () => {
    await window.workbench.runCommand('Millrace: Stop Local Cluster');
    await until(() => tree.welcome()).toMatch(/Run a Kafka-compatible cluster/);
    await right.exit();
    await run(
      left,
      'kafka-topics.sh --list --zookeeper localhost:2181',
      /No ZooKeeper answers at localhost:2181\./,
    );
    await run(
      left,
      'zookeeper-server-start.sh config/zookeeper.properties',
      /^Here ZooKeeper and the brokers start together: "Millrace: Start Local Cluster" in VS Code/m,
    );
    await window.picture('stopped');
  });
});
