/** What the four-letter words tell of the requests that went through a server or a connection. */
export class Statistics {
  received = 0;
  sent = 0;
  #answered = 0;
  #totalLatency = 0;
  #minLatency = Number.POSITIVE_INFINITY;
  #maxLatency = 0;

  /** One request has been answered, `latency` milliseconds after it came. */
  answered(latency: number): void {
    this.#answered++;
    this.#totalLatency += latency;
    this.#minLatency = Math.min(this.#minLatency, latency);
    this.#maxLatency = Math.max(this.#maxLatency, latency);
  }

  reset(): void {
    this.received = 0;
    this.sent = 0;
    this.#answered = 0;
    this.#totalLatency = 0;
    this.#minLatency = Number.POSITIVE_INFINITY;
    this.#maxLatency = 0;
  }

  /** Milliseconds, as ZooKeeper writes them: whole ones, the average with up to four decimals. */
  get latency(): { min: string; average: string; max: string } {
    if (this.#answered === 0) return { min: '0', average: '0.0', max: '0' };
    const average = String(Number((this.#totalLatency / this.#answered).toFixed(4)));
    return {
      min: String(Math.floor(this.#minLatency)),
      average: average.includes('.') ? average : `${average}.0`,
      max: String(Math.floor(this.#maxLatency)),
    };
  }
}
