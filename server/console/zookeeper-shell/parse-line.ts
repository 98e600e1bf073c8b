import { ShellError } from './shell-error.ts';

/** The words of a line; quotation marks of either kind keep blanks together (ZooKeeperMain.ARGS_PATTERN). */
export function splitLine(line: string): string[] {
  const words = line.matchAll(/\s*([^"']\S*|"[^"]*"|'[^']*')\s*/g);
  return Array.from(words, ([, word]) => word!.replace(/^(['"])(.*)\1$/s, '$2'));
}

/** What a command was given. */
export interface Arguments {
  /** Values of options by their letter; the empty text for switches. */
  readonly options: Readonly<Record<string, string>>;
  readonly operands: readonly string[];
}

/**
 * Tells options from operands, which may come in any order, as Commons CLI does.
 * @param letters those of the options, each followed by a colon if it has a value: `sv:`
 * @throws ShellError
 */
export function parseArguments(words: readonly string[], letters: string): Arguments {
  const options: Record<string, string> = {};
  const operands: string[] = [];
  const waiting = [...words];
  const hasValue = (letter: string) => letters.includes(`${letter}:`);
  for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
    if (word === '--') return { options, operands: [...operands, ...waiting] };
    if (!/^-./.test(word)) {
      operands.push(word);
      continue;
    }
    for (let at = 1; at < word.length; at += 1) {
      const letter = word[at]!;
      if (letter === ':' || !letters.includes(letter)) {
        throw new ShellError(`Unrecognized option: ${word}`);
      }
      if (!hasValue(letter)) {
        options[letter] = '';
        continue;
      }
      const value = word.slice(at + 1) || waiting.shift();
      // A dash begins an option, unless it is a minus.
      if (value === undefined || /^-\D/.test(value)) {
        throw new ShellError(`Missing argument for option: ${letter}`);
      }
      options[letter] = value;
      break;
    }
  }
  return { options, operands };
}
