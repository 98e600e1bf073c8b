import type { Clock, Timer } from '../ports/clock.ts';

/** The longest delay that one Node timer keeps; a longer one would fire at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** The Clock port on the system's clock. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after: (delayMs, run) => (delayMs <= 0 ? soon(run) : later(delayMs, run)),
  };
}

function soon(run: () => void): Timer {
  const immediate = setImmediate(run);
  return { cancel: () => clearImmediate(immediate) };
}

function later(delayMs: number, run: () => void): Timer {
  const due = performance.now() + delayMs;
  let timeout: NodeJS.Timeout;
  const arm = (left: number) => {
    timeout = setTimeout(fire, Math.min(Math.ceil(left), LONGEST_TIMEOUT));
  };
  // Node's timers count whole milliseconds and can fire a fraction of one too early.
  const fire = () => {
    const left = due - performance.now();
    if (left > 0) arm(left);
    else run();
  };
  arm(delayMs);
  return { cancel: () => clearTimeout(timeout) };
}
