import { CellFailure } from '../executor.ts';

/** A word of a command line, with quotes and escapes resolved. */
export interface Word {
  readonly text: string;
  /** What stands for something of the reader's own: `<zookeeper-ip>`. In quotes it is text. */
  readonly placeholder?: string;
}

export interface CommandLine {
  readonly words: readonly Word[];
  /** Where the next line of the cell begins. */
  readonly end: number;
}

/** What a line consists of; the first that fits. */
const TOKEN = new RegExp(
  [
    /(?<gap>(?:[ \t]|\\[ \t]*\n)+)/,
    /'(?<single>[^'\n]*)'/,
    /"(?<double>(?:\\.|[^"\\\n])*)"/,
    /(?<unclosed>['"])/,
    /\\(?<escaped>.?)/,
    /(?<placeholder><[A-Za-z][\w. -]*>)/,
    /(?<variable>\$(?:\w+|\{[^}\n]*\}|\([^)\n]*\))|`[^`\n]*`)/,
    /(?<operator>\d?>{1,2}(?:&\d)?|<{1,3}|\|{1,2}|&{1,2}|;)/,
    /(?<comment>#[^\n]*)/,
    /(?<plain>[^\s\\'"<>|&;#$`]+|[^\n])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
);
/** In double quotes, where a shell would replace them. */
const QUOTED_VARIABLE = /(?<!\\)(?:\$(?:\w+|\{[^}]*\}|\([^)]*\))|`[^`]*`)/;

/** A word and where it stands in the cell, quotes included. */
export interface ScannedWord extends Word {
  readonly start: number;
  readonly end: number;
}

/** What only a shell could do, and where. */
export interface LineProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A command line as far as it can be understood. */
export interface ScannedLine {
  readonly words: readonly ScannedWord[];
  /** In their order. What they are about is left out of the words, or taken as it is written. */
  readonly problems: readonly LineProblem[];
  /** Where a comment begins that ends the line. */
  readonly comment?: number;
  /** Where the next line of the cell begins. */
  readonly end: number;
}

/**
 * Reads the command that begins at `start` of a cell, whose lines end with `\n`, as a shell would: quotes of both kinds,
 * `\` before a character and at the end of a line, comments. What only a shell could do is refused.
 * @throws CellFailure with the place
 */
export function readCommandLine(cell: string, start: number): CommandLine {
  const { words, problems, end } = scanCommandLine(cell, start);
  const [problem] = problems;
  if (problem !== undefined) throw failureOf(cell, problem);
  return {
    words: words.map(({ text, placeholder }) => ({ text, ...(placeholder && { placeholder }) })),
    end,
  };
}

/** A problem as running the cell shows it. */
export function failureOf(cell: string, { message, start }: LineProblem): CellFailure {
  return new CellFailure(message, { name: 'SyntaxError', ...positionIn(cell, start) });
}

/** As `readCommandLine`, of a line that may be half typed: what would be refused is noted, and the rest read nevertheless. */
export function scanCommandLine(cell: string, start: number): ScannedLine {
  const words: ScannedWord[] = [];
  const problems: LineProblem[] = [];
  let word: ScannedWord | undefined;
  let at = start;
  let comment: number | undefined;
  const refuse = (message: string, offset: number, length: number) => {
    problems.push({ message, start: offset, end: offset + length });
  };
  const refuseVariable = (found: string, offset: number) =>
    refuse(
      `No shell replaces ${found} here: write what it stands for, or put it in single quotes to mean it as it is.`,
      offset,
      found.length,
    );

  while (at < cell.length && cell[at] !== '\n') {
    const from = at;
    const add = (text: string, placeholder = word?.placeholder) => {
      word = {
        ...{ text: (word?.text ?? '') + text, start: word?.start ?? from, end: at },
        ...(placeholder && { placeholder }),
      };
    };
    TOKEN.lastIndex = from;
    const { 0: all, groups = {} } = TOKEN.exec(cell)!;
    const { gap, single, double, unclosed, escaped, placeholder, variable, operator } = groups;
    at += all.length;
    if (gap !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (double !== undefined) {
      const found = QUOTED_VARIABLE.exec(double);
      if (found !== null) refuseVariable(found[0], from + 1 + found.index);
      add(double.replace(/\\(["\\$`])/g, '$1'));
    } else if (unclosed !== undefined) {
      // All that is left of the line is meant.
      const end = cell.indexOf('\n', at);
      at = end === -1 ? cell.length : end;
      refuse(`The quotation that ${unclosed} opens does not end on this line.`, from, at - from);
      add(cell.slice(from + 1, at));
    } else if (variable !== undefined) {
      refuseVariable(variable, from);
      add(variable);
    } else if (placeholder !== undefined) add(placeholder, placeholder);
    else if (operator !== undefined && (word === undefined || endsCommand(cell, from))) {
      refuse(
        `No shell understands ${operator} here: ${insteadOf(operator)}`,
        from,
        operator.length,
      );
    } else if (groups.comment !== undefined) {
      // Only where a word would begin.
      if (word === undefined) comment = from;
      else {
        at = from + 1;
        add('#');
      }
    } else add(single ?? escaped ?? all);
  }
  if (word !== undefined) words.push(word);
  return { words, problems, ...(comment !== undefined && { comment }), end: at + 1 };
}

/** Whether a shell's command would end here although a word is before it: `kafka-topics --list; …` */
function endsCommand(cell: string, at: number): boolean {
  return /^[;&](\s|$)/.test(cell.slice(at, at + 2));
}

/** Where a character of a cell is, from 1. */
function positionIn(cell: string, offset: number): { line: number; column: number } {
  const before = cell.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** What to do where one would use an operator of a shell. */
function insteadOf(operator: string): string {
  if (operator.startsWith('|')) {
    return `commands stand on lines of their own, and the lines below a producer are what it sends. To mean ${operator} as it is, put it in quotes.`;
  }
  if (operator.startsWith('<')) return 'the lines below a producer are what it sends.';
  if (operator.includes('>')) return 'what a command prints is shown below the cell.';
  return 'commands stand on lines of their own, and run one after the other.';
}
