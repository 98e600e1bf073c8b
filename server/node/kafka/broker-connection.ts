import { Connection, type ConnectionOptions, Writer } from '@platformatic/kafka';
import { type Address, formatAddress } from '../../ports/transport.ts';
import { apiVersionsRequest, apiVersionsResponse } from '../../protocol/api/18-api-versions.ts';
import { decode, encode } from '../../protocol/codec.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import { requestHeaderVersion, responseHeaderVersion } from '../../protocol/headers.ts';
import type { Infer, InferInput, Message } from '../../protocol/schema.ts';
import type { Versions } from '../../protocol/version-range.ts';
import { UserError } from '../user-error.ts';
import { version as ourVersion } from '../version.ts';
import { throwIfError } from './kafka-error.ts';
import { readingOnly } from './read-only.ts';
import { unreachable } from './unreachable.ts';

/** What brokers are told that speaks with them (KIP-511). */
const SOFTWARE = 'millrace';

/**
 * One connection to one broker. The client library makes it, with TLS and SASL; what goes over it are the messages of
 * `server/protocol`, each in the newest version that the broker and we know.
 */
export class BrokerConnection {
  readonly address: Address;
  readonly #connection: Connection;
  readonly #readOnly: string | undefined;
  #versions: ReadonlyMap<number, Versions> = new Map();
  /** A request that needs to be allowed; which versions there are brokers tell anyone. */
  #hasAnswered = false;
  /** Why the connection broke, which those who wait for answers are not told. */
  #failure: Error | undefined;

  /**
   * @param readOnly what a cluster is called to which nothing is sent that would change it
   * @throws UserError that says what to do when nothing answers there
   */
  static async open(
    address: Address,
    options: ConnectionOptions,
    clientId: string,
    readOnly?: string,
  ): Promise<BrokerConnection> {
    const connection = new Connection(clientId, options);
    const opened = new BrokerConnection(address, connection, readOnly);
    try {
      await called((done) => connection.connect(address.host, address.port, done));
      opened.#versions = await opened.#askVersions();
    } catch (error) {
      throw unreachable(address, opened.#failure ?? error);
    }
    return opened;
  }

  private constructor(address: Address, connection: Connection, readOnly: string | undefined) {
    this.address = address;
    this.#connection = connection;
    this.#readOnly = readOnly;
    // Without a listener Node would end the process.
    connection.on('error', (error) => {
      this.#failure = error;
    });
  }

  /** The newest version of an API that both know, undefined if none. */
  version(request: Message, most = Number.POSITIVE_INFINITY): number | undefined {
    const theirs = this.#versions.get(request.apiKey);
    if (theirs === undefined) return undefined;
    const version = Math.min(request.versions.max, theirs.max, most);
    return version >= Math.max(request.versions.min, theirs.min) ? version : undefined;
  }

  /**
   * Asks and waits for the answer, whose error codes are the caller's to look at.
   * @param most a version not to go beyond
   * @throws UserError when the broker does not know the request, or the connection breaks; ReadOnlyError
   */
  async request<Req extends Message, Res extends Message>(
    request: Req,
    response: Res,
    body: InferInput<Req>,
    most?: number,
  ): Promise<Infer<Res>> {
    const version = this.#expectVersion(request, most);
    const allowed = this.#allowed(request, body);
    try {
      const answer = await this.#send(request, response, version, allowed);
      this.#hasAnswered = true;
      return answer;
    } catch (error) {
      throw unreachable(this.address, this.#failure ?? error, this.#hasAnswered);
    }
  }

  /** Sends what no answer comes to: Produce with acks 0. @throws UserError as `request` */
  post<Req extends Message>(request: Req, body: InferInput<Req>): void {
    const version = this.#expectVersion(request);
    const allowed = this.#allowed(request, body);
    this.#connection.send(
      request.apiKey,
      version,
      () => {
        const writer = Writer.create().append(
          Buffer.from(encode(request, version, allowed as never)),
        );
        writer.context.noResponse = true;
        return writer;
      },
      () => {},
      requestHeaderVersion(request, version) === 2,
      false,
      () => {},
    );
  }

  /** Is called once when the connection has ended, whoever ended it. */
  onClose(listener: () => void): void {
    if (this.#connection.isConnected()) this.#connection.once('close', listener);
    else listener();
  }

  close(): Promise<void> {
    return called((done) => this.#connection.close(done));
  }

  #allowed<B>(request: Message, body: B): B {
    return this.#readOnly === undefined ? body : readingOnly(request, body, this.#readOnly);
  }

  #expectVersion(request: Message, most?: number): number {
    const version = this.version(request, most);
    if (version !== undefined) return version;
    const name = request.name.replace(/Request$/, '');
    throw new UserError(
      `The broker at ${formatAddress(this.address)} does not support ${name} (API ${request.apiKey}).`,
    );
  }

  async #askVersions(): Promise<ReadonlyMap<number, Versions>> {
    const body = { clientSoftwareName: SOFTWARE, clientSoftwareVersion: softwareVersion };
    const ask = (version: number) =>
      this.#send(apiVersionsRequest, apiVersionsResponse, version, body);
    let answer = await ask(3);
    // Brokers before 2.4 know older versions only.
    if (answer.errorCode === ErrorCode.UNSUPPORTED_VERSION) answer = await ask(0);
    throwIfError(answer.errorCode);
    return new Map(
      answer.apiKeys.map(({ apiKey, minVersion: min, maxVersion: max }) => [apiKey, { min, max }]),
    );
  }

  #send<Req extends Message, Res extends Message>(
    request: Req,
    response: Res,
    version: number,
    body: InferInput<Req>,
  ): Promise<Infer<Res>> {
    return new Promise((resolve, reject) => {
      this.#connection.send(
        request.apiKey,
        version,
        () => Writer.create().append(Buffer.from(encode(request, version, body as never))),
        (_correlation, _key, _version, reader) => {
          const bytes = plain(reader.buffer.slice(reader.position, reader.length));
          return decode(response, answeredVersion(response, version, bytes), bytes) as Infer<Res>;
        },
        requestHeaderVersion(request, version) === 2,
        responseHeaderVersion(response, version) === 1,
        (error, answer) => (error ? reject(error) : resolve(answer as Infer<Res>)),
      );
    });
  }
}

/** A call with a callback, as a promise: the library makes its own with what Node has from version 22 on. */
function called(call: (done: (error: Error | null) => void) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => (error ? reject(error) : resolve()));
  });
}

/** Without Buffer's own ways: views of it are to be plain bytes, too. */
function plain(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The protocol allows letters, digits, dashes and dots. */
const softwareVersion = ourVersion.replace(/[^\w.-]/g, '-');

/** A broker that does not know the version of ApiVersions answers in version 0 (KIP-511). */
function answeredVersion(response: Message, version: number, bytes: Uint8Array): number {
  if (response.apiKey !== apiVersionsResponse.apiKey) return version;
  const code = new DataView(bytes.buffer, bytes.byteOffset).getInt16(0);
  return code === ErrorCode.UNSUPPORTED_VERSION ? 0 : version;
}
