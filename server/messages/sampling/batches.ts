import type { BatchStatistics, CodecShare } from '../../contract/messages/sampling.ts';
import type { BatchHeader } from '../../protocol/records/batch-header.ts';
import { codecName } from '../../protocol/records/compression.ts';
import { Sizes } from './size-distribution.ts';

type Share = { -readonly [K in keyof CodecShare]: CodecShare[K] };

/** What producers made of records: batches, compressed or not. */
export class Batches {
  readonly #sizes = new Sizes();
  readonly #records = new Sizes();
  readonly #shares = new Map<number, Share>();
  #count = 0;
  #transactional = 0;

  /**
   * @param stored bytes that it takes, with its header
   * @param plain bytes that its records take without compression
   */
  add(header: BatchHeader, stored: number, plain: number): void {
    const { codec, recordCount, isTransactional } = header;
    this.#count++;
    if (isTransactional) this.#transactional++;
    this.#sizes.add(stored);
    this.#records.add(recordCount);
    let share = this.#shares.get(codec);
    if (share === undefined) {
      share = { codec: codecName(codec), batches: 0, records: 0, stored: 0, plain: 0 };
      this.#shares.set(codec, share);
    }
    share.batches++;
    share.records += recordCount;
    share.stored += stored;
    share.plain += plain;
  }

  statistics(): BatchStatistics {
    return {
      count: this.#count,
      sizes: this.#sizes.distribution(),
      records: this.#records.distribution(),
      transactional: this.#transactional,
      codecs: [...this.#shares.values()]
        .map((share) => ({ ...share }))
        .sort((one, other) => other.records - one.records),
    };
  }
}
