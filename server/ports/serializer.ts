/**
 * Values as bytes, for what outlives a process. It takes what the structured clone algorithm takes: primitives,
 * arrays, plain objects, maps, sets, dates, typed arrays, also in cycles. Instances of classes come back as plain
 * objects.
 */
export interface Serializer {
  /** @throws Error for what has no such form, such as a function. */
  serialize(value: unknown): Uint8Array;
  /** @throws Error for bytes that are not what `serialize` made. */
  deserialize(bytes: Uint8Array): unknown;
}
