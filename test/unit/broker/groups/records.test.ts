import { describe, expect, test } from 'vitest';
import { Group } from '../../../../server/broker/groups/group.ts';
import { loadGroups } from '../../../../server/broker/groups/load.ts';
import { Member } from '../../../../server/broker/groups/member.ts';
import type { OffsetsRecord } from '../../../../server/broker/groups/offsets-writer.ts';
import {
  decodeGroup,
  decodeKey,
  decodeOffset,
  groupRecord,
  groupTombstone,
  offsetRecord,
  offsetTombstone,
} from '../../../../server/broker/groups/records.ts';
import { compression } from '../../../../server/node/compression.ts';
import { DecodeError } from '../../../../server/protocol/decode-error.ts';
import { Codec } from '../../../../server/protocol/records/compression.ts';
import { encodeBatch } from '../../../../server/protocol/records/record-batch.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';

const OF = { topic: 't', partition: 7 };
const COMMITTED = {
  offset: 1234,
  leaderEpoch: 3,
  metadata: 'note',
  commitTimestamp: 0x1020304,
  expireTimestamp: undefined,
};

/** Bytes as Kafka's own records have them: hexadecimal, quoted text as it is. */
function bytes(layout: string): Uint8Array {
  return Uint8Array.from(
    (layout.match(/'[^']*'|[0-9a-f]{2}/g) ?? []).flatMap((part) =>
      part.startsWith("'") ? [...Buffer.from(part.slice(1, -1))] : [Number.parseInt(part, 16)],
    ),
  );
}

describe('records as Kafka writes them', () => {
  test('an offset: key version 1, value version 3', () => {
    expect(offsetRecord('group', OF, COMMITTED)).toEqual({
      key: bytes("0001  0005 'group'  0001 't'  00000007"),
      value: bytes("0003  00000000000004d2  00000003  0004 'note'  0000000001020304"),
    });
  });

  test('an offset with an expiry of its own: value version 1', () => {
    expect(offsetRecord('group', OF, { ...COMMITTED, expireTimestamp: 0x2030405 }).value).toEqual(
      bytes("0001  00000000000004d2  0004 'note'  0000000001020304  0000000002030405"),
    );
  });

  test('a group: key version 2, value version 3', () => {
    const { key, value } = groupRecord(groupOfOne(), () => bytes('05 06'));
    expect(key).toEqual(bytes("0002  0005 'group'"));
    expect(value).toEqual(
      bytes(`0003  0008 'consumer'  00000001  0005 'range'  0002 'c1'  00000000499602d2
        00000001
          0002 'c1'  0004 'inst'  0006 'client'  000a '/127.0.0.1'
          0000ea60  00002710  00000003 010203  00000002 0506`),
    );
  });

  test('an empty group', () => {
    const group = new Group('group', new ManualClock(1234567890));
    expect(groupRecord(group, () => new Uint8Array()).value).toEqual(
      bytes('0003  0000  00000000  ffff  ffff  00000000499602d2  00000000'),
    );
  });

  test('a group that is empty again has no leader', () => {
    const group = groupOfOne();
    group.transitionTo('PreparingRebalance');
    group.remove(group.get('c1')!);
    group.initNextGeneration();
    expect(groupRecord(group, () => new Uint8Array()).value).toEqual(
      bytes("0003  0008 'consumer'  00000002  ffff  ffff  00000000499602d2  00000000"),
    );
  });

  test('tombstones', () => {
    expect(offsetTombstone('group', OF)).toEqual({
      key: offsetRecord('group', OF, COMMITTED).key,
      value: null,
    });
    expect(groupTombstone('group')).toEqual({ key: bytes("0002  0005 'group'"), value: null });
  });
});

