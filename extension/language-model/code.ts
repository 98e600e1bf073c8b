/** Somebody else's text as code in Markdown, on one line, which nothing in it can end. */
export function codeOf(text: string): string {
  return `\`${text.replace(/\s+/g, ' ').replaceAll('`', "'")}\``;
}
