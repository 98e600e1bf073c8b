// Types of what is in topics, for who writes programs: the language server fills `TopicValues` in.

/**
 * What the values of topics are, by topic, where that is known: notebooks know it by samples of the topics' JSON. Empty
 * otherwise.
 */
// biome-ignore lint/suspicious/noEmptyInterface: what it declares is not known here.
export interface TopicValues {}

/** The name of a topic: any text. Those that are known come first. */
export type TopicName = keyof TopicValues | (string & {});

/** Something of topics, by their names. */
export type ByTopic<V> = { readonly [T in TopicName]?: V };

declare const json: unique symbol;

/** A text that is JSON of a `T`; to the compiler alone, which lets any other text be one. */
export type JsonText<T> = string & { readonly [json]?: T };

/** A record's value as text. Where the topic's values are known, `JSON.parse` in a notebook gives them. */
export type TextOf<T> = [T] extends [keyof TopicValues]
  ? unknown extends TopicValues[T]
    ? string
    : JsonText<TopicValues[T]>
  : string;

/** A record's value, read as JSON. */
export type JsonOf<T> = [T] extends [keyof TopicValues] ? TopicValues[T] : unknown;
