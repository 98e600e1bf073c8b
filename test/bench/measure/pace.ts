// Doing something at an even rate.

/** Calls `work` `count` times, `perSecond` times a second; when the timer comes late, what is due at once. */
export function pace(
  perSecond: number,
  count: number,
  work: (index: number) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const started = performance.now();
    let done = 0;
    const timer = setInterval(() => {
      const due = Math.min(count, ((performance.now() - started) * perSecond) / 1000);
      for (; done < due; done++) work(done);
      if (done < count) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
}
