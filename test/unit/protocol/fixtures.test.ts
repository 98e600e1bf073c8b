// Frames written out by hand from Kafka's protocol guide and KIP-482, so that the codecs are not
// only held against themselves. Text stands in the hexadecimal as 'text'.

import { describe, expect, test } from 'vitest';
import { apiByKey } from '../../../server/protocol/api/index.ts';
import { decode } from '../../../server/protocol/codec.ts';
import {
  decodeRequestHeader,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from '../../../server/protocol/headers.ts';
import { fromHex, toHex } from './hex.ts';

/** Hexadecimal in which text may stand between quotes. */
function frame(source: string): Uint8Array {
  const digits = source.replaceAll(/'([^']*)'/g, (_, text: string) =>
    toHex(new TextEncoder().encode(text)),
  );
  return fromHex(digits);
}

const requests: [name: string, bytes: string, clientId: string | null, body: object][] = [
  ['ApiVersions v0', "0012 0000 00000001 0007 'rdkafka'", 'rdkafka', {}],
  [
    'ApiVersions v3',
    "0012 0003 00000001 0003 'cli' 00 12 'apache-kafka-java' 06 '3.9.0' 00",
    'cli',
    { clientSoftwareName: 'apache-kafka-java', clientSoftwareVersion: '3.9.0' },
  ],
  ['Metadata v0, all topics', "0003 0000 00000001 0001 'c' 00000000", 'c', { topics: [] }],
  ['Metadata v1, all topics', '0003 0001 00000001 ffff ffffffff', null, { topics: null }],
  [
    'Metadata v1, two topics',
    "0003 0001 00000001 0001 'c' 00000002 0003 'foo' 0002 'ba'",
    'c',
    { topics: [{ name: 'foo' }, { name: 'ba' }] },
  ],
  [
    'Metadata v12, by id',
    "0003 000c 00000001 0001 'c' 00 02 00112233445566778899aabbccddeeff 00 00 01 00 00",
    'c',
    {
      topics: [{ topicId: 'ABEiM0RVZneImaq7zN3u_w', name: null }],
      allowAutoTopicCreation: true,
      includeTopicAuthorizedOperations: false,
    },
  ],
  [
    'Produce v3',
    "0000 0003 00000001 0001 'c' ffff ffff 00007530 00000001 0001 't' 00000001 00000000 00000003 0a0b0c",
    'c',
    {
      transactionalId: null,
      acks: -1,
      timeoutMs: 30000,
      topicData: [{ name: 't', partitionData: [{ index: 0, records: Uint8Array.of(10, 11, 12) }] }],
    },
  ],
  [
    'Fetch v4',
    "0001 0004 00000001 0001 'c' ffffffff 000001f4 00000001 03200000 00 00000001 0001 't' 00000001 00000002 0000000000000100 00100000",
    'c',
    {
      replicaId: -1,
      maxWaitMs: 500,
      minBytes: 1,
      maxBytes: 52428800,
      isolationLevel: 0,
      topics: [
        {
          topic: 't',
          partitions: [{ partition: 2, fetchOffset: 256, partitionMaxBytes: 1048576 }],
        },
      ],
    },
  ],
  [
    'Fetch v15, from follower 1 of broker epoch 2',
    '0001 000f 00000001 ffff 00 000001f4 00000001 7fffffff 00 00000000 ffffffff 01 01 01 01 01 0d 00000001 0000000000000002 00',
    null,
    {
      replicaState: { replicaId: 1, replicaEpoch: 2 },
      maxWaitMs: 500,
      minBytes: 1,
      topics: [],
      forgottenTopicsData: [],
    },
  ],
  [
    'JoinGroup v1',
    "000b 0001 00000001 0001 'c' 0001 'g' 00002710 0000ea60 0000 0008 'consumer' 00000001 0005 'range' 00000002 0001",
    'c',
    {
      groupId: 'g',
      sessionTimeoutMs: 10000,
      rebalanceTimeoutMs: 60000,
      memberId: '',
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: Uint8Array.of(0, 1) }],
    },
  ],
  ['ControlledShutdown v0', '0007 0000 00000001 00000003', null, { brokerId: 3 }],
];

