import { apiByKey } from './api/index.ts';
import { decode, decodePrefix, encodeTo } from './codec.ts';
import { DecodeError } from './decode-error.ts';
import { int16, int32, type Message, message, string } from './schema.ts';
import { covers } from './version-range.ts';
import { Writer } from './writer.ts';

export const requestHeader = message('RequestHeader', -1, '0-2', '2+', {
  requestApiKey: int16('0+'),
  requestApiVersion: int16('0+'),
  correlationId: int32('0+'),
  /** Never compact, so that any broker can read it from a request of any version (KIP-511). */
  clientId: string('1+', { nullable: '1+', flexible: 'none' }),
});

export const responseHeader = message('ResponseHeader', -1, '0-1', '1+', {
  correlationId: int32('0+'),
});

/** What stands before the body of a request. */
export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  /** Chosen by the client, and repeated in the response. */
  readonly correlationId: number;
  readonly clientId: string | null;
  /** Where the body begins in the frame. */
  readonly bodyOffset: number;
}

const CONTROLLED_SHUTDOWN = 7;
const API_VERSIONS = 18;

/** Version of the header of a request; that of ControlledShutdown v0 has no client id. */
export function requestHeaderVersion(request: Message, version: number): number {
  if (covers(request.flexible, version)) return 2;
  return request.apiKey === CONTROLLED_SHUTDOWN && version === 0 ? 0 : 1;
}

/**
 * Version of the header of a response. That of ApiVersions is always 0, since a client must be
 * able to read the answer of a broker that does not know the version it asked in (KIP-511).
 */
export function responseHeaderVersion(response: Message, version: number): number {
  return response.apiKey !== API_VERSIONS && covers(response.flexible, version) ? 1 : 0;
}

const sharedWriter = new Writer();

/**
 * Encodes a whole request, its length included.
 *
 * @throws EncodeError
 */
export function encodeRequest<In>(
  request: Message<unknown, In>,
  version: number,
  correlationId: number,
  clientId: string | null,
  body: NoInfer<In>,
): Uint8Array {
  const header = {
    requestApiKey: request.apiKey,
    requestApiVersion: version,
    correlationId,
    clientId,
  };
  const start = beginFrame();
  encodeTo(sharedWriter, requestHeader, requestHeaderVersion(request, version), header);
  encodeTo(sharedWriter, request, version, body);
  endFrame(start);
  return sharedWriter.take();
}

/**
 * Encodes a whole response, its length included.
 *
 * @throws EncodeError
 */
export function encodeResponse<In>(
  response: Message<unknown, In>,
  version: number,
  correlationId: number,
  body: NoInfer<In>,
): Uint8Array {
  writeResponse(response, version, correlationId, body, false);
  return sharedWriter.take();
}

/**
 * As `encodeResponse`, but in parts to be sent one after the other: large byte arrays of the body,
 * such as record batches, are parts themselves and not copied.
 *
 * @throws EncodeError
 */
export function encodeResponseParts<In>(
  response: Message<unknown, In>,
  version: number,
  correlationId: number,
  body: NoInfer<In>,
): Uint8Array[] {
  writeResponse(response, version, correlationId, body, true);
  return sharedWriter.takeParts();
}

function writeResponse<In>(
  response: Message<unknown, In>,
  version: number,
  correlationId: number,
  body: NoInfer<In>,
  keepApart: boolean,
): void {
  const headerVersion = responseHeaderVersion(response, version);
  const start = beginFrame(keepApart);
  encodeTo(sharedWriter, responseHeader, headerVersion, { correlationId });
  encodeTo(sharedWriter, response, version, body);
  endFrame(start);
}

function beginFrame(keepApart = false): number {
  sharedWriter.reset(keepApart);
  return sharedWriter.reserve(4);
}

function endFrame(start: number): void {
  const { at, apartBytes, view } = sharedWriter;
  view.setInt32(start, at - start - 4 + apartBytes);
}

/**
 * Decodes the header of a request. Where the API is unknown, the header is read as version 1; where
 * only the version is, by what is known of the newest. `body` begins at `bodyOffset` either way.
 *
 * @param frame a request without its length
 * @throws DecodeError
 */
export function decodeRequestHeader(frame: Uint8Array): RequestHeader {
  if (frame.length < 4) {
    throw new DecodeError('RequestHeader', '', 0, `a request of only ${frame.length} bytes`);
  }
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const api = apiByKey(view.getInt16(0));
  const headerVersion = api ? requestHeaderVersion(api.request, view.getInt16(2)) : 1;
  const { value, end } = decodePrefix(requestHeader, headerVersion, frame);
  return {
    apiKey: value.requestApiKey,
    apiVersion: value.requestApiVersion,
    correlationId: value.correlationId,
    clientId: headerVersion === 0 ? null : value.clientId,
    bodyOffset: end,
  };
}

/**
 * Decodes a whole response.
 *
 * @param frame a response without its length
 * @throws DecodeError
 */
export function decodeResponse<Out>(
  response: Message<Out>,
  version: number,
  frame: Uint8Array,
): { correlationId: number; body: Out } {
  const headerVersion = responseHeaderVersion(response, version);
  const { value, end } = decodePrefix(responseHeader, headerVersion, frame);
  return {
    correlationId: value.correlationId,
    body: decode(response, version, frame.subarray(end)),
  };
}
