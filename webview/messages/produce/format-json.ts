/** Strings, brackets and such, and everything else that stands between them and space. */
const TOKEN = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** JSON over lines, with numbers and strings as they are written; a text that is none as it is. */
export function formattedJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let formatted = '';
  let level = 0;
  let before = '';
  const line = () => `\n${'  '.repeat(level)}`;
  for (const [token] of text.matchAll(TOKEN)) {
    const isClosing = token === '}' || token === ']';
    const isAfterOpening = before === '{' || before === '[';
    if (isClosing) level--;
    if (isClosing ? !isAfterOpening : isAfterOpening || before === ',') formatted += line();
    formatted += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') level++;
    before = token;
  }
  return formatted;
}
