/**
 * Any value at all, said so that TypeScript takes `[word, 1]` for a pair and not for an array, without annotations:
 * a constraint that names a tuple does that.
 */
// biome-ignore lint/complexity/noBannedTypes: {} is everything but null and undefined, which is meant.
export type Element = readonly [unknown, unknown] | {} | null | undefined;

/** Likewise for a value to start from: `[0, 0]` is a pair of numbers. */
export type Tuple = readonly unknown[] | [];
