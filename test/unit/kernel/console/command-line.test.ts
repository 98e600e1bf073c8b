import { describe, expect, test } from 'vitest';
import {
  readCommandLine,
  scanCommandLine,
} from '../../../../server/kernel/console/command-line.ts';
import { CellFailure } from '../../../../server/kernel/executor.ts';

function wordsOf(line: string): string[] {
  return readCommandLine(line, 0).words.map(({ text }) => text);
}

function failureOf(line: string): CellFailure {
  try {
    readCommandLine(line, 0);
  } catch (error) {
    if (error instanceof CellFailure) return error;
    throw error;
  }
  throw new Error(`${line} was read.`);
}

describe('words', () => {
  test.each<[line: string, words: string[]]>([
    ['kafka-topics --list', ['kafka-topics', '--list']],
    ['  a \t b  ', ['a', 'b']],
    ['', []],
    [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
    [`--property key.separator='|'`, ['--property', 'key.separator=|']],
    [`a''b "" ''`, ['ab', '', '']],
    [String.raw`"a \"b\" \$HOME \n"`, [String.raw`a "b" $HOME \n`]],
    [String.raw`'a\b' c\ d \# \|`, [String.raw`a\b`, 'c d', '#', '|']],
    ['a # b', ['a']],
    ['# a', []],
    ['a#b key=#', ['a#b', 'key=#']],
    ['key.separator=| a;b x>y 5 $', ['key.separator=|', 'a;b', 'x>y', '5', '$']],
    ['a \\\n  --b c', ['a', '--b', 'c']],
    ['a \\  \nb', ['a', 'b']],
    ['a\nb', ['a']],
    ["müller '日本 語'", ['müller', '日本 語']],
  ])('%j', (line, words) => expect(wordsOf(line)).toEqual(words));

  test('are placeholders in angle brackets, but not in quotes', () => {
    const { words } = readCommandLine(`<zookeeper-ip> <broker id>:9092 "<x>" '<y>'`, 0);
    expect(words).toEqual([
      { text: '<zookeeper-ip>', placeholder: '<zookeeper-ip>' },
      { text: '<broker id>:9092', placeholder: '<broker id>' },
      { text: '<x>' },
      { text: '<y>' },
    ]);
  });

  test('end with the line, behind which the next one begins', () => {
    const cell = 'a \\\n b\nc';
    const first = readCommandLine(cell, 0);
    expect(cell.slice(first.end)).toBe('c');
    expect(readCommandLine(cell, first.end).words).toEqual([{ text: 'c' }]);
  });
});

describe('what only a shell could do is refused', () => {
  test.each([
    ['a | b', '|', 3],
    ['a || b', '||', 3],
    ['a && b', '&&', 3],
    ['a; b', ';', 2],
    ['a &', '&', 3],
    ['a > out.txt', '>', 3],
    ['a >>out.txt', '>>', 3],
    ['a 2>&1', '2>&1', 3],
    ['a < in.txt', '<', 3],
    ['a <<EOF', '<<', 3],
    ['a $HOME', '$HOME', 3],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's
    ['a x=${HOME}', '${HOME}', 5],
    ['a "$(date)"', '$(date)', 4],
    ['a `date`', '`date`', 3],
  ])('%j', (line, named, column) => {
    const failure = failureOf(line);
    expect(failure.message).toContain(` ${named} here: `);
    expect(failure).toMatchObject({ line: 1, column });
  });

  test('with its place in the cell', () => {
    expect(failureOf('a \\\n b \\\n | c')).toMatchObject({ line: 3, column: 2 });
  });

  test('as are quotations without an end', () => {
    expect(failureOf(`a "b\nc"`).message).toBe(
      'The quotation that " opens does not end on this line.',
    );
    expect(failureOf("it's")).toMatchObject({ line: 1, column: 3 });
  });
});

describe('a line that is being typed', () => {
  test('is read on behind what would be refused', () => {
    const { words, problems } = scanCommandLine(`a $b | c "d e`, 0);
    expect(words.map(({ text, start, end }) => [text, start, end])).toEqual([
      ['a', 0, 1],
      ['$b', 2, 4],
      ['c', 7, 8],
      ['d e', 9, 13],
    ]);
    expect(problems.map(({ start, end }) => [start, end])).toEqual([
      [2, 4],
      [5, 6],
      [9, 13],
    ]);
  });

  test('tells where its comment begins', () => {
    expect(scanCommandLine('a b#c # d', 0)).toMatchObject({ comment: 6 });
    expect(scanCommandLine('a b#c', 0).comment).toBeUndefined();
  });
});
