/** Each value that is there more than once, once. */
export function duplicates<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, at) => values.indexOf(value) !== at))];
}
