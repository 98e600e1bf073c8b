import {
  type Address,
  type Connection,
  formatAddress,
  type Transport,
} from '../../ports/transport.ts';
import type { StorageLevel } from '../rdd/storage-level.ts';
import { Receiver } from './receiver.ts';

/** Connects to a port and reads. Where nobody listens, or the connection ends, it tries again, for ever. */
export abstract class NetworkReceiver<T> extends Receiver<T> {
  readonly #transport: Transport;
  readonly #address: Address;
  /** Counts the connections that were tried: a late one is known by it. */
  #attempt = 0;
  #connection: Connection | undefined;

  constructor(transport: Transport, address: Address, storageLevel?: StorageLevel) {
    super(storageLevel);
    this.#transport = transport;
    this.#address = address;
  }

  /** Stores what comes; returns when it ends. */
  protected abstract read(bytes: AsyncIterable<Uint8Array>): Promise<void>;

  // Spelled out, since bundling changes the names of classes.
  override get name(): string {
    return 'SocketReceiver';
  }

  override get description(): string {
    return `socket ${formatAddress(this.#address)}`;
  }

  async onStart(): Promise<void> {
    const attempt = ++this.#attempt;
    const isCurrent = () => attempt === this.#attempt;
    let connection: Connection;
    try {
      connection = await this.#transport.connect(this.#address);
    } catch (error) {
      if (isCurrent())
        this.restart(`Error connecting to ${formatAddress(this.#address)}`, error as Error);
      return;
    }
    if (!isCurrent()) {
      connection.destroy();
      return;
    }
    this.#connection = connection;
    try {
      await this.read(connection);
      if (isCurrent()) this.restart('Socket data stream had no more data');
    } catch (error) {
      if (isCurrent()) this.restart('Error receiving data', error as Error);
    }
  }

  onStop(): void {
    this.#attempt++;
    this.#connection?.destroy();
    this.#connection = undefined;
  }
}
