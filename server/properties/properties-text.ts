const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f' };

/**
 * Reads text in the format of Java's Properties: `key=value`, `key: value` or `key value`; lines that begin with `#`
 * or `!` are comments; a backslash at a line's end goes on in the next; `\t`, `\n` and four hexadecimal digits after
 * `\u` are escapes.
 */
export function parseProperties(text: string): Record<string, string> {
  const properties: Record<string, string> = {};
  // Lines that go on lose the white space that the next begins with.
  const joined = text.replace(/(?<!\\)((?:\\\\)*)\\\r?\n[ \t\f]*/g, '$1');
  for (const line of joined.split(/\r\n|\n|\r/)) {
    const trimmed = line.replace(/^[ \t\f]+/, '');
    if (trimmed === '' || /^[#!]/.test(trimmed)) continue;
    const [, key = '', value = ''] =
      /^((?:\\.|[^\\:= \t\f])*)[ \t\f]*[:=]?[ \t\f]*(.*)$/s.exec(trimmed) ?? [];
    properties[unescaped(key)] = unescaped(value);
  }
  return properties;
}

/** Writes what `parseProperties` reads, a line for each key. */
export function formatProperties(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties)
    .map(([key, value]) => {
      // White space before a value is not part of it, and these characters end a key or make it a comment.
      const name = escaped(key).replace(/[:= ]|^[#!]/g, '\\$&');
      return `${name}=${escaped(value).replace(/^ /, '\\ ')}\n`;
    })
    .join('');
}

function unescaped(text: string): string {
  return text.replace(/\\(u[\da-fA-F]{4}|.)/gs, (_, escaped: string) =>
    escaped.length > 1
      ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
      : (ESCAPES[escaped] ?? escaped),
  );
}

function escaped(text: string): string {
  return text
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/\f/g, '\\f');
}
