import { apiVersionsResponse } from '../protocol/api/18-api-versions.ts';
import { ApiKey, apiByKey } from '../protocol/api/index.ts';
import { decode } from '../protocol/codec.ts';
import { DecodeError } from '../protocol/decode-error.ts';
import { ErrorCode } from '../protocol/errors.ts';
import {
  decodeRequestHeader,
  encodeResponseParts,
  type RequestHeader,
} from '../protocol/headers.ts';
import type { Message } from '../protocol/schema.ts';
import type { Broker } from './broker.ts';
import type { ClientConnection } from './client-connection.ts';
import type { Handler } from './handler.ts';
import { handlers } from './handlers/index.ts';
import { UnservableRequest } from './unservable-request.ts';

/** The response in parts, to be sent one after the other; undefined for none. */
export type Answer = Promise<readonly Uint8Array[] | undefined>;

/** A request whose header has been read. */
export interface ParsedRequest {
  readonly header: RequestHeader;
  readonly frame: Uint8Array;
  /** Undefined for an ApiVersions of a version that nobody serves. */
  readonly handler: Handler | undefined;
  readonly overlaps: boolean;
}

const API_VERSIONS = 18;

/** What a broker answers before it knows the cluster: how it gets to know it, and what clients say first. */
const atAnyTime: ReadonlySet<number> = new Set([
  ApiKey.leaderAndIsr,
  ApiKey.stopReplica,
  ApiKey.updateMetadata,
  ApiKey.controlledShutdown,
  API_VERSIONS,
]);

/** What a request comes over that needs no connection: it never closes, and nothing more comes. */
const NO_CONNECTION = { onClose: () => () => {}, onRequest: () => () => {} };

/** Finds the handler of a request, decodes the one and encodes what the other gives. */
export class RequestDispatcher {
  readonly #broker: Broker;

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  /** @throws UnservableRequest for what this broker does not serve or cannot read. */
  parse(frame: Uint8Array): ParsedRequest {
    const header = this.#readHeader(frame);
    const { apiKey, apiVersion } = header;
    const handler = handlers.get(apiKey);
    const served =
      handler !== undefined &&
      apiVersion >= handler.versions[0] &&
      apiVersion <= handler.versions[1];
    if (served) return { header, frame, handler, overlaps: handler.overlaps };
    // A client newer than this broker asks first, and is told the versions in the oldest words (KIP-511).
    if (apiKey === API_VERSIONS) return { header, frame, handler: undefined, overlaps: false };
    const name = apiByKey(apiKey)?.name ?? 'unknown API';
    const by = header.clientId === null ? '' : ` from client '${header.clientId}'`;
    throw new UnservableRequest(
      handler === undefined
        ? `request${by} for ${name} (key ${apiKey}), which this broker does not serve`
        : `request${by} for ${name} version ${apiVersion}; versions ${handler.versions.join(' to ')} are served`,
    );
  }

  /** @throws UnservableRequest for a body that cannot be read. */
  async answer(request: ParsedRequest, connection: ClientConnection): Answer {
    const { header, handler, frame } = request;
    if (handler === undefined) return refuseApiVersions(header);
    const body = this.#readBody(handler, header, frame);
    // A broker that has just started would tell clients that there is nothing.
    if (!this.#broker.image.isComplete && !atAnyTime.has(header.apiKey)) {
      await this.#broker.informed();
    }
    const response = await handler.handle(body as never, {
      broker: this.#broker,
      version: header.apiVersion,
      clientId: header.clientId,
      clientHost: connection.clientHost,
      connection,
      size: frame.length,
    });
    if (response === undefined) return undefined;
    return encodeResponseParts(handler.response, header.apiVersion, header.correlationId, response);
  }

  /**
   * Handles a request that this broker makes of itself, and gives the response's body.
   * @throws Error when there is no handler of it
   */
  async handleOwn(request: Message, version: number, body: unknown): Promise<unknown> {
    const handler = handlers.get(request.apiKey);
    if (handler === undefined) throw new Error(`no handler of ${request.name}`);
    return await handler.handle(body as never, {
      broker: this.#broker,
      version,
      clientId: null,
      clientHost: '',
      connection: NO_CONNECTION,
      size: 0,
    });
  }

  #readHeader(frame: Uint8Array): RequestHeader {
    try {
      return decodeRequestHeader(frame);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      throw new UnservableRequest(`it sent something that is no Kafka request (${error.message})`);
    }
  }

  #readBody(handler: Handler, header: RequestHeader, frame: Uint8Array): unknown {
    try {
      return decode(handler.request, header.apiVersion, frame.subarray(header.bodyOffset));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      throw new UnservableRequest(`malformed ${handler.request.name}: ${error.message}`);
    }
  }
}

function refuseApiVersions(header: RequestHeader): Uint8Array[] {
  const [minVersion, maxVersion] = handlers.get(API_VERSIONS)?.versions ?? [0, 0];
  return encodeResponseParts(apiVersionsResponse, 0, header.correlationId, {
    errorCode: ErrorCode.UNSUPPORTED_VERSION,
    apiKeys: [{ apiKey: API_VERSIONS, minVersion, maxVersion }],
  });
}
