import type { Connection } from '../../../server/ports/transport.ts';
import { FrameReader } from '../../../server/zookeeper/frames.ts';
import { JuteReader, type JuteWriter } from '../../../server/zookeeper/jute.ts';
import {
  type ConnectRequest,
  type ConnectResponse,
  connectRequest,
  connectResponse,
  replyHeader,
  requestHeader,
} from '../../../server/zookeeper/messages.ts';
import type { WireOperation } from '../../../server/zookeeper/operations.ts';
import { frameOf } from '../../../server/zookeeper/records.ts';
import type { ServiceHarness } from './service-harness.ts';

/** The wire protocol by hand: what it sends, and what comes back, in order. */
export class RawClient {
  readonly connection: Connection;
  /** Bodies behind their headers, as they came. */
  readonly replies: { xid: number; zxid: number; err: number; body: JuteReader }[] = [];
  readonly received: number[] = [];
  session: (ConnectResponse & { readOnlyGiven: boolean }) | undefined;
  ended = false;
  readonly #frames = new FrameReader();

  /** `reading: false` leaves what comes back on the connection. */
  static async connect(harness: ServiceHarness, { reading = true } = {}): Promise<RawClient> {
    const client = new RawClient(await harness.transport.connect(harness.server.address));
    if (reading) void client.#read();
    return client;
  }

  private constructor(connection: Connection) {
    this.connection = connection;
  }

  handshake(request: Partial<ConnectRequest> = {}, { readOnly = true } = {}): void {
    const defaults = { protocolVersion: 0, lastZxidSeen: 0, timeout: 6_000, sessionId: 0n };
    this.write((to) => {
      connectRequest.write({ ...defaults, password: new Uint8Array(16), ...request }, to);
      if (readOnly) to.bool(false);
    });
  }

  send<Request>(xid: number, operation: WireOperation<Request, unknown>, request: Request): void {
    this.write((to) => {
      requestHeader.write({ xid, type: operation.code }, to);
      operation.request.write(request, to);
    });
  }

  /** One frame. */
  write(...parts: Array<(to: JuteWriter) => void>): void {
    this.writeBytes(frameOf(...parts));
  }

  /** Bytes that may be no frames. */
  writeBytes(bytes: Uint8Array): void {
    void this.connection.write(bytes);
  }

  /** What came back as text, where it is no frames. */
  get text(): string {
    return String.fromCharCode(...this.received);
  }

  async #read(): Promise<void> {
    for await (const chunk of this.connection) {
      this.received.push(...chunk);
      if (this.session === undefined && chunk[0] !== 0) continue;
      for (const frame of this.#frames.push(chunk)) this.#onFrame(new JuteReader(frame));
    }
    this.ended = true;
  }

  #onFrame(body: JuteReader): void {
    if (this.session === undefined) {
      this.session = { ...connectResponse.read(body), readOnlyGiven: body.remaining === 1 };
    } else {
      this.replies.push({ ...replyHeader.read(body), body });
    }
  }
}
