// What is known of topics, as types: in place of the declaration of `TopicValues`, which is empty.

import type { ClusterKnowledge } from '../cell-language.ts';

/**
 * The module that declares `TopicValues`, with the topics that are known.
 * @param empty as it is without any. @param isNamed whether anybody names a topic: of others the records are not looked at
 */
export function withTopics(
  empty: string,
  knowledge: ClusterKnowledge,
  isNamed: (topic: string) => boolean,
): string {
  const typeOf = (topic: string) => (isNamed(topic) ? knowledge.valueType(topic) : undefined);
  const topics = knowledge.topics() ?? [];
  const members = topics
    .filter(({ internal }) => internal !== true)
    .map(({ name }) => `  ${JSON.stringify(name)}: ${typeOf(name) ?? 'unknown'};\n`);
  const full = empty.replace(
    /(interface TopicValues \{)\s*\}/,
    (_, head) => `${head}\n${members.join('')}}`,
  );
  return full + PARSE;
}

/** What texts are JSON of is what parsing gives; of other texts anything, as always. */
const PARSE = `
declare global {
  interface JSON {
    /**
     * Converts a JavaScript Object Notation (JSON) string into an object.
     * @param text A valid JSON string. That of a topic whose records have been looked at gives what they have.
     * @param reviver A function that transforms the results. This function is called for each member of the object.
     * @throws SyntaxError If text is not valid JSON.
     */
    parse<T = any>(text: JsonText<T>, reviver?: (this: any, key: string, value: any) => any): T;
  }
}
`;
