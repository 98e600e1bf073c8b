/** What stands for characters that mean something in HTML, and for those that Kafka's texts write so. */
const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': ' ',
  '&amp;': '&',
};

/** A key's documentation without the HTML that Apache Kafka's have, for its website: paragraphs and points become lines. */
export function plainDocumentation(text: string): string {
  return text
    .replace(/<(?:p|br|ul|ol)\s*\/?>|<\/(?:p|ul|ol)>/gi, '\n')
    .replace(/<li>/gi, '\n• ')
    .replace(/<\/?(?:a|b|i|em|strong|code|pre|li|span)(?:\s[^>]*)?>/gi, '')
    .replace(/&\w+;/g, (entity) => entities[entity] ?? entity)
    .replace(/\n\s*\n/g, '\n')
    .trim();
}
