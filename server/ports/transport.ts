/**
 * Byte streams between processes, as the core sees them: `node/` implements them on TCP, the simulation
 * on a simulated network.
 */
export interface Transport {
  /**
   * Accepts connections at `address` (port 0: a free one) until the listener is closed.
   * @throws ListenError when the address cannot be had.
   */
  listen(address: Address, onConnection: (connection: Connection) => void): Promise<Listener>;
  /** @throws an Error whose message names the address when nothing accepts there. */
  connect(address: Address): Promise<Connection>;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Listener {
  /** Where it listens, with the port that was given out. */
  readonly address: Address;
  /** Stops accepting; connections that stand are the caller's to close. */
  close(): Promise<void>;
}

/**
 * One byte stream. Iterating yields chunks as they arrive, once, and ends when the peer closes or
 * `close` is called; it throws when the connection breaks. Not asking for the next chunk is what
 * holds the sender back.
 */
export interface Connection extends AsyncIterable<Uint8Array> {
  readonly remote: Address;
  readonly local: Address;
  /**
   * Queues bytes, which must not change afterwards. Returns nothing while the peer keeps up, and else a
   * promise that resolves when it has caught up or the connection has ended. Writing to a connection
   * that has ended does nothing: its reader finds out.
   */
  write(bytes: Uint8Array): Promise<void> | undefined;
  /**
   * Takes back the memory of a chunk, which nobody may look at any more. Chunks that are not given back are
   * collected as garbage, which costs more and comes late.
   */
  release?(chunk: Uint8Array): void;
  /** Ends the connection after what was written has been sent. Does nothing the second time. */
  close(): void;
  /** Drops the connection at once. */
  destroy(): void;
}

/** `host:port` as clients take it, an IPv6 address in brackets (Kafka's Utils.formatAddress). */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An address that could not be listened on. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly reason: 'in-use' | 'denied' | 'unavailable';
  readonly address: Address;

  constructor(reason: ListenError['reason'], address: Address, message: string) {
    super(message);
    this.reason = reason;
    this.address = address;
  }
}
