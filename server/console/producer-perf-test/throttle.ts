/**
 * When the next record may go out so that on average there are `perSecond` (org.apache.kafka.server.util.ThroughputThrottler).
 */
export class Throttle {
  readonly #perSecond: number;
  readonly #startMs: number;

  /** @param perSecond negative for no limit */
  constructor(perSecond: number, startMs: number) {
    this.#perSecond = perSecond;
    this.#startMs = startMs;
  }

  /** Milliseconds to wait before record number `sent` (from 0); Infinity if nothing may ever go out. */
  delayBefore(sent: number, nowMs: number): number {
    if (this.#perSecond < 0 || sent === 0) return 0;
    if (this.#perSecond === 0) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#startMs + (1000 * sent) / this.#perSecond - nowMs);
  }
}
