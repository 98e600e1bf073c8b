import { beforeAll, describe, expect, test } from 'vitest';
import {
  CancellationToken,
  type CompletionContext,
  type CompletionItem,
  type Diagnostic,
  type MarkupContent,
  type SignatureHelpContext,
  SignatureHelpTriggerKind,
  type TextEdit,
} from 'vscode-languageserver';
import { ConsoleCells } from '../../../../server/language/console/console-cells.ts';
import { toolCatalogue } from '../../../../server/language/console/tool-catalogue.ts';
import { fc } from '../../../harness/fast-check.ts';
import { knownTopics } from '../known-topics.ts';
import { CURSOR, cursorIn, notebookOf } from '../notebook-of.ts';

const ID = 'millrace-console';
let cells: ConsoleCells;

beforeAll(async () => {
  const known = await knownTopics({ orders: ['{"id":1}'], clicks: [], __consumer_offsets: [] });
  cells = new ConsoleCells(known);
  await toolCatalogue();
});

async function items(text: string, context?: CompletionContext): Promise<CompletionItem[]> {
  const { items: found } = await cells.completion(cursorIn(ID, ...text.split('%%')), context);
  return found.toSorted((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
}

const labels = async (text: string) => (await items(text)).map(({ label }) => label);

/** What the cell is with an item chosen. */
async function chosen(text: string, label: string): Promise<string> {
  const at = cursorIn(ID, text);
  const item = (await items(text)).find((each) => each.label === label)!;
  const { range, newText } = item.textEdit as TextEdit;
  const { document } = at.cell;
  const before = document.getText();
  return (
    before.slice(0, document.offsetAt(range.start)) +
    newText +
    before.slice(document.offsetAt(range.end))
  );
}

async function hoverText(text: string): Promise<string> {
  const hover = await cells.hover(cursorIn(ID, text));
  return hover === undefined ? '' : (hover.contents as MarkupContent).value;
}

async function diagnostics(...texts: string[]): Promise<Diagnostic[]> {
  const all: Diagnostic[] = [];
  const report = (_: unknown, found: readonly Diagnostic[]) => void all.push(...found);
  await cells.diagnose(notebookOf(ID, ...texts), report, CancellationToken.None);
  return all;
}

/** What is wrong with one cell, each with what it is about. */
async function complaints(text: string): Promise<string[]> {
  const { document } = notebookOf(ID, text).cells[0]!;
  return (await diagnostics(text)).map(
    ({ range, message }) => `${document.getText(range)}: ${message}`,
  );
}

describe('completion of commands', () => {
  test('has all tools, with .sh behind those without', async () => {
    const all = await labels('‸');
    expect(all.slice(0, 2)).toEqual(['kafka-configs', 'kafka-console-consumer']);
    expect(all).toContain('kafka-topics.sh');
    expect(all).toContain('zookeeper-shell');
    expect((await labels('kafka-topics.‸'))[0]).toMatch(/\.sh$/);
  });

  test('replaces the word, behind a prompt too, and knows millrace', async () => {
    expect(await chosen('$ kafka-to‸p --list', 'kafka-topics')).toBe('$ kafka-topics --list');
    expect(await labels('millrace ‸')).toContain('topics');
  });

  test('is offered below what a producer sends only where a command begins', async () => {
    const producer = 'kafka-console-producer --topic orders\n';
    expect(await labels(`${producer}hello‸`)).toEqual([]);
    expect(await labels(`${producer}hello\n‸`)).toEqual([]);
    expect(await labels(`${producer}hello\nkafka-c‸`)).toContain('kafka-console-consumer');
  });

  test('is not offered in comments', async () => {
    expect(await labels('# kafka-‸')).toEqual([]);
    expect(await labels('kafka-topics --list # --‸')).toEqual([]);
  });
});

describe('completion of options', () => {
  test('has those that were not given, deprecated ones last', async () => {
    const all = await labels('kafka-topics --create --topic x --‸');
    expect(all).toContain('--partitions');
    expect(all).not.toContain('--create');
    expect(all).not.toContain('--topic');
    expect(all.at(-1)).toBe('--zookeeper');
    expect(all.indexOf('--partitions')).toBeLessThan(all.indexOf('--help'));
  });

  test('keeps those that may be given again behind the others', async () => {
    const all = await labels('kafka-topics --create --config a=b --‸');
    expect(all.indexOf('--config')).toBeGreaterThan(all.indexOf('--topic'));
  });

  test('has their documentation from the tool', async () => {
    const [item] = (await items('kafka-topics --‸')).filter(
      ({ label }) => label === '--partitions',
    );
    expect(item!.detail).toBe('<Integer: # of partitions>');
    expect((item!.documentation as MarkupContent).value).toContain('The number of partitions');
  });

  test('replaces what was begun', async () => {
    expect(await chosen('kafka-topics --par‸ --list', '--partitions')).toBe(
      'kafka-topics --partitions --list',
    );
  });
});

describe('completion of values', () => {
  test('has topics, Kafka’s own last', async () => {
    const wanted = ['clicks', 'orders', '__consumer_offsets'];
    expect(await labels('kafka-topics --describe --topic ‸')).toEqual(wanted);
    expect(await labels('kafka-console-consumer --topic=‸')).toEqual(wanted);
    expect(await labels('kafka-configs --describe --entity-type topics --entity-name ‸')).toEqual(
      wanted,
    );
    expect(await chosen('kafka-console-consumer --topic=or‸', 'orders')).toBe(
      'kafka-console-consumer --topic=orders',
    );
    expect(await chosen('kafka-console-consumer --topic "or‸" --group x', 'orders')).toBe(
      'kafka-console-consumer --topic "orders" --group x',
    );
  });

  test('has groups and addresses', async () => {
    expect(await labels('kafka-consumer-groups --describe --group ‸')).toEqual(['counts']);
    expect(await labels('kafka-topics --list --bootstrap-server ‸')).toEqual([
      'localhost:9192',
      'localhost:9092',
    ]);
    expect(await labels('kafka-topics --list --zookeeper ‸')).toEqual(['localhost:2181']);
  });

  test('has keys of configurations, and their values', async () => {
    const line = 'kafka-topics --create --topic x --config ';
    expect(await labels(`${line}‸`)).toContain('cleanup.policy');
    expect(await chosen(`${line}clean‸`, 'cleanup.policy')).toBe(`${line}cleanup.policy=`);
    expect(await labels(`${line}cleanup.policy=‸`)).toEqual(['delete', 'compact']);
    expect(await labels(`${line}retention.ms=‸`)).toEqual(['604800000']);
    expect(await labels('kafka-console-producer --producer-property ‸')).toContain('linger.ms');
    expect(await labels('kafka-console-producer --producer-property compression.type=‸')).toContain(
      'zstd',
    );
    expect(await labels('kafka-console-consumer --consumer-property auto.offset.reset=‸')).toEqual([
      'earliest',
      'latest',
      'none',
    ]);
    expect(await labels('kafka-console-consumer --property ‸')).toContain('print.key');
    expect(await labels('kafka-console-producer --property parse.key=‸')).toEqual([
      'true',
      'false',
    ]);
    expect(await labels('kafka-producer-perf-test --producer-props acks=all ‸')).toContain(
      'linger.ms',
    );
  });

  test('has those of what kafka-configs changes, several in one value', async () => {
    const line = 'kafka-configs --alter --entity-type topics --entity-name orders';
    const all = await labels(`${line} --add-config retention.ms=1,‸`);
    expect(all).toContain('cleanup.policy');
    expect(all).not.toContain('retention.ms');
    expect(await chosen(`${line} --add-config retention.ms=1,cle‸`, 'cleanup.policy')).toBe(
      `${line} --add-config retention.ms=1,cleanup.policy=`,
    );
    expect(await labels(`${line} --delete-config ‸`)).toContain('segment.bytes');
    expect(await labels('kafka-configs --alter --broker-defaults --add-config ‸')).toContain(
      'log.retention.ms',
    );
    expect(await labels('kafka-configs --alter --add-config ‸')).toEqual([]);
    expect(await labels('kafka-configs --alter --broker 1 --add-config ‸')).toContain(
      'log.retention.ms',
    );
  });

  test('has the words that an option takes', async () => {
    expect(await labels('kafka-leader-election --election-type ‸')).toEqual([
      'preferred',
      'unclean',
    ]);
    expect(await labels('kafka-console-producer --request-required-acks ‸')).toEqual([
      'all',
      '-1',
      '1',
      '0',
    ]);
    expect(await labels('kafka-console-consumer --isolation-level ‸')).toEqual([
      'read_uncommitted',
      'read_committed',
    ]);
    expect(await labels('kafka-consumer-groups --list --state ‸')).toContain('Stable');
    expect(await labels('kafka-consumer-groups --list --state Stable,‸')).toContain('Empty');
    expect(await labels('kafka-get-offsets --time ‸')).toContain('earliest');
  });
});

describe('the shell of ZooKeeper', () => {
  test('has its commands on its line and below', async () => {
    expect(await labels('zookeeper-shell localhost:2181 ‸')).toContain('ls');
    expect(await labels('zookeeper-shell\nl‸')).toContain('ls');
    expect(await labels('zookeeper-shell ‸')).toContain('localhost:2181');
    expect(await labels('zookeeper-shell localhost:2181 ls /b‸')).toContain(
      '/brokers/topics/orders',
    );
    expect(await chosen('zookeeper-shell\nget /bro‸kers', '/brokers/ids')).toBe(
      'zookeeper-shell\nget /brokers/ids',
    );
  });

  test('is explained, and checked', async () => {
    expect(await hoverText('zookeeper-shell\nl‸s /')).toContain('Lists the children');
    expect(await hoverText('zookeeper-shell localhost:2181 g‸et /controller')).toContain(
      'Prints what a znode holds',
    );
    expect(await complaints('zookeeper-shell\nls /\ngett /controller')).toEqual([
      "gett: gett is no command of ZooKeeper's shell; did you mean get?",
    ]);
  });
});

describe('hovers', () => {
  test('tell of commands, options, keys and topics', async () => {
    expect(await hoverText('kafka-t‸opics.sh --list')).toContain(
      'Create, list, describe, alter, delete topics.',
    );
    expect(await hoverText('kafka-topics --li‸st')).toContain('List all available topics.');
    expect(await hoverText('kafka-topics --create --config reten‸tion.ms=5')).toContain(
      'Default: `604800000`',
    );
    expect(await hoverText('kafka-console-producer --producer-property lin‸ger.ms=5')).toContain(
      'Default: `0`',
    );
    expect(await hoverText('kafka-console-producer --property parse.k‸ey=true')).toContain(
      'begins with the key',
    );
    const topic = await hoverText('kafka-console-consumer --topic or‸ders');
    expect(topic).toContain('2 partitions');
    expect(topic).toContain('{ id: number }');
    expect(await hoverText('kafka-console-consumer --to‸pic=orders')).toContain(
      'The topic to consume on',
    );
    expect(await hoverText('kafka-server-st‸art.sh x')).toContain('start together');
    expect(await hoverText('kafka-console-producer --topic orders\nhel‸lo')).toBe('');
  });
});

describe('diagnostics', () => {
  test.each([
    ['kafka-topics --list'],
    ['kafka-topics.sh --create --topic new --partitions 3 --config cleanup.policy=compact,delete'],
    ['kafka-topics --create --zookeeper <zookeeper-ip> --topic new'],
    ['$ kafka-console-producer --broker-list localhost:9092 --topic orders\nanything | at > all'],
    [
      'kafka-console-consumer --topic orders --from-beginning --max-messages 5 --property key.separator=,',
    ],
    ['kafka-consumer-groups --group counts --reset-offsets --to-earliest --all-topics --execute'],
    ['kafka-get-offsets --topic orders --time -1'],
    [
      'kafka-producer-perf-test --topic orders --num-records 1 --record-size 1 --throughput -1 --producer-props acks=all linger.ms=5',
    ],
    ['kafka-console-producer --topic orders --request-required-acks -1 --compression-codec zstd'],
    ['kafka-console-consumer --topic orders --consumer-property some.interceptor.classes=x'],
    ['kafka-topics --help'],
    ['# kafka-nothing'],
    [''],
  ])('have nothing to say of %j', async (text) => {
    expect(await complaints(text)).toEqual([]);
  });

  test.each<[text: string, ...complaints: string[]]>([
    [
      'kafka-topcs --list',
      'kafka-topcs: kafka-topcs does not run here; did you mean kafka-topics?',
    ],
    ['kafka-topics --lst', '--lst: lst is not a recognized option; did you mean --list?'],
    [
      'kafka-topics --create --topic x --partitions many',
      "many: Cannot parse argument 'many' of option partitions.",
    ],
    ['kafka-topics --create --partitions 1', 'kafka-topics: Missing required argument "[topic]".'],
    [
      'kafka-topics --list --create --topic x',
      'kafka-topics: Command must include exactly one action: --list, --describe, --create, --alter or --delete.',
    ],
    [
      'kafka-topics --list --partitions 3',
      `--partitions: Option "[partitions]" can't be used with option "[list]".`,
    ],
    ['kafka-topics --create --topic', '--topic: Option topic requires an argument.'],
    [
      'kafka-topics --create orders --topic x',
      'orders: orders belongs to no option, and is ignored.',
    ],
    [
      'kafka-topics --create --topic x --config cleanup.polcy=compact',
      'cleanup.polcy: cleanup.polcy is no key of a topic’s configuration; did you mean cleanup.policy?',
    ],
    [
      'kafka-topics --create --topic x --config cleanup.policy=compacted',
      "compacted: cleanup.policy: 'compacted' must be one of delete, compact.",
    ],
    [
      'kafka-topics --create --topic x --config retention.ms',
      'retention.ms: retention.ms is not in the form key=value.',
    ],
    [
      'kafka-console-producer --topic orders --producer-property linger.ms=soon',
      'soon: Invalid value soon for configuration linger.ms: Not a number of type LONG.',
    ],
    [
      'kafka-console-producer --topic orders --compression-codec zip',
      'zip: zip is no value of --compression-codec: it takes none, gzip, snappy, lz4, zstd.',
    ],
    [
      'kafka-leader-election --topic orders --partition 0 --election-type prefered',
      'prefered: prefered is no value of --election-type: it takes preferred, unclean.',
    ],
    [
      'kafka-console-producer --topic <topic_name>',
      '<topic_name>: <topic_name> stands for something of your own: write that in its place.',
    ],
    [
      'kafka-topics --list | grep x',
      '|: No shell understands | here: commands stand on lines of their own, and the lines below a producer are what it sends. To mean | as it is, put it in quotes.',
    ],
    ['millrace topcs --list', 'topcs: There is no millrace topcs; did you mean topics?'],
  ])('of %j', async (text, ...expected) => {
    expect(await complaints(text)).toEqual(expected);
  });

  test('say of an unknown topic that it is not there, unless a cell creates it', async () => {
    const text = 'kafka-console-producer --topic ordres\nx';
    expect(await complaints(text)).toEqual([
      'ordres: There is no topic ordres on the selected cluster.',
    ]);
    expect(await diagnostics('kafka-topics --create --topic ordres', text)).toEqual([]);
    expect(await diagnostics('kafka-topics --describe --topic "or.*"')).toEqual([]);
  });

  test('have quick fixes', async () => {
    const notebook = notebookOf(ID, 'kafka-topics --lst\r\nkafka-console-consumer --topic ordres');
    const cell = notebook.cells[0]!;
    const all = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const [change, create, ...more] = await cells.codeActions(notebook, cell, all);
    expect(more).toEqual([]);
    expect(change).toMatchObject({
      title: 'Change to --list',
      edit: {
        changes: {
          [cell.uri]: [
            {
              newText: '--list',
              range: { start: { line: 0, character: 13 }, end: { line: 0, character: 18 } },
            },
          ],
        },
      },
    });
    expect(create).toMatchObject({
      title: 'Create the topic ordres',
      command: { command: 'millrace.createMissingTopic', arguments: ['ordres'] },
      diagnostics: [{ range: { start: { line: 1, character: 31 } } }],
    });
  });
});

test('signature help marks the option that is being typed', async () => {
  const signatureAt = (text: string, context?: SignatureHelpContext) =>
    cells.signatureHelp(cursorIn(ID, text), context);
  const help = await signatureAt('kafka-topics --create --topic or‸');
  const { label, parameters } = help!.signatures[0]!;
  expect(label).toBe('kafka-topics --create --topic <String: topic> …');
  const [start, end] = parameters![help!.activeParameter!]!.label as [number, number];
  expect(label.slice(start, end)).toBe('--topic <String: topic>');
  const perf = await signatureAt('kafka-producer-perf-test --topic ‸');
  expect(perf!.signatures[0]!.label).toContain('--num-records <Integer: NUM-RECORDS>');
  const shell = await signatureAt('zookeeper-shell\nget ‸');
  expect(shell!.signatures[0]!.label).toBe('get [-s] [-w] [-b] [-x] path');
  expect(await signatureAt('‸')).toBeUndefined();
  const flag = 'kafka-topics --create --partitions‸';
  expect(await signatureAt(flag)).toBeUndefined();
  const invoked = { triggerKind: SignatureHelpTriggerKind.Invoked, isRetrigger: false };
  expect((await signatureAt(flag, invoked))!.signatures[0]!.label).toContain('--partitions <');
});

test('whatever stands in a cell, nothing throws', async () => {
  const words = fc.constantFrom(
    ...[
      'kafka-topics',
      'kafka-configs',
      'kafka-console-producer',
      'zookeeper-shell',
      'millrace',
      '--',
      '-',
    ],
    ...[
      '--topic',
      '--topic=',
      '--config',
      '--add-config',
      'a=b,c',
      '[',
      '"',
      "'",
      '\\',
      '\n',
      '\r\n',
      '#',
      ' ',
    ],
    ...[
      '--entity-type',
      'topics',
      '--property',
      '=',
      '|',
      '<x>',
      '$x',
      '--state',
      ',',
      '--producer-props',
    ],
    ...['constructor', '__proto__', '--constructor', 'ls', '/', 'ü日'],
  );
  const text = fc.array(fc.tuple(words, fc.constantFrom('', ' ', '\n')).map((two) => two.join('')));
  await fc.assert(
    fc.asyncProperty(text, fc.nat(), async (parts, at) => {
      const whole = parts.join('');
      const offset = at % (whole.length + 1);
      const cursor = cursorIn(ID, whole.slice(0, offset) + CURSOR + whole.slice(offset));
      const { items: found } = await cells.completion(cursor, undefined);
      for (const { textEdit } of found) {
        const { start, end } = (textEdit as TextEdit).range;
        const { document } = cursor.cell;
        expect(document.offsetAt(start)).toBeLessThanOrEqual(document.offsetAt(cursor.position));
        expect(document.offsetAt(end)).toBeGreaterThanOrEqual(document.offsetAt(cursor.position));
      }
      await cells.hover(cursor);
      await cells.signatureHelp(cursor, undefined);
      await diagnostics(whole);
    }),
    { numRuns: 300 },
  );
});
