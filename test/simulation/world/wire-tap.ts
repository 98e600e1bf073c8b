import { apiByKey } from '../../../server/protocol/api/index.ts';
import { decode } from '../../../server/protocol/codec.ts';
import { decodeRequestHeader } from '../../../server/protocol/headers.ts';

/** What says little and comes often: fetches, heartbeats, metadata. */
const QUIET = new Set([0, 1, 3, 8, 9, 10, 11, 12, 13, 14, 22]);
const LONGEST = 400;

/** A Kafka request as a line of text; undefined for bytes that are none, or that say little. */
export function describeRequest(bytes: Uint8Array): string | undefined {
  if (bytes.length < 12) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const key = view.getInt16(4);
  const api = apiByKey(key);
  if (view.getInt32(0) !== bytes.length - 4 || api === undefined || QUIET.has(key))
    return undefined;
  try {
    const frame = bytes.subarray(4);
    const { apiVersion, bodyOffset, clientId } = decodeRequestHeader(frame);
    const body = decode(api.request, apiVersion, frame.subarray(bodyOffset));
    const text = JSON.stringify(body, (_, value) =>
      value instanceof Uint8Array ? `${value.length} bytes` : value,
    );
    return `← ${clientId}: ${api.name} v${apiVersion} ${text.slice(0, LONGEST)}`;
  } catch {
    return undefined;
  }
}
