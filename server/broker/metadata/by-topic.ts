/** The items by their topics, in the order in which the topics first come. */
export function byTopic<T extends { readonly topic: string }>(
  items: Iterable<T>,
): Map<string, T[]> {
  const topics = new Map<string, T[]>();
  for (const item of items) {
    const some = topics.get(item.topic);
    if (some === undefined) topics.set(item.topic, [item]);
    else some.push(item);
  }
  return topics;
}
