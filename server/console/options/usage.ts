import type { Option, Options, OwnKey } from './option.ts';

const WIDTH = 100;

/** The options as Kafka's tools list them: sorted, in two columns. */
export function usage(options: Options): string[] {
  const rows = Object.entries(options)
    .filter(([, option]) => !option.hidden)
    .map(([name, option]) => ({ left: left(name, option), help: option.help }))
    .sort((a, b) => (a.left < b.left ? -1 : 1));
  const width = Math.min(40, Math.max(6, ...rows.map((row) => row.left.length)));
  return [
    `${'Option'.padEnd(width)}  Description`,
    `${'------'.padEnd(width)}  -----------`,
    ...rows.flatMap((row) => beside(row.left, width, wrap(row.help, WIDTH - width - 2))),
  ];
}

function left(name: string, { value, type, optional, synonyms = [] }: Option): string {
  const names = [...synonyms, name].map((each) => (each.length === 1 ? `-${each}` : `--${each}`));
  const kind = type === 'integer' ? 'Integer' : type === 'number' ? 'Double' : 'String';
  if (value === undefined) return names.join(', ');
  const argument = `${kind}: ${value}`;
  return `${names.join(', ')} ${optional ? `[${argument}]` : `<${argument}>`}`;
}

/** Keys of an option in its help, a line each: ` parse.key=false`. */
export function keyLines(keys: Readonly<Record<string, OwnKey>>): string[] {
  return Object.entries(keys).map(([key, { value, help }]) =>
    // An empty one says nothing by itself.
    value === '' ? ` ${key}=   ${help}` : ` ${key}=${value}`,
  );
}

/** A long left side has a line of its own. */
function beside(left: string, width: number, help: readonly string[]): string[] {
  const alone = left.length > width;
  const rows = alone ? ['', ...help] : help;
  return rows.map((text, index) => `${(index === 0 ? left : '').padEnd(width)}  ${text}`.trimEnd());
}

/** Breaks text at spaces, and keeps the breaks that it has. */
function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    for (const word of paragraph.split(' ')) {
      const line = lines.at(-1)!;
      if (line === '') lines[lines.length - 1] = word;
      else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}
