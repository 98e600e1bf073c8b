import { decode, encode } from '../../protocol/codec.ts';
import {
  groupMetadataKey,
  groupMetadataValue,
  offsetCommitKey,
  offsetCommitValue,
} from '../../protocol/coordinator-records.ts';
import { DecodeError } from '../../protocol/decode-error.ts';
import type { Infer, InferInput, Message } from '../../protocol/schema.ts';
import type { OffsetAndMetadata, TopicPartition } from './committed-offsets.ts';
import type { Group, GroupSnapshot } from './group.ts';
import { Member } from './member.ts';
import type { OffsetsRecord } from './offsets-writer.ts';

/** Of what a record of `__consumer_offsets` speaks. */
export type OffsetsKey =
  | { readonly kind: 'offset'; readonly groupId: string; readonly of: TopicPartition }
  | { readonly kind: 'group'; readonly groupId: string };

// The versions that Kafka writes: the highest that is not flexible, and for an offset with an expiry of
// its own the only one that has room for it.
const OFFSET_KEY_VERSION = 1;
const OFFSET_VALUE_VERSION = 3;
const EXPIRING_OFFSET_VALUE_VERSION = 1;
const GROUP_KEY_VERSION = 2;
const GROUP_VALUE_VERSION = 3;

/** The record of a committed offset. */
export function offsetRecord(
  groupId: string,
  of: TopicPartition,
  committed: OffsetAndMetadata,
): OffsetsRecord {
  const { expireTimestamp } = committed;
  const value =
    expireTimestamp === undefined
      ? versioned(offsetCommitValue, OFFSET_VALUE_VERSION, committedValue(committed))
      : versioned(offsetCommitValue, EXPIRING_OFFSET_VALUE_VERSION, {
          ...committedValue(committed),
          expireTimestamp,
        });
  return { key: offsetKey(groupId, of), value };
}

/** What takes back the offset of one partition. */
export function offsetTombstone(groupId: string, of: TopicPartition): OffsetsRecord {
  return { key: offsetKey(groupId, of), value: null };
}

/** The record of a group's generation; `assignmentOf` says what each member is to have. */
export function groupRecord(
  group: Group,
  assignmentOf: (member: Member) => Uint8Array,
): OffsetsRecord {
  const value = versioned(groupMetadataValue, GROUP_VALUE_VERSION, {
    protocolType: group.protocolType ?? '',
    generation: group.generationId,
    protocol: group.protocolName ?? null,
    leader: group.leaderId ?? null,
    currentStateTimestamp: group.currentStateTimestamp ?? -1,
    members: [...group.members].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      rebalanceTimeout: member.rebalanceTimeoutMs,
      sessionTimeout: member.sessionTimeoutMs,
      subscription: member.metadata(group.protocolName!),
      assignment: assignmentOf(member),
    })),
  });
  return { key: groupKey(group.groupId), value };
}

/** What takes back the group itself. */
export function groupTombstone(groupId: string): OffsetsRecord {
  return { key: groupKey(groupId), value: null };
}

/** @returns undefined for a kind that a newer Kafka may have written. @throws DecodeError */
export function decodeKey(key: Uint8Array): OffsetsKey | undefined {
  const version = versionOf(key);
  if (isVersion(offsetCommitKey, version)) {
    const { group, topic, partition } = unversioned(offsetCommitKey, key);
    return { kind: 'offset', groupId: group, of: { topic, partition } };
  }
  if (isVersion(groupMetadataKey, version)) {
    return { kind: 'group', groupId: unversioned(groupMetadataKey, key).group };
  }
  return undefined;
}

/** @throws DecodeError, also for an unknown version */
export function decodeOffset(value: Uint8Array): OffsetAndMetadata {
  const { offset, leaderEpoch, metadata, commitTimestamp, expireTimestamp } = unversioned(
    offsetCommitValue,
    value,
  );
  return {
    offset,
    leaderEpoch,
    metadata,
    commitTimestamp,
    expireTimestamp: expireTimestamp === -1 ? undefined : expireTimestamp,
  };
}

/** @throws DecodeError, also for an unknown version */
export function decodeGroup(value: Uint8Array): GroupSnapshot {
  const { protocolType, generation, protocol, leader, currentStateTimestamp, members } =
    unversioned(groupMetadataValue, value);
  if (protocol === null && members.length > 0)
    throw new DecodeError(groupMetadataValue.name, 'protocol', 2, 'null, though there are members');
  return {
    generationId: generation,
    protocolType: protocolType === '' ? undefined : protocolType,
    protocolName: protocol ?? undefined,
    leaderId: leader ?? undefined,
    currentStateTimestamp: currentStateTimestamp === -1 ? undefined : currentStateTimestamp,
    members: members.map(
      (member) =>
        new Member({
          ...member,
          // Version 0 knew one timeout for both.
          rebalanceTimeoutMs:
            member.rebalanceTimeout === -1 ? member.sessionTimeout : member.rebalanceTimeout,
          sessionTimeoutMs: member.sessionTimeout,
          protocolType,
          protocols: [{ name: protocol!, metadata: member.subscription }],
          assignment: member.assignment.slice(),
        }),
    ),
  };
}

function offsetKey(groupId: string, { topic, partition }: TopicPartition): Uint8Array {
  return versioned(offsetCommitKey, OFFSET_KEY_VERSION, { group: groupId, topic, partition });
}

function groupKey(groupId: string): Uint8Array {
  return versioned(groupMetadataKey, GROUP_KEY_VERSION, { group: groupId });
}

function committedValue({ offset, leaderEpoch, metadata, commitTimestamp }: OffsetAndMetadata) {
  return { offset, leaderEpoch, metadata, commitTimestamp };
}

/** `MessageUtil.toVersionPrefixedBytes`. */
function versioned<M extends Message>(
  schema: M,
  version: number,
  value: InferInput<M>,
): Uint8Array {
  const body = encode(schema, version, value);
  const bytes = new Uint8Array(2 + body.length);
  bytes[0] = version >> 8;
  bytes[1] = version;
  bytes.set(body, 2);
  return bytes;
}

function unversioned<M extends Message>(schema: M, bytes: Uint8Array): Infer<M> {
  const version = versionOf(bytes);
  if (!isVersion(schema, version))
    throw new DecodeError(schema.name, '', 0, `unknown version ${version}`);
  return decode(schema, version, bytes.subarray(2)) as Infer<M>;
}

function versionOf(bytes: Uint8Array): number {
  if (bytes.length < 2) throw new DecodeError('version', '', 0, `only ${bytes.length} bytes`);
  return ((bytes[0]! << 24) >> 16) | bytes[1]!;
}

function isVersion(schema: Message, version: number): boolean {
  return version >= schema.versions.min && version <= schema.versions.max;
}
