/** Time, as the core sees it. `node/` implements it on the system's clock, the simulation on a simulated one. */
export interface Clock {
  /** Wall-clock time in milliseconds since the epoch; may jump, so use it only for what is shown or stored. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back, so use it to measure durations. */
  monotonic(): number;
  /** Calls `run` once, not before `delayMs` have passed, unless cancelled first. */
  after(delayMs: number, run: () => void): Timer;
}

export interface Timer {
  /** Does nothing once the timer has run. */
  cancel(): void;
}

/** Resolves after `delayMs` of `clock`'s time. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}
