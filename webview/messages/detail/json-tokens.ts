/** A part of a line of JSON, to be coloured by what it is. */
export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'word' | 'other';
  readonly text: string;
}

const pattern =
  /("(?:[^"\\]|\\.)*"(?=\s*:))|("(?:[^"\\]|\\.)*"?)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)/g;

/** The parts of one line of laid-out JSON. */
export function tokensOf(line: string): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const found of line.matchAll(pattern)) {
    if (found.index > end) tokens.push({ kind: 'other', text: line.slice(end, found.index) });
    end = found.index + found[0].length;
    const [text, name, string, number] = found;
    const kind = name ? 'name' : string ? 'string' : number ? 'number' : 'word';
    tokens.push({ kind, text });
  }
  if (end < line.length) tokens.push({ kind: 'other', text: line.slice(end) });
  return tokens;
}
