import type { Serializer } from '../../ports/serializer.ts';
import type { Partitioner } from '../shuffle/partitioner.ts';
import type { StateChanges } from '../state/checkpointed-state.ts';
import { KeyedState } from '../state/keyed-state.ts';
import type { PackedWindows } from './open-windows.ts';
import type { Watermark, WatermarkState } from './watermark.ts';

/** The first byte of the chunk that has no keys; those of keys begin otherwise. */
const NO_KEYS = 0;

interface Progress {
  readonly watermark: WatermarkState;
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

  override start(version: number): void {
    super.start(version);
    this.watermark.start(version);
  }

  override changes(): StateChanges {
    const { version, chunks, neededFrom } = super.changes();
    const { lateRecords } = this;
    const watermark = this.watermark.stateAfter(version);
    const progress = this.#bytes.serialize({ watermark, lateRecords } satisfies Progress);
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
        const progress = this.#bytes.deserialize(chunk.subarray(1)) as Progress;
        this.watermark.start(version, progress.watermark);
        this.lateRecords = progress.lateRecords;
      }
    }
  }
}
