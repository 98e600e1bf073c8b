import type { Address, Connection, Transport } from '../../server/ports/transport.ts';
import { FrameReader } from '../../server/protocol/framing.ts';
import { decodeResponse, encodeRequest } from '../../server/protocol/headers.ts';
import type { Infer, InferInput, Message } from '../../server/protocol/schema.ts';

/**
 * The barest Kafka client: any request, of any version, and what comes back. Requests may be sent
 * without waiting for the answers before.
 */
export class WireClient {
  readonly #connection: Connection;
  readonly #frames = new FrameReader(1 << 30);
  readonly #waiting: { resolve: (frame: Uint8Array) => void; reject: (error: Error) => void }[] =
    [];
  readonly #clientId: string;
  #correlationId = 0;
  #ended = false;
  /** Resolves when the broker has closed the connection. */
  readonly closed: Promise<void>;

  static async connect(
    transport: Transport,
    address: Address,
    clientId = 'wire-client',
  ): Promise<WireClient> {
    return new WireClient(await transport.connect(address), clientId);
  }

  private constructor(connection: Connection, clientId: string) {
    this.#connection = connection;
    this.#clientId = clientId;
    this.closed = this.#read();
  }

  /** Sends one request and resolves with the response's body. @throws Error when the broker closes instead. */
  async request<Req extends Message, Res extends Message>(
    request: Req,
    response: Res,
    version: number,
    body: InferInput<Req>,
  ): Promise<Infer<Res>> {
    const correlationId = this.send(request, version, body);
    const frame = await this.#next();
    const decoded = decodeResponse(response, version, frame);
    if (decoded.correlationId !== correlationId) {
      throw new Error(`answer ${decoded.correlationId} to request ${correlationId}`);
    }
    return decoded.body as Infer<Res>;
  }

  /** Sends one request without expecting an answer, and returns its correlation id. */
  send<Req extends Message>(request: Req, version: number, body: InferInput<Req>): number {
    const correlationId = ++this.#correlationId;
    const frame = encodeRequest(request, version, correlationId, this.#clientId, body);
    void this.#connection.write(frame);
    return correlationId;
  }

  /** Sends bytes as they are. */
  sendBytes(bytes: Uint8Array): void {
    void this.#connection.write(bytes);
  }

  /** The next frame that comes, whatever it is. */
  nextFrame(): Promise<Uint8Array> {
    return this.#next();
  }

  close(): void {
    this.#connection.close();
  }

  #next(): Promise<Uint8Array> {
    if (this.#ended) return Promise.reject(closedByBroker());
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async #read(): Promise<void> {
    try {
      for await (const chunk of this.#connection) {
        for (const frame of this.#frames.push(chunk)) this.#waiting.shift()?.resolve(frame);
      }
    } catch {
      // A broken connection is a closed one; whoever waits is told below.
    }
    this.#ended = true;
    for (const { reject } of this.#waiting.splice(0)) reject(closedByBroker());
  }
}

function closedByBroker(): Error {
  return new Error('the broker closed');
}
