import { describe, expect, test } from 'vitest';
import { tools } from '../../../../server/console/tools.ts';
import {
  parseConsoleCell,
  scanConsoleCell,
} from '../../../../server/kernel/console/console-commands.ts';
import { consoleTools } from '../../../../server/kernel/console/tools.ts';
import { CellFailure } from '../../../../server/kernel/executor.ts';

function commandsOf(...lines: string[]) {
  return parseConsoleCell(lines.join('\n')).map(({ tool, args, input, line }) => {
    return { line, tool, args: args.map(({ text }) => text), input };
  });
}

test('all tools run in cells', () => {
  expect(Object.keys(consoleTools).sort()).toEqual(Object.keys(tools).sort());
});

describe('commands', () => {
  test('stand on lines of their own, with comments and blank lines between them', () => {
    expect(
      commandsOf('# One', 'kafka-topics --list', '', '  kafka-configs.sh --all # all', ''),
    ).toEqual([
      { line: 2, tool: 'topics', args: ['--list'], input: undefined },
      { line: 4, tool: 'configs', args: ['--all'], input: undefined },
    ]);
  });

  test('go on over lines, and may have a prompt', () => {
    const cell = '$ kafka-topics \\\n    --topic a \\\n    --create\n$ kafka-topics --list';
    const commands = parseConsoleCell(cell);
    expect(commands.map(({ text }) => text)).toEqual([
      'kafka-topics --topic a --create',
      'kafka-topics --list',
    ]);
    expect(commands.map(({ line }) => line)).toEqual([1, 4]);
  });

  test('may be subcommands of millrace', () => {
    expect(commandsOf('millrace topics --list', 'millrace kafka-configs')).toMatchObject([
      { tool: 'topics', args: ['--list'] },
      { tool: 'configs', args: [] },
    ]);
  });

  test('end with any kind of line', () => {
    const [first, second] = parseConsoleCell('kafka-topics --list\r\nkafka-topics --create\r\n');
    expect([first?.text, second?.text]).toEqual(['kafka-topics --list', 'kafka-topics --create']);
  });

  test('around servers are left to the command line', () => {
    expect(commandsOf('kafka-server-start.sh server.properties')).toMatchObject([
      { tool: 'kafka-server-start.sh', args: ['server.properties'] },
    ]);
  });
});

describe('input', () => {
  test('of a producer is what follows up to the next command', () => {
    expect(
      commandsOf(
        'kafka-console-producer --topic a',
        'one',
        '  two',
        '',
        '# three',
        'a|b $HOME "',
        '',
        '# Another',
        'kafka-topics --list',
      ),
    ).toMatchObject([
      { tool: 'console-producer', input: 'one\n  two\n\n# three\na|b $HOME "\n' },
      { tool: 'topics', line: 9 },
    ]);
  });

  test('goes to the end, without blank lines there', () => {
    expect(commandsOf('kafka-console-producer', 'one', '# two', '', '')[0]?.input).toBe(
      'one\n# two\n',
    );
    expect(commandsOf('kafka-console-producer')[0]?.input).toBe('');
  });

  test('does not swallow a command with a typing error', () => {
    expect(() => commandsOf('kafka-console-producer', 'one', 'kafka-topic --list')).toThrow(
      /did you mean kafka-topics\?/,
    );
  });

  test.each([
    ['zookeeper-shell', 'ls /\n'],
    ['zookeeper-shell localhost:2181', 'ls /\n'],
    ['zookeeper-shell -timeout 5000 <zookeeper-ip>', 'ls /\n'],
    ['zookeeper-shell -server localhost:2181/kafka', 'ls /\n'],
  ])('of %j is its commands', (command, input) => {
    expect(commandsOf(command, 'ls /')).toMatchObject([{ tool: 'zookeeper-shell', input }]);
  });

  test('of ZooKeeper’s shell is nothing where it has a command', () => {
    const commands = commandsOf('zookeeper-shell localhost:2181 ls /', 'zookeeper-shell get /a');
    expect(commands.map(({ input }) => input)).toEqual([undefined, undefined]);
  });
});

describe('what is no command', () => {
  test.each([
    ['kafka-topic --list', /^kafka-topic does not run here; did you mean kafka-topics\?/],
    ['kafka-console-producr.sh', /did you mean kafka-console-producer\?/],
    ['ls -l', /^ls does not run here\.\nConsole cells have the tools of Kafka, and no shell/],
    ['export PATH=/usr/bin', /^export does not run here: there are no variables/],
    ['zkCli.sh ls /', /use zookeeper-shell/],
    ['constructor', /^constructor does not run here/],
    ['millrace start', /belongs in a terminal/],
    ['millrace topic', /no millrace topic; did you mean topics\?/],
  ])('%j', (line, message) => {
    expect(() => commandsOf('# first', line)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message), line: 2 }),
    );
  });
});

test('a cell that is being typed is read on behind what is no command', () => {
  const cell =
    'kafka-tpics --list\n$ kafka-console-producer --topic "a\nhello\n\nkafka-topics --list | x';
  const scanned = [...scanConsoleCell(cell)];
  expect(
    scanned.map(({ command }) => (CellFailure.is(command) ? command.name : command?.tool)),
  ).toEqual(['Unknown command', 'console-producer', 'topics']);
  const { input } = scanned[1]!;
  expect(cell.slice(input!.start, input!.end)).toBe('hello\n\n');
});