describe('a request written by hand', () => {
  test.each(requests)('%s', (_, source, clientId, body) => {
    const bytes = frame(source);
    const header = decodeRequestHeader(bytes);
    expect(header).toMatchObject({ correlationId: 1, clientId });
    const { request } = apiByKey(header.apiKey)!;
    const decoded = decode(request, header.apiVersion, bytes.subarray(header.bodyOffset));
    expect(decoded).toMatchObject(body);
    const encoded = encodeRequest(request, header.apiVersion, 1, clientId, body);
    expect(toHex(encoded.subarray(4))).toBe(toHex(bytes));
    expect(toHex(encoded.subarray(0, 4))).toBe(bytes.length.toString(16).padStart(8, '0'));
  });
});

const responses: [name: string, key: number, version: number, bytes: string, body: object][] = [
  [
    'ApiVersions v0',
    18,
    0,
    '00000001 0000 00000002 0000 0000 000c 0012 0000 0004',
    {
      errorCode: 0,
      apiKeys: [
        { apiKey: 0, minVersion: 0, maxVersion: 12 },
        { apiKey: 18, minVersion: 0, maxVersion: 4 },
      ],
    },
  ],
  [
    'ApiVersions v3, whose header has no tagged fields',
    18,
    3,
    '00000001 0000 02 0012 0000 0004 00 00000000 00',
    { errorCode: 0, apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 4 }] },
  ],
  [
    'ApiVersions v3, with a feature',
    18,
    3,
    "00000001 0000 01 00000000 02 00 09 02 03 'kr' 0000 0001 00 01 08 0000000000000005",
    {
      errorCode: 0,
      apiKeys: [],
      supportedFeatures: [{ name: 'kr', minVersion: 0, maxVersion: 1 }],
      finalizedFeaturesEpoch: 5,
    },
  ],
  [
    'Metadata v1',
    3,
    1,
    "00000001 00000001 00000001 0009 'localhost' 00002384 ffff 00000001 00000001 0000 0001 't' 00 00000001 0000 00000000 00000001 00000001 00000001 00000001 00000001",
    {
      brokers: [{ nodeId: 1, host: 'localhost', port: 9092, rack: null }],
      controllerId: 1,
      topics: [
        {
          errorCode: 0,
          name: 't',
          isInternal: false,
          partitions: [
            { errorCode: 0, partitionIndex: 0, leaderId: 1, replicaNodes: [1], isrNodes: [1] },
          ],
        },
      ],
    },
  ],
  ['Heartbeat v4', 12, 4, '00000001 00 00000000 001b 00', { throttleTimeMs: 0, errorCode: 27 }],
  [
    'Produce v0',
    0,
    0,
    "00000001 00000001 0001 't' 00000001 00000000 0003 ffffffffffffffff",
    {
      responses: [{ name: 't', partitionResponses: [{ index: 0, errorCode: 3, baseOffset: -1 }] }],
    },
  ],
  [
    'Produce v10, with the new leader',
    0,
    10,
    "00000001 00 02 02 't' 02 00000000 0006 ffffffffffffffff ffffffffffffffff ffffffffffffffff 01 00 01 00 09 00000002 00000007 00 00 00000000 01 00 0d 02 00000002 02 'h' 00002384 00 00",
    {
      responses: [
        {
          name: 't',
          partitionResponses: [
            {
              index: 0,
              errorCode: 6,
              baseOffset: -1,
              recordErrors: [],
              currentLeader: { leaderId: 2, leaderEpoch: 7 },
            },
          ],
        },
      ],
      nodeEndpoints: [{ nodeId: 2, host: 'h', port: 9092, rack: null }],
    },
  ],
  [
    'ConsumerGroupHeartbeat v0, without an assignment',
    68,
    0,
    "00000001 00 00000000 0000 00 02 'm' 00000001 00001388 ff 00",
    {
      errorCode: 0,
      errorMessage: null,
      memberId: 'm',
      memberEpoch: 1,
      heartbeatIntervalMs: 5000,
      assignment: null,
    },
  ],
];

describe('a response written by hand', () => {
  test.each(responses)('%s', (_, key, version, source, body) => {
    const bytes = frame(source);
    const { response } = apiByKey(key)!;
    const decoded = decodeResponse(response, version, bytes);
    expect(decoded).toMatchObject({ correlationId: 1, body });
    expect(toHex(encodeResponse(response, version, 1, body).subarray(4))).toBe(toHex(bytes));
  });
});
