import { readBatchHeader } from '../protocol/records/batch-header.ts';
import { type ReadLimits, withinLimits } from './batches.ts';
import { retainable } from './bytes.ts';
import { Fifo } from './fifo.ts';

/** What a cached batch takes beside its bytes, about. */
const OVERHEAD_BYTES = 256;

interface CachedBatch {
  readonly tail: LogTail;
  readonly baseOffset: number;
  /** Undefined once it was dropped. */
  bytes: Uint8Array | undefined;
}

/**
 * The latest batches of all logs of a broker, so that consumers who keep up never touch the store.
 * Beyond `budget` bytes the oldest go, whichever log they are of.
 */
export class TailCache {
  readonly #budget: number;
  #bytes = 0;
  /** In the order in which they came; those of one log are in the log's order, too. */
  readonly #batches = new Fifo<CachedBatch>();

  /** @param budget bytes to keep, the cache's own cost included */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** What the cached batches take, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  add(tail: LogTail, baseOffset: number, bytes: Uint8Array): void {
    const batch: CachedBatch = { tail, baseOffset, bytes: retainable(bytes) };
    this.#bytes += costOf(batch);
    this.#batches.push(batch);
    tail.batches.push(batch);
    while (this.#bytes > this.#budget) this.#evictOldest();
  }

  /** Drops the batches of one log from `offset` on. */
  truncate(tail: LogTail, offset: number): void {
    const { batches } = tail;
    for (let last = batches.last(); last !== undefined; last = batches.last()) {
      if (last.baseOffset < offset) return;
      this.#drop(last);
      batches.pop();
    }
  }

  #evictOldest(): void {
    const oldest = this.#batches.shift();
    if (oldest?.bytes === undefined) return;
    this.#drop(oldest);
    oldest.tail.batches.shift();
  }

  #drop(batch: CachedBatch): void {
    this.#bytes -= costOf(batch);
    batch.bytes = undefined;
  }
}

function costOf(batch: CachedBatch): number {
  return OVERHEAD_BYTES + (batch.bytes?.length ?? 0);
}

/** The cached batches of one log: its last ones, without a gap. */
export class LogTail {
  readonly batches = new Fifo<CachedBatch>();

  /** The batches from the one that holds `from`, or undefined if that is not among the cached. */
  read(from: number, limits: ReadLimits): Uint8Array[] | undefined {
    const { batches } = this;
    if (batches.length === 0 || from < batches.at(0)!.baseOffset) return undefined;
    const found: Uint8Array[] = [];
    let bytes = 0;
    for (let index = this.#indexOf(from); index < batches.length; index++) {
      const batch = batches.at(index)!;
      // Compaction on the leader leaves gaps, and `from` can lie in one.
      if (readBatchHeader(batch.bytes!).lastOffset < from) continue;
      if (batch.baseOffset >= limits.upTo || bytes > limits.maxBytes) break;
      found.push(batch.bytes!);
      bytes += batch.bytes!.length;
    }
    return withinLimits(found, limits);
  }

  /** The last batch that starts at or before `offset`. */
  #indexOf(offset: number): number {
    let low = 0;
    let high = this.batches.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.batches.at(middle)!.baseOffset <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}
