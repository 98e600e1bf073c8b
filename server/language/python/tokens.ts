// Python as tokens: as much of the language as is needed to see names, calls and texts in a cell that is being typed.

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'comment' | 'operator' | 'newline';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Of a string: where what is between its quotes stands. */
  readonly inner?: { readonly start: number; readonly end: number };
}

/** The first that fits. A line that ends within brackets, or with a backslash, goes on. */
const TOKEN = new RegExp(
  [
    /(?<gap>[ \t\f\r]+|\\\r?\n)/,
    /(?<newline>\n)/,
    /(?<comment>#[^\n]*)/,
    /(?<long>[A-Za-z]{0,2}(?<quote>"""|''')(?:\\[\s\S]|(?!\k<quote>)[\s\S])*(?:\k<quote>|$))/,
    /(?<short>[A-Za-z]{0,2}(?:"(?:\\[^\n]|[^"\\\n])*"?|'(?:\\[^\n]|[^'\\\n])*'?))/,
    /(?<name>[\p{L}_][\p{L}\p{N}_]*)/u,
    /(?<number>\.?\d[\w.]*)/,
    /(?<operator>\*\*=?|\/\/=?|<<=?|>>=?|[=!<>:+\-*/%&|^@]=|->|[\s\S])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'yu',
);

const kinds = ['newline', 'comment', 'name', 'number', 'operator'] as const;

/** The tokens of a cell, in their order. Whatever the text, they cover all of it but blanks. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  TOKEN.lastIndex = 0;
  for (;;) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) return tokens;
    const [all] = match;
    const groups = match.groups ?? {};
    const at = { text: all, start, end: start + all.length };
    if (groups.gap !== undefined) continue;
    if (groups.newline !== undefined && depth > 0) continue;
    if (groups.long !== undefined || groups.short !== undefined) {
      tokens.push({ kind: 'string', ...at, inner: innerOf(at, groups.long === undefined ? 1 : 3) });
      continue;
    }
    if (/^[([{]$/.test(all)) depth += 1;
    if (/^[)\]}]$/.test(all)) depth = Math.max(0, depth - 1);
    tokens.push({ kind: kinds.find((each) => groups[each] !== undefined)!, ...at });
  }
}

function innerOf(
  { text, start, end }: { readonly text: string; readonly start: number; readonly end: number },
  quotes: 1 | 3,
): { start: number; end: number } {
  const prefix = /^[A-Za-z]*/.exec(text)![0].length;
  const quote = text.slice(prefix, prefix + quotes);
  const isClosed = text.length >= prefix + 2 * quotes && text.endsWith(quote);
  return { start: start + prefix + quotes, end: isClosed ? end - quotes : end };
}