describe('records as any Kafka has written them', () => {
  test('keys', () => {
    expect(decodeKey(bytes("0000  0005 'group'  0001 't'  00000007"))).toEqual({
      kind: 'offset',
      groupId: 'group',
      of: OF,
    });
    expect(decodeKey(groupTombstone('group').key)).toEqual({ kind: 'group', groupId: 'group' });
  });

  test('kinds that only newer ones know (KIP-848) are none of ours', () => {
    expect(decodeKey(bytes("0003  0005 'group'"))).toBeUndefined();
  });

  test('offsets of versions 0 to 4', () => {
    const old = { ...COMMITTED, leaderEpoch: -1 };
    expect(decodeOffset(bytes("0000 00000000000004d2 0004 'note' 0000000001020304"))).toEqual(old);
    expect(decodeOffset(bytes("0002 00000000000004d2 0004 'note' 0000000001020304"))).toEqual(old);
    const flexible = bytes("0004 00000000000004d2 00000003 05 'note' 0000000001020304 00");
    expect(decodeOffset(flexible)).toEqual(COMMITTED);
    for (const expireTimestamp of [undefined, 5]) {
      const committed = { ...old, expireTimestamp };
      expect(decodeOffset(offsetRecord('g', OF, committed).value!)).toEqual(committed);
    }
  });

  test('a group of version 0, which knew one timeout', () => {
    const { generationId, currentStateTimestamp, members } = decodeGroup(
      bytes(`0000  0008 'consumer'  00000001  0005 'range'  0002 'c1'  00000001
          0002 'c1'  0006 'client'  0001 '/'  00002710  00000000  00000000`),
    );
    expect({ generationId, currentStateTimestamp }).toEqual({
      generationId: 1,
      currentStateTimestamp: undefined,
    });
    expect(members).toMatchObject([
      {
        memberId: 'c1',
        groupInstanceId: null,
        rebalanceTimeoutMs: 10_000,
        sessionTimeoutMs: 10_000,
      },
    ]);
  });

  test('a group comes back as it was written', () => {
    const group = groupOfOne();
    const snapshot = decodeGroup(groupRecord(group, ({ assignment }) => assignment).value!);
    const loaded = Group.load('group', snapshot, new ManualClock());
    expect(loaded.state).toBe('Stable');
    expect(loaded.leaderId).toBe('c1');
    expect(loaded.staticMemberId('inst')).toBe('c1');
    expect(groupRecord(loaded, ({ assignment }) => assignment)).toEqual(
      groupRecord(group, ({ assignment }) => assignment),
    );
  });

  test('cut off anywhere: a DecodeError', () => {
    const offset = offsetRecord('group', OF, COMMITTED);
    const group = groupRecord(groupOfOne(), () => bytes('05 06'));
    const cuts = (whole: Uint8Array) => [...whole.keys()].map((end) => whole.subarray(0, end));
    for (const cut of cuts(offset.key)) expect(() => decodeKey(cut)).toThrow(DecodeError);
    for (const cut of cuts(offset.value!)) expect(() => decodeOffset(cut)).toThrow(DecodeError);
    for (const cut of cuts(group.value!)) expect(() => decodeGroup(cut)).toThrow(DecodeError);
  });

  test('members without a protocol: a DecodeError', () => {
    expect(() =>
      decodeGroup(
        bytes(`0003  0008 'consumer'  00000001  ffff  0002 'c1'  00000000499602d2  00000001
          0002 'c1'  ffff  0006 'client'  0001 '/'  0000ea60  00002710  00000000  00000000`),
      ),
    ).toThrow(DecodeError);
  });
});

describe('loading a partition', () => {
  test('passes over what it cannot read, with a warning, and takes the rest', async () => {
    const lines: string[] = [];
    const groups = await load(
      [
        { key: bytes("0003  0005 'group'"), value: bytes('ffff') },
        { key: bytes('00'), value: null },
        { key: offsetRecord('broken', OF, COMMITTED).key, value: bytes('0003 00') },
        { key: offsetRecord('future', OF, COMMITTED).key, value: bytes('0009 00') },
        offsetRecord('group', OF, COMMITTED),
      ],
      lines,
    );
    expect(groups.map(({ groupId }) => groupId)).toEqual(['group']);
    expect(groups[0]!.offsets.get(OF)).toEqual(COMMITTED);
    expect(lines).toHaveLength(3);
  });

  test('what was taken back is not there', async () => {
    const written = groupRecord(groupOfOne(), () => new Uint8Array());
    const groups = await load([
      offsetRecord('group', OF, COMMITTED),
      written,
      offsetRecord('other', OF, COMMITTED),
      offsetTombstone('group', OF),
      groupTombstone('group'),
      offsetTombstone('other', OF),
      written,
    ]);
    expect(groups.map(({ groupId, offsets }) => [groupId, offsets.isEmpty])).toEqual([
      ['group', true],
    ]);
  });
});

function groupOfOne(): Group {
  const group = new Group('group', new ManualClock(1234567890));
  group.add(
    new Member({
      memberId: 'c1',
      groupInstanceId: 'inst',
      clientId: 'client',
      clientHost: '/127.0.0.1',
      rebalanceTimeoutMs: 60_000,
      sessionTimeoutMs: 10_000,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: bytes('01 02 03') }],
      assignment: bytes('09'),
    }),
  );
  group.transitionTo('PreparingRebalance');
  group.initNextGeneration();
  return group;
}

/** Loads records that are compressed, as somebody else may have written them. */
function load(records: readonly OffsetsRecord[], lines: string[] = []): Promise<Group[]> {
  const batch = encodeBatch(
    { records: records.map((record) => ({ ...record, timestamp: 0 })), codec: Codec.gzip },
    compression,
  );
  const marker = encodeBatch(
    {
      records: [{ key: bytes('0000 0001'), value: bytes('0000 00000000'), timestamp: 0 }],
      isControl: true,
      isTransactional: true,
    },
    compression,
  );
  async function* chunks() {
    yield batch;
    yield marker;
  }
  const keep = (line: string) => {
    lines.push(line);
  };
  return loadGroups(chunks(), {
    clock: new ManualClock(),
    logger: { error: keep, warn: keep, info: keep, debug: keep },
    compression,
  });
}
