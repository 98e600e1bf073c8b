/**
 * Calls each of `functions` with `value`. What one throws surfaces as an uncaught error and disturbs neither the
 * others nor the caller.
 */
export function callEach<T>(functions: Iterable<(value: T) => void>, value: T): void {
  for (const call of functions) {
    try {
      call(value);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
