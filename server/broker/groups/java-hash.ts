/** Java's `String.hashCode`: 31-ary over UTF-16 code units, in 32-bit arithmetic. */
export function javaHashCode(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

/**
 * The partition of `__consumer_offsets` (or `__transaction_state`) that a group (or transactional id)
 * belongs to; Kafka's tools compute the same. As Kafka's `Utils.abs`, which maps the smallest integer to 0
 * and otherwise takes the absolute value: not the sign-bit mask that its producers partition keys with.
 */
export function coordinatorPartition(key: string, partitionCount: number): number {
  const hash = javaHashCode(key);
  return (hash === -(2 ** 31) ? 0 : Math.abs(hash)) % partitionCount;
}
