import { describe, expect, test } from 'vitest';
import { ToolError, UsageError } from '../../../server/console/command.ts';
import { type KafkaTool, kafkaTool } from '../../../server/console/kafka-tool.ts';
import { FakeTerminal } from './fake-terminal.ts';

const options = { topic: { value: 'topic', help: 'The topic.' } } as const;
type Tool = KafkaTool<typeof options>;

/** Runs a tool that prints its topic, unless parts of it are others. */
async function run(line: string, parts: Partial<Tool> = {}, terminal = new FakeTerminal()) {
  const tool = kafkaTool({
    purpose: 'This tool prints.',
    options,
    async run({ topic }, printsOn) {
      printsOn.out(String(topic));
      return undefined;
    },
    ...parts,
  });
  const code = await tool.run(line === '' ? [] : line.split(' '), terminal);
  return { code, out: terminal.stdout, err: terminal.stderr };
}

const usage = [
  'Option                   Description',
  '------                   -----------',
  '--help                   Print usage information.',
  '--topic <String: topic>  The topic.',
  '--version                Display the version.',
  '',
].join('\n');

describe('a tool of Kafka’s', () => {
  test('does what it is asked for', async () => {
    expect(await run('--topic a')).toEqual({ code: 0, out: 'a\n', err: '' });
  });

  test.each(['', '--help'])('says what it is for, and fails: %s', async (line) => {
    expect(await run(line)).toEqual({ code: 1, out: '', err: `This tool prints.\n${usage}` });
  });

  test('has a version', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: 'unbuilt\n', err: '' });
  });

  test('prints the usage to who uses it wrongly', async () => {
    const check = () => {
      throw new UsageError('not so');
    };
    expect(await run('--nope')).toEqual({
      code: 1,
      out: '',
      err: `nope is not a recognized option\n${usage}`,
    });
    expect(await run('--topic a', { check })).toMatchObject({ code: 1, err: `not so\n${usage}` });
  });

  test('says why it fails, on stderr unless it has another way', async () => {
    const fails = { run: () => Promise.reject(new ToolError('no such topic')) };
    expect(await run('--topic a', fails)).toEqual({ code: 1, out: '', err: 'no such topic\n' });
    const failed: Tool['failed'] = (message, terminal) => terminal.out(`Error: ${message}`);
    expect(await run('--topic a', { ...fails, failed })).toMatchObject({
      code: 1,
      out: 'Error: no such topic\n',
    });
  });

  test('does not hide mistakes of its own', async () => {
    const mistaken = { run: () => Promise.reject(new TypeError('x')) };
    await expect(run('--topic a', mistaken)).rejects.toThrow(TypeError);
  });
});

describe('interrupted', () => {
  test('it ends at once', async () => {
    const terminal = new FakeTerminal();
    const outcome = run('--topic a', { run: () => new Promise(() => {}) }, terminal);
    terminal.interrupt();
    expect(await outcome).toMatchObject({ code: 130 });
  });

  test('it may end as it likes', async () => {
    const terminal = new FakeTerminal();
    const cleansUp: Tool['run'] = (_, { interrupted }) =>
      new Promise((resolve) => interrupted.addEventListener('abort', () => resolve(7)));
    const outcome = run('--topic a', { endsItself: true, run: cleansUp }, terminal);
    terminal.interrupt();
    expect(await outcome).toMatchObject({ code: 7 });
  });
});
