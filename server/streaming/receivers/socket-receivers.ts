import type { Serializer } from '../../ports/serializer.ts';
import type { Address, Transport } from '../../ports/transport.ts';
import type { StorageLevel } from '../rdd/storage-level.ts';
import { framesOf } from './frames.ts';
import { linesOf } from './lines.ts';
import { NetworkReceiver } from './network-receiver.ts';

/** Makes items of the bytes that a connection brings, which are cut into chunks anywhere. It copies what it keeps. */
export type Converter<T> = (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<T> | Iterable<T>;

/** Receives what a converter makes of the bytes (Spark's SocketReceiver). */
export class SocketReceiver<T> extends NetworkReceiver<T> {
  readonly #converter: Converter<T>;

  constructor(
    transport: Transport,
    address: Address,
    converter: Converter<T>,
    storageLevel?: StorageLevel,
  ) {
    super(transport, address, storageLevel);
    this.#converter = converter;
  }

  protected async read(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const item of this.#converter(bytes)) {
      const wait = this.store(item);
      if (wait !== undefined) await wait;
    }
  }
}

/** Receives lines of UTF-8 text: a SocketReceiver without a promise for each. */
export class TextSocketReceiver extends NetworkReceiver<string> {
  protected async read(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const lines of linesOf(bytes)) {
      for (const line of lines) {
        const wait = this.store(line);
        if (wait !== undefined) await wait;
      }
    }
  }
}

/**
 * Receives whole blocks: for each its length (int32, big-endian) and an array in the serializer's form (Spark's
 * RawNetworkReceiver).
 */
export class RawSocketReceiver<T> extends NetworkReceiver<T> {
  readonly #serializer: Serializer;

  constructor(
    transport: Transport,
    address: Address,
    serializer: Serializer,
    storageLevel?: StorageLevel,
  ) {
    super(transport, address, storageLevel);
    this.#serializer = serializer;
  }

  override get name(): string {
    return 'RawNetworkReceiver';
  }

  protected async read(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const frame of framesOf(bytes)) {
      await this.storeAll(this.#serializer.deserialize(frame) as T[]);
    }
  }
}
