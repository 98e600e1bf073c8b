/** Timers, so that tests need not wait. Times are in milliseconds. */
export interface Timers {
  now(): number;
  after(delay: number, run: () => void): () => void;
}

/** Those of the machine. */
export const realTimers: Timers = {
  now: () => performance.now(),
  after: (delay, run) => {
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
};
