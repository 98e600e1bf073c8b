import { decodePrefix, encode } from './codec.ts';
import { DecodeError } from './decode-error.ts';
import { array, bytes, type Infer, type InferInput, int32, message, string } from './schema.ts';

const topicPartitions = {
  topic: string('0+'),
  partitions: array('0+', 'int32'),
};

/** What a consumer sends in JoinGroup as the metadata of each of its protocols. */
export const consumerProtocolSubscription = message(
  'ConsumerProtocolSubscription',
  -1,
  '0-3',
  'none',
  {
    topics: array('0+', 'string'),
    /** Whatever the assignor wants to remember; null from most clients. */
    userData: bytes('0+', { nullable: '0+', default: null }),
    /** What the member held before, for cooperative rebalancing (KIP-429). */
    ownedPartitions: array('1+', topicPartitions),
    /** The generation in which `ownedPartitions` was true (KIP-792). */
    generationId: int32('2+', { default: -1 }),
    /** For assignors that prefer replicas nearby (KIP-881). */
    rackId: string('3+', { nullable: '3+', default: null }),
  },
);

export type ConsumerProtocolSubscription = Infer<typeof consumerProtocolSubscription>;

/** What the leader of a group sends in SyncGroup for each member. */
export const consumerProtocolAssignment = message('ConsumerProtocolAssignment', -1, '0-3', 'none', {
  assignedPartitions: array('0+', topicPartitions),
  userData: bytes('0+', { nullable: '0+', default: null }),
});

export type ConsumerProtocolAssignment = Infer<typeof consumerProtocolAssignment>;

const NEWEST = 3;

/**
 * Decodes a subscription behind its version. Versions newer than 3 are read as 3, since they may
 * only add fields at the end (Kafka's ConsumerProtocol).
 *
 * @throws DecodeError
 */
export function decodeSubscription(
  metadata: Uint8Array,
): ConsumerProtocolSubscription & { version: number } {
  const version = versionOf('ConsumerProtocolSubscription', metadata);
  const body = metadata.subarray(2);
  return { version, ...decodePrefix(consumerProtocolSubscription, version, body).value };
}

/**
 * Decodes an assignment behind its version, as `decodeSubscription` does.
 *
 * @throws DecodeError
 */
export function decodeAssignment(
  assignment: Uint8Array,
): ConsumerProtocolAssignment & { version: number } {
  const version = versionOf('ConsumerProtocolAssignment', assignment);
  const body = assignment.subarray(2);
  return { version, ...decodePrefix(consumerProtocolAssignment, version, body).value };
}

/** Encodes a subscription, its version before it. */
export function encodeSubscription(
  version: number,
  subscription: InferInput<typeof consumerProtocolSubscription>,
): Uint8Array {
  return behindVersion(version, encode(consumerProtocolSubscription, version, subscription));
}

/** Encodes an assignment, its version before it. */
export function encodeAssignment(
  version: number,
  assignment: InferInput<typeof consumerProtocolAssignment>,
): Uint8Array {
  return behindVersion(version, encode(consumerProtocolAssignment, version, assignment));
}

function versionOf(subject: string, bytes: Uint8Array): number {
  if (bytes.length < 2) throw new DecodeError(subject, 'version', 0, 'needs 2 bytes');
  const version = new DataView(bytes.buffer, bytes.byteOffset).getInt16(0);
  if (version < 0) throw new DecodeError(subject, 'version', 0, `is ${version}`);
  return Math.min(version, NEWEST);
}

function behindVersion(version: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 2);
  new DataView(bytes.buffer).setInt16(0, version);
  bytes.set(body, 2);
  return bytes;
}
