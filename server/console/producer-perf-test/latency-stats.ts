/** How many latencies are kept for the percentiles; of more records every n-th is. */
const MOST_SAMPLES = 500_000;

/** Counts records and their latencies, and says what came of them (org.apache.kafka.tools.ProducerPerformance.Stats). */
export class LatencyStats {
  readonly #startMs: number;
  readonly #sampling: number;
  readonly #latencies: Int32Array;
  #kept = 0;
  readonly #total = new Counts();
  #window = new Counts();
  #windowStartMs: number;

  /** @param records how many will be sent */
  constructor(records: number, nowMs: number) {
    this.#startMs = nowMs;
    this.#windowStartMs = nowMs;
    this.#sampling = Math.trunc(records / Math.min(records, MOST_SAMPLES));
    this.#latencies = new Int32Array(Math.trunc(records / this.#sampling) + 1);
  }

  /** A record of `bytes` was acknowledged after `latencyMs`. */
  record(latencyMs: number, bytes: number): void {
    if (this.#total.records % this.#sampling === 0) this.#latencies[this.#kept++] = latencyMs;
    this.#total.add(latencyMs, bytes);
    this.#window.add(latencyMs, bytes);
  }

  /** The line about what happened since the last one, if that is `intervalMs` ago and anything did. */
  window(nowMs: number, intervalMs: number): string | undefined {
    const elapsed = nowMs - this.#windowStartMs;
    if (elapsed < intervalMs || this.#window.records === 0) return undefined;
    const { records, averageMs, mostMs } = this.#window;
    const rate = this.#window.rate(elapsed);
    this.#window = new Counts();
    this.#windowStartMs = nowMs;
    return `${records} records sent, ${rate}, ${averageMs.toFixed(1)} ms avg latency, ${mostMs.toFixed(1)} ms max latency.`;
  }

  /** The line about all. */
  total(nowMs: number): string {
    const { records, averageMs, mostMs } = this.#total;
    const rate = this.#total.rate(nowMs - this.#startMs);
    const [p50, p95, p99, p999] = percentiles(this.#latencies.subarray(0, this.#kept));
    return (
      `${records} records sent, ${rate}, ${averageMs.toFixed(2)} ms avg latency, ${mostMs.toFixed(2)} ms max latency, ` +
      `${p50} ms 50th, ${p95} ms 95th, ${p99} ms 99th, ${p999} ms 99.9th.`
    );
  }
}

/** The 50th, 95th, 99th and 99.9th percentile of latencies, which are sorted by it; 0 where there are none. */
export function percentiles(latencies: Int32Array): number[] {
  latencies.sort();
  return [0.5, 0.95, 0.99, 0.999].map(
    (part) => latencies[Math.trunc(part * latencies.length)] ?? 0,
  );
}

class Counts {
  records = 0;
  mostMs = 0;
  #bytes = 0;
  #sumMs = 0;

  add(latencyMs: number, bytes: number): void {
    this.records++;
    this.#bytes += bytes;
    this.#sumMs += latencyMs;
    if (latencyMs > this.mostMs) this.mostMs = latencyMs;
  }

  get averageMs(): number {
    return this.#sumMs / this.records;
  }

  /** `12345.6 records/sec (1.18 MB/sec)`. */
  rate(elapsedMs: number): string {
    const records = (1000 * this.records) / elapsedMs;
    const megabytes = (1000 * this.#bytes) / elapsedMs / (1024 * 1024);
    return `${records.toFixed(1)} records/sec (${megabytes.toFixed(2)} MB/sec)`;
  }
}
