import { describe, expect, test } from 'vitest';
import { produceRequest } from '../../../server/protocol/api/00-produce.ts';
import { fetchResponse } from '../../../server/protocol/api/01-fetch.ts';
import { metadataRequest } from '../../../server/protocol/api/03-metadata.ts';
import { heartbeatRequest, heartbeatResponse } from '../../../server/protocol/api/12-heartbeat.ts';
import { saslHandshakeRequest } from '../../../server/protocol/api/17-sasl-handshake.ts';
import {
  apiVersionsRequest,
  apiVersionsResponse,
} from '../../../server/protocol/api/18-api-versions.ts';
import { DecodeError } from '../../../server/protocol/decode-error.ts';
import {
  decodeRequestHeader,
  encodeRequest,
  encodeResponse,
  encodeResponseParts,
  requestHeaderVersion,
  responseHeaderVersion,
} from '../../../server/protocol/headers.ts';
import { fromHex } from './hex.ts';

describe('header versions', () => {
  test('follow the flexible versions of the message', () => {
    expect([3, 4].map((v) => requestHeaderVersion(heartbeatRequest, v))).toEqual([1, 2]);
    expect([3, 4].map((v) => responseHeaderVersion(heartbeatResponse, v))).toEqual([0, 1]);
    expect(requestHeaderVersion(saslHandshakeRequest, 1)).toBe(1);
    expect(requestHeaderVersion(metadataRequest, 9)).toBe(2);
  });

  test('of ApiVersions responses stay 0', () => {
    expect([2, 3, 4].map((v) => requestHeaderVersion(apiVersionsRequest, v))).toEqual([1, 2, 2]);
    expect([2, 3, 4].map((v) => responseHeaderVersion(apiVersionsResponse, v))).toEqual([0, 0, 0]);
  });
});

describe('the header of a request', () => {
  test('passes over tagged fields', () => {
    expect(decodeRequestHeader(fromHex('000c 0004 00000009 0001 63 01 05 02 ffff 2a'))).toEqual({
      apiKey: 12,
      apiVersion: 4,
      correlationId: 9,
      clientId: 'c',
      bodyOffset: 16,
    });
  });

  test('of an ApiVersions newer than any known is read as that of the newest', () => {
    expect(decodeRequestHeader(fromHex('0012 0063 00000009 0001 63 00 ffff'))).toMatchObject({
      apiKey: 18,
      apiVersion: 99,
      correlationId: 9,
      clientId: 'c',
      bodyOffset: 12,
    });
  });

  test('of an unknown API is read as version 1', () => {
    expect(decodeRequestHeader(fromHex('03e7 0000 00000009 ffff'))).toMatchObject({
      apiKey: 999,
      clientId: null,
      bodyOffset: 10,
    });
  });

  test.each(['', '0012', '0012 0000 000000', '0012 0000 00000001 0005 61'])(
    'cut off is refused: %j',
    (digits) => {
      expect(() => decodeRequestHeader(fromHex(digits))).toThrow(DecodeError);
    },
  );
});

describe('a response in parts', () => {
  const large: Uint8Array[] = [new Uint8Array(70_000).fill(1), new Uint8Array(5_000).fill(2)];
  const partition = { errorCode: 0, highWatermark: 9 };
  const body = {
    responses: [
      {
        topic: 't',
        partitions: [
          { ...partition, partitionIndex: 0, records: large },
          { ...partition, partitionIndex: 1, records: [new Uint8Array(100).fill(3)] },
          { ...partition, partitionIndex: 2, records: new Uint8Array(9_000).fill(4) },
        ],
      },
    ],
  };

  test.each([4, 12])('is the response of version %i', (version) => {
    const parts = encodeResponseParts(fetchResponse, version, 7, body);
    expect(Buffer.concat(parts).equals(encodeResponse(fetchResponse, version, 7, body))).toBe(true);
  });

  test('has large byte arrays uncopied, and only those', () => {
    const parts = encodeResponseParts(fetchResponse, 12, 7, body);
    expect(parts.map((part) => large.includes(part))).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(parts[4]).toBe(body.responses[0]!.partitions[2]!.records);
  });

  test('does not leave its mark on what is encoded next', () => {
    encodeResponseParts(fetchResponse, 12, 7, body);
    const topicData = [{ name: 't', partitionData: [{ index: 0, records: large[0]! }] }];
    const request = { acks: 1, timeoutMs: 1, topicData };
    const bytes = encodeRequest(produceRequest, 9, 7, null, request);
    expect(new DataView(bytes.buffer, bytes.byteOffset).getInt32(0)).toBe(bytes.length - 4);
    expect(bytes.length).toBeGreaterThan(70_000);
  });
});
