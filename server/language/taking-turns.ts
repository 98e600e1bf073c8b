/** How many small pieces of work are done before others have the thread. */
const AT_ONCE = 20;

/** Goes through items, and lets others have the thread in between: what the editor asks is not to wait. */
export async function* takingTurns<T>(items: Iterable<T>): AsyncGenerator<T, void> {
  let done = 0;
  for (const item of items) {
    yield item;
    done += 1;
    if (done % AT_ONCE === 0) await new Promise<void>((resolve) => void setImmediate(resolve));
  }
}
