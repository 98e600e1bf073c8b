import type { Serializer } from '../../ports/serializer.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import type { StateChanges } from '../state/checkpointed-state.ts';
import { KeyedState } from '../state/keyed-state.ts';
import type { PackedWindows } from './open-windows.ts';
import type { Watermark } from './watermark.ts';

/** The first byte of the chunk that has no keys; those of keys begin otherwise. */
const NO_KEYS = 0;

interface Progress {
  readonly latest: readonly number[];
  readonly lateRecords: number;
}

/** The windows of each key that are open, and how far event time has come. */
export class EventTimeState<K> extends KeyedState<K, PackedWindows> {
  readonly watermark: Watermark;
  /** Records that have come too late. */
  lateRecords = 0;
  readonly #bytes: Serializer;

  constructor(watermark: Watermark, partitioner: Partitioner, serializer: Serializer) {
    super({ partitioner, serializer, hasInitial: false, mayChangeInPlace: false });
    this.watermark = watermark;
    this.#bytes = serializer;
  }

  override changes(): StateChanges {
    const { version, chunks, neededFrom } = super.changes();
    const { lateRecords } = this;
    const latest = this.watermark.latestAfter(version);
    const progress = this.#bytes.serialize({ latest, lateRecords } satisfies Progress);
    const chunk = new Uint8Array(progress.length + 1);
    chunk[0] = NO_KEYS;
    chunk.set(progress, 1);
    return { version, chunks: [...chunks, chunk], neededFrom };
  }

  override async restore(chunks: AsyncIterable<Uint8Array>, version: number): Promise<void> {
    await super.restore(this.#withoutProgress(chunks, version), version);
  }

  /** Takes what has no keys out of the chunks. */
  async *#withoutProgress(
    chunks: AsyncIterable<Uint8Array>,
    version: number,
  ): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      if (chunk[0] !== NO_KEYS) yield chunk;
      else {
        const { latest, lateRecords } = this.#bytes.deserialize(chunk.subarray(1)) as Progress;
        this.watermark.restore(version, latest);
        this.lateRecords = lateRecords;
      }
    }
  }
}
